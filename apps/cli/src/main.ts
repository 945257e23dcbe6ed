import { fileURLToPath } from 'node:url';
import { generateCommand, allGenerators } from '@minglu/contracts/generate';
import { kafkaCommand } from './kafka/command.js';
import { parkedCommand } from './parked.js';
import { rebuildCommand } from './rebuild.js';
import { scenarioCommand, realSystems, kafkaSystems, takeTransport } from '@minglu/scenario';
import { servicesCommand } from './services/command.js';
import { migrateCommand } from './services/migrate.js';
import { titleOf } from './titles.js';
import { tokenCommand } from './token.js';

const USAGE = `用法 usage: npm run cli -- <command> [...]

  scenario <文件|文件夹>...   运行场景 / run scenario files            (npm run scenario -- ...)
  generate [--check]         生成或核对随代码提交的文件 / generated files (npm run generate)
  kafka start|stop|status|topics   本机的 Kafka / a Kafka on this machine (npm run kafka -- ...)
  services                   各服务，各为一个进程 / the services as separate processes (npm run services)
  migrate                    数据库结构 / the schemas of all services
  parked [--replay stream]   读模型搁置的事件 / events that the read model has set aside
  rebuild read-model         从日志重建读模型 / the read model anew from the log (npm run rebuild -- ...)
  token --role R --org O     签发访问令牌 / issue a token for the API

  每个命令都有 --help / each command has --help
  退出码 exit code: 0 成功 success, 1 未通过 failed, 2 用法有误 wrong usage, 5 未能办成（如数据库或 Kafka 连不上）could not be
                    carried out, say for want of a database or brokers
`;
const NOT_CARRIED_OUT = 5;

const { stdout, stderr, env } = process;
const root = fileURLToPath(new URL('../../../../', import.meta.url));
const [command, ...args] = process.argv.slice(2);

const run = async (): Promise<number> => {
  switch (command) {
    case 'scenario': {
      if (args.length === 0 || args.includes('--help') || args.includes('-h'))
        return scenarioCommand(args, { systems: nothing, stdout, stderr, cwd: process.cwd(), env });
      const asked = takeTransport(args);
      if (!asked) {
        stderr.write('--transport log|kafka\n');
        return 2;
      }
      const { systems, stop } =
        asked.transport === 'kafka'
          ? await kafkaSystems(root, env)
          : await realSystems(env['DATABASE_URL'] || undefined, (error, where) => stderr.write(`${where}: ${String(error)}\n`));
      try {
        return await scenarioCommand(asked.rest, { systems, stdout, stderr, cwd: process.cwd(), env, titleOf });
      } finally {
        await stop();
      }
    }
    case 'generate':
      return generateCommand(args, {
        root,
        stdout,
        stderr,
        generators: await allGenerators(root),
      });
    case 'kafka':
      return kafkaCommand(args, { root, stdout, stderr, env });
    case 'services':
      return servicesCommand(args, { root, stdout, stderr, env });
    case 'parked':
      return parkedCommand(args, { root, stdout, stderr, env });
    case 'rebuild':
      return rebuildCommand(args, { root, stdout, stderr, env });
    case 'migrate':
      return migrateCommand(args, { root, stdout, stderr, env });
    case 'token':
      return tokenCommand(args, { stdout, stderr, env });
    case undefined:
    case '--help':
    case '-h':
    case 'help':
      stdout.write(USAGE);
      return command === undefined ? 2 : 0;
    default:
      stderr.write(`没有这个命令 / no such command: ${command}\n\n${USAGE}`);
      return 2;
  }
};
const nothing = () => Promise.reject(new Error('no scenario is run'));

/** In one line; the stack is for whoever asks for it. */
const told = (error: unknown): number => {
  stderr.write(`未能办成 / could not be carried out: ${error instanceof Error ? error.message || error.name : String(error)}\n`);
  if (env['LOG_LEVEL'] === 'debug' && error instanceof Error) stderr.write(`${error.stack}\n`);
  return NOT_CARRIED_OUT;
};

process.exitCode = await run().catch(told);

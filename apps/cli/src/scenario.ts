import { Option } from 'commander';
import { runScenarioFiles } from '@minglu/scenario';
import { JSON_OPTION, TRANSPORTS, type AddCommand, type Transport } from './context.js';

interface Options {
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly transport: Transport;
}

export const addScenario: AddCommand = (program, context, exits) => {
  const { stdout, stderr, env } = context;
  program
    .command('scenario')
    .summary('运行场景 / run scenario files (npm run scenario -- ...)')
    .description(
      `运行场景文件；文件夹指其中的 .yaml 和 .yml（不含 fixtures/）。相对路径从输入命令时所在的文件夹算起。
Runs scenario files. A folder stands for its .yaml and .yml files, without fixtures/. Relative paths start from the
folder in which the command was typed.`,
    )
    .usage('[options] <file|folder>...')
    .argument('<paths...>', '场景文件或文件夹 / scenario files or folders')
    .option(...JSON_OPTION)
    .option('-q, --quiet', '只列出未通过的步骤 / print only the steps that failed')
    .addOption(
      new Option(
        '--transport <transport>',
        'log：同一进程，直接读日志；http：同上，命令经各自的地址；kafka：各服务分立，经 Kafka 相通 / log: one process that reads the log; http: the same, commands over their routes; kafka: separate services over Kafka',
      )
        .choices(TRANSPORTS)
        .default('log'),
    )
    .addHelpText(
      'after',
      `
DATABASE_URL, KAFKA_BROKERS   已有的数据库和 Kafka / an existing database and Kafka
KAFKA_SASL_USERNAME, KAFKA_SASL_PASSWORD, MINGLU_KAFKA_{PUBLISHER,QUERY}_PASSWORD   该 Kafka 的登录 / the logins on that Kafka
退出码 exit code: 0 全部通过 all passed, 1 有未通过 some failed, 2 文件格式有误或路径不存在 malformed file or unknown path`,
    )
    .action(
      exits(async (paths: readonly string[], { json, quiet, transport }: Options) => {
        const { systems, stop } = await context.scenarioSystems(transport);
        try {
          // npm changes to the project's folder and passes the caller's folder in INIT_CWD.
          const base = env['INIT_CWD'] ?? context.cwd;
          const options = { systems, stdout, stderr, base, json, quiet, noColour: Boolean(env['NO_COLOR']), titleOf: context.titleOf };
          return (await runScenarioFiles(paths, options)).exitCode;
        } finally {
          await stop();
        }
      }),
    );
};

import { Command, CommanderError } from 'commander';
import type { AddCommand, Context, Exits } from './context.js';
import { addEvidence } from './evidence.js';
import { addGenerate } from './generate.js';
import { addGrant } from './grant.js';
import { addKafka } from './kafka.js';
import { addAccess } from './access.js';
import { addAudit } from './audit.js';
import { addKeys } from './keys.js';
import { addLog } from './log.js';
import { addMaterials } from './materials.js';
import { addMigrate } from './migrate.js';
import { addParked } from './parked.js';
import { addRebuild } from './rebuild.js';
import { addReplay } from './replay.js';
import { WrongSetting } from '@minglu/casework';
import { Final, FolderTaken, WrongFolder } from '@minglu/embedded/processes';
import { addScenario } from './scenario.js';
import { addSecrets } from './secrets.js';
import { addServices } from './services.js';
import { addToken } from './token.js';
import { addVerify } from './verify.js';
import { addWitness } from './witness.js';

const COMMANDS: readonly AddCommand[] = [
  addScenario,
  addReplay,
  addGenerate,
  addKafka,
  addServices,
  addMigrate,
  addLog,
  addKeys,
  addAccess,
  addMaterials,
  addParked,
  addRebuild,
  addVerify,
  addWitness,
  addAudit,
  addEvidence,
  addToken,
  addGrant,
  addSecrets,
];

const EXIT_CODES = `
每个命令都有 --help / each command has --help
退出码 exit code: 0 成功 success, 1 未通过 failed, 2 用法或设置有误 wrong usage or setting,
                  3 数据文件夹或 Kafka 正被使用 the data folder or Kafka is in use, 4 此处不能运行 Kafka Kafka cannot run here,
                  5 未能办成（如数据库或 Kafka 连不上）could not be carried out, for example without a database or brokers`;
const WRONG_USAGE = 2;
const TAKEN = 3;
const NOT_CARRIED_OUT = 5;

/** Runs one command. Resolves to its exit code and never rejects. */
export const runCli = async (args: readonly string[], context: Context): Promise<number> => {
  let exitCode = 0;
  const exits: Exits =
    (run) =>
    async (...given) => {
      exitCode = await run(...given);
    };
  const program = emptyProgram(context);
  for (const add of COMMANDS) add(program, context, exits);
  if (args.length === 0) {
    program.outputHelp();
    return WRONG_USAGE;
  }
  try {
    await program.parseAsync([...args], { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : WRONG_USAGE;
    if (error instanceof FolderTaken) {
      context.stderr.write(`${error.message}\n`);
      return TAKEN;
    }
    if (error instanceof WrongSetting || error instanceof WrongFolder || error instanceof Final) {
      context.stderr.write(`设置有误 / wrong setting: ${error.message}\n`);
      return WRONG_USAGE;
    }
    return reportFailure(error, context);
  }
};

/** The program without its commands. They inherit the settings made here. */
const emptyProgram = ({ stdout, stderr }: Context): Command => {
  const program = new Command('npm run cli --');
  let current = program;
  return program
    .summary('名录的命令行 / the command line of Minglu')
    .usage('<command> [...]')
    .helpOption('-h, --help', '显示本说明 / show this text')
    .helpCommand('help [command]', '显示一个命令的说明 / show the help of a command')
    .addHelpText('after', EXIT_CODES)
    .exitOverride()
    .hook('preSubcommand', (_, subcommand) => void (current = subcommand))
    .configureOutput({
      writeOut: (text) => void stdout.write(text),
      writeErr: (text) => void stderr.write(text),
      outputError: (text, write) => write(`${usageError(text, current)}\n`),
      getOutHelpWidth: () => HELP_WIDTH,
      getErrHelpWidth: () => HELP_WIDTH,
    })
    .configureHelp({
      commandUsage: usageOf,
      subcommandTerm: (command) =>
        command.commands.length > 0 ? `${command.name()} ${actionsOf(command)}` : `${command.name()} ${command.usage()}`,
      styleTitle: (title) => TITLES[title] ?? title,
    });
};

const HELP_WIDTH = 130;
const TITLES: Readonly<Record<string, string>> = {
  'Usage:': '用法 usage:',
  'Arguments:': '参数 arguments:',
  'Options:': '选项 options:',
  'Commands:': '命令 commands:',
};

/** `kafka start [options]`: without the name of the program, except for the program itself. */
const usageOf = (command: Command): string => {
  const names: string[] = [];
  for (let one: Command | null = command; one && (one.parent || one === command); one = one.parent) names.unshift(one.name());
  return `${names.join(' ')} ${command.usage()}`;
};

const actionsOf = (command: Command): string => command.commands.map((action) => action.name()).join('|');

/** One line with the reason and the usage of the command. */
const usageError = (text: string, command: Command): string =>
  `用法有误 / wrong usage: ${text
    .trim()
    .replace(/^error: /, '')
    .replaceAll('\n', ' ')}（用法 usage: ${usageOf(command)}，详见 see --help）`;

/** One line; with `LOG_LEVEL=debug` also the stack. */
const reportFailure = (error: unknown, { stderr, env }: Context): number => {
  stderr.write(`未能办成 / could not be carried out: ${error instanceof Error ? error.message || error.name : String(error)}\n`);
  if (env['LOG_LEVEL'] === 'debug' && error instanceof Error) stderr.write(`${error.stack}\n`);
  return NOT_CARRIED_OUT;
};

import { parseArgs } from 'node:util';
import { MalformedScenario } from './format.js';
import { toJson } from './json.js';
import { exitCodeOf, type FileOutcome } from './outcome.js';
import { parseScenario } from './parse.js';
import { scenarioFiles, shownPath } from './paths.js';
import type { ScenarioSystemFactory } from './port.js';
import { malformedText, printFile, printSummary, type PrintOptions } from './print.js';
import { runScenario } from './run.js';
import { COLOURED, PLAIN } from './wording.js';

export interface Output {
  readonly write: (text: string) => unknown;
  readonly isTTY?: boolean;
}

export interface ScenarioCommandDeps {
  readonly systems: ScenarioSystemFactory;
  readonly stdout: Output;
  readonly stderr: Output;
  readonly cwd: string;
  /** `INIT_CWD` is where the caller of `npm run` stands; `NO_COLOR` is honoured. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The Chinese name of a command or an event, where there is one. */
  readonly titleOf?: (type: string) => string | undefined;
}

const USAGE = `用法 usage: scenario [--json] [--quiet] [--transport log|kafka] <file|folder>...

  运行场景文件；文件夹指其中的 .yaml 和 .yml（不含 fixtures/）。
  Runs scenario files; a folder stands for the .yaml and .yml files right in it (not fixtures/).
  Relative paths start from the folder in which the command was typed.

  --json       结果输出为一个 JSON 文档 / the results as one JSON document on stdout
  --transport kafka  各服务分立，经 Kafka 相通（默认 log：同一进程，直接读日志）
                     the services apart, over a real Kafka (default log: one process, straight from the log)
  -q, --quiet  只列出未通过的步骤 / only the steps that failed
  -h, --help   显示本说明 / this text

  退出码 exit code: 0 全部通过 all passed, 1 有未通过 some failed, 2 文件格式有误或路径不存在 malformed file or unknown path
`;

/** `scenario <files and folders>`: runs each file on a fresh system, prints what followed, and resolves to the exit code. */
export const scenarioCommand = async (args: readonly string[], deps: ScenarioCommandDeps): Promise<0 | 1 | 2> => {
  const { stdout, stderr, env } = deps;
  const options = readArguments(args);
  if (typeof options === 'string') return usageError(stderr, options);
  if (options.help) {
    stdout.write(USAGE);
    return 0;
  }
  if (options.paths.length === 0) return usageError(stderr, '请给出场景文件或文件夹 / name a scenario file or a folder');
  const base = env['INIT_CWD'] ?? deps.cwd;
  const { files, problems } = scenarioFiles(options.paths, base);
  for (const problem of problems) stderr.write(`${problem}\n`);

  const coloured = (output: Output) => (output.isTTY === true && !env['NO_COLOR'] ? COLOURED : PLAIN);
  const print: PrintOptions = {
    style: coloured(stdout),
    quiet: options.quiet,
    pathOf: (file) => shownPath(file, base),
    titleOf: deps.titleOf ?? (() => undefined),
  };
  // Where the results themselves scroll by on a terminal, they are the progress.
  const showsProgress = files.length > 1 && (options.json || options.quiet || stdout.isTTY !== true);
  const outcomes: FileOutcome[] = [];
  for (const file of files) {
    if (showsProgress) stderr.write(`[${outcomes.length + 1}/${files.length}] ${print.pathOf(file)}\n`);
    const outcome = await runFile(file, deps.systems);
    outcomes.push(outcome);
    // On stderr too, so that a caller who keeps stdout for the results sees the line and the reason.
    if (outcome.outcome === 'malformed' && (options.json || stdout.isTTY !== true))
      stderr.write(malformedText(outcome.error, { ...print, style: coloured(stderr) }));
    if (!options.json) stdout.write(`${printFile(outcome, print)}\n`);
  }
  const exitCode = problems.length > 0 ? 2 : exitCodeOf(outcomes);
  if (options.json) stdout.write(`${JSON.stringify(toJson(outcomes, problems, exitCode), null, 2)}\n`);
  else if (files.length > 0) stdout.write(printSummary(outcomes, print));
  return exitCode;
};

/** One file that is malformed, or breaks its system, never hides the results of the others. */
const runFile = async (file: string, systems: ScenarioSystemFactory): Promise<FileOutcome> => {
  try {
    const result = await runScenario(parseScenario(file), systems);
    return { outcome: result.passed ? 'passed' : 'failed', file, result };
  } catch (error) {
    if (error instanceof MalformedScenario) return { outcome: 'malformed', file, error };
    return { outcome: 'broken', file, error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
};

interface Options {
  readonly json: boolean;
  readonly quiet: boolean;
  readonly help: boolean;
  readonly paths: readonly string[];
}

/** The options, or what is wrong with them. */
const readArguments = (args: readonly string[]): Options | string => {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { json: { type: 'boolean' }, quiet: { type: 'boolean', short: 'q' }, help: { type: 'boolean', short: 'h' } },
    });
    return { json: values.json ?? false, quiet: values.quiet ?? false, help: values.help ?? false, paths: positionals };
  } catch (error) {
    return (error as Error).message;
  }
};

const usageError = (stderr: Output, problem: string): 2 => {
  stderr.write(`${problem}\n\n${USAGE}`);
  return 2;
};

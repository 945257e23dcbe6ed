import { MalformedScenario } from './format.js';
import { toJson } from './json.js';
import { exitCodeOf, type FileOutcome } from './outcome.js';
import { parseScenario } from './parse.js';
import { scenarioFiles, shownPath } from './paths.js';
import type { ScenarioSystemFactory } from './port.js';
import { malformedText, printFile, printSummary, type PrintOptions } from './print.js';
import { runScenario } from './run.js';
import { titleOf } from './titles.js';
import { COLOURED, PLAIN } from './wording.js';

/** A stream of text: stdout, stderr, or a test's collector. */
export interface Output {
  readonly write: (text: string) => unknown;
  readonly isTTY?: boolean;
}

interface RunOptions {
  readonly systems: ScenarioSystemFactory;
  readonly stdout: Output;
  readonly stderr: Output;
  /** The folder that relative paths start from. */
  readonly base: string;
  /** Print one JSON document instead of text. */
  readonly json?: boolean;
  /** Print only the steps that failed. */
  readonly quiet?: boolean;
  /** Print no colours on a terminal either. */
  readonly noColour?: boolean;
  /** The Chinese name of a command or an event. */
  readonly titleOf?: (type: string) => string | undefined;
}

interface FilesResult {
  /** 0: all passed; 1: some failed; 2: a malformed file or an unknown path. */
  readonly exitCode: 0 | 1 | 2;
  readonly outcomes: readonly FileOutcome[];
}

/** Runs the scenario files of the paths (files or folders), each on a fresh system, and prints the results. */
export const runScenarioFiles = async (paths: readonly string[], options: RunOptions): Promise<FilesResult> => {
  const { stdout, stderr, base, json = false, quiet = false } = options;
  const { files, problems } = scenarioFiles(paths, base);
  for (const problem of problems) stderr.write(`${problem}\n`);

  const styleOf = (output: Output) => (output.isTTY === true && !options.noColour ? COLOURED : PLAIN);
  const print: PrintOptions = {
    style: styleOf(stdout),
    quiet,
    pathOf: (file) => shownPath(file, base),
    titleOf: options.titleOf ?? titleOf,
  };
  // On a terminal the printed results show the progress already.
  const showsProgress = files.length > 1 && (json || quiet || stdout.isTTY !== true);
  const outcomes: FileOutcome[] = [];
  for (const file of files) {
    if (showsProgress) stderr.write(`[${outcomes.length + 1}/${files.length}] ${print.pathOf(file)}\n`);
    const outcome = await runFile(file, options.systems);
    outcomes.push(outcome);
    // On stderr too, for callers that redirect stdout.
    if (outcome.outcome === 'malformed' && (json || stdout.isTTY !== true))
      stderr.write(malformedText(outcome.error, { ...print, style: styleOf(stderr) }));
    if (!json) stdout.write(`${printFile(outcome, print)}\n`);
  }
  const exitCode = problems.length > 0 ? 2 : exitCodeOf(outcomes);
  if (json) stdout.write(`${JSON.stringify(toJson(outcomes, problems, exitCode), null, 2)}\n`);
  else if (files.length > 0) stdout.write(printSummary(outcomes, print));
  return { exitCode, outcomes };
};

/** A malformed file, or a system that breaks, does not end the run of the other files. */
const runFile = async (file: string, systems: ScenarioSystemFactory): Promise<FileOutcome> => {
  try {
    const result = await runScenario(parseScenario(file), systems);
    return { outcome: result.passed ? 'passed' : 'failed', file, result };
  } catch (error) {
    if (error instanceof MalformedScenario) return { outcome: 'malformed', file, error };
    return { outcome: 'broken', file, error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
};

import type { MalformedScenario } from './format.js';
import type { ScenarioResult } from './run.js';

/** The result of one file. `broken`: its system could not be made or closed. */
export type FileOutcome =
  | { readonly outcome: 'passed' | 'failed'; readonly file: string; readonly result: ScenarioResult }
  | { readonly outcome: 'malformed'; readonly file: string; readonly error: MalformedScenario }
  | { readonly outcome: 'broken'; readonly file: string; readonly error: string };

/** 0: all passed; 2: a file is malformed; 1 otherwise. */
export const exitCodeOf = (outcomes: readonly FileOutcome[]): 0 | 1 | 2 => {
  if (outcomes.some(({ outcome }) => outcome === 'malformed')) return 2;
  return outcomes.every(({ outcome }) => outcome === 'passed') ? 0 : 1;
};

export const count = (outcomes: readonly FileOutcome[], outcome: FileOutcome['outcome']): number =>
  outcomes.filter((each) => each.outcome === outcome).length;

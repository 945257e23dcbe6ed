import type { MalformedScenario } from './format.js';
import type { ScenarioResult } from './run.js';

/** What became of one file. `broken`: no system could be had to run it on, or it could not be closed. */
export type FileOutcome =
  | { readonly outcome: 'passed' | 'failed'; readonly file: string; readonly result: ScenarioResult }
  | { readonly outcome: 'malformed'; readonly file: string; readonly error: MalformedScenario }
  | { readonly outcome: 'broken'; readonly file: string; readonly error: string };

/** 0 when all passed, 2 when a file is malformed, otherwise 1. */
export const exitCodeOf = (outcomes: readonly FileOutcome[]): 0 | 1 | 2 => {
  if (outcomes.some(({ outcome }) => outcome === 'malformed')) return 2;
  return outcomes.every(({ outcome }) => outcome === 'passed') ? 0 : 1;
};

export const count = (outcomes: readonly FileOutcome[], outcome: FileOutcome['outcome']): number =>
  outcomes.filter((each) => each.outcome === outcome).length;

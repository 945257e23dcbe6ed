import { inShanghai } from '@minglu/kernel';
import { count, type FileOutcome } from './outcome.js';
import type { StepResult } from './run.js';

/** All outcomes as one JSON document, with the unknown paths. Instants of steps are in +08:00, those in data as recorded. */
export const toJson = (outcomes: readonly FileOutcome[], problems: readonly string[], exitCode: number): unknown => ({
  exitCode,
  problems,
  summary: {
    files: outcomes.length,
    passed: count(outcomes, 'passed'),
    failed: count(outcomes, 'failed'),
    malformed: count(outcomes, 'malformed'),
    broken: count(outcomes, 'broken'),
  },
  files: outcomes.map(fileJson),
});

const fileJson = (outcome: FileOutcome): unknown => {
  const { file, outcome: kind } = outcome;
  if (outcome.outcome === 'malformed') {
    const { place, reason, includedFrom } = outcome.error;
    return { file, outcome: kind, error: { ...place, reason, includedFrom } };
  }
  if (outcome.outcome === 'broken') return { file, outcome: kind, error: { reason: outcome.error } };
  const { scenario, steps } = outcome.result;
  const { title, articles, clock } = scenario;
  return { file, outcome: kind, title, articles, clock: inShanghai(clock), steps: steps.map(stepJson) };
};

const stepJson = ({ step, outcome, events, answer, statuses, deadlines, failures }: StepResult): unknown => ({
  outcome,
  place: step.place,
  fixture: step.fixture,
  kind: step.kind,
  at: inShanghai(step.at),
  ...(step.kind === 'command' ? { by: step.by, do: step.command, with: step.data } : {}),
  events,
  ...(answer?.accepted === true ? { warnings: answer.warnings.map(({ code }) => code) } : {}),
  ...(answer?.accepted === false ? { refusal: answer.refusal } : {}),
  statuses,
  deadlines,
  // JSON has no undefined: absent values are null.
  failures: failures.map(({ expectation, expected, actual, note }) => ({
    expectation,
    expected: expected ?? null,
    actual: actual ?? null,
    note,
  })),
});

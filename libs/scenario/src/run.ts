import { epochMs, instantOf, type Instant } from '@minglu/kernel';
import { changeTracker, type Changes, type ChangeTracker } from './changes.js';
import { UnresolvedReference, withEventIds, type LabelledEvents } from './event-references.js';
import type { Scenario, Step } from './format.js';
import type { ScenarioEvent, ScenarioSystem, ScenarioSystemFactory } from './port.js';
import { verify, type Failure, type Observed } from './verify.js';

export interface StepResult extends Observed, Changes {
  readonly step: Step;
  /** `not-run`: the system broke down, or a fixture failed, before this step. */
  readonly outcome: 'passed' | 'failed' | 'not-run';
  readonly failures: readonly Failure[];
}

export interface ScenarioResult {
  readonly scenario: Scenario;
  readonly passed: boolean;
  readonly steps: readonly StepResult[];
}

/** Runs a scenario on a fresh system, which is closed at the end. Rejects only if the system cannot be made or closed. */
export const runScenario = async (scenario: Scenario, systems: ScenarioSystemFactory): Promise<ScenarioResult> => {
  const system = await systems(scenario.clock);
  try {
    await system.settle();
    const changesOf = changeTracker(system);
    const steps: StepResult[] = [];
    const labelled = new Map<string, readonly ScenarioEvent[]>();
    let goesOn = true;
    for (const step of scenario.steps) {
      const result = goesOn ? await runStep(step, labelled, system, changesOf) : notRun(step);
      steps.push(result);
      if (step.label !== null) labelled.set(step.label, result.events);
      // Later steps still give information after a failed expectation, but not without the fixtures or the system.
      if (result.outcome === 'failed' && (step.fixture !== null || result.failures.some(({ expectation }) => expectation === BREAKDOWN)))
        goesOn = false;
    }
    return { scenario, passed: steps.every((step) => step.outcome === 'passed'), steps };
  } finally {
    await system.close();
  }
};

/** The implicit expectation of every step: the system does not throw. */
const BREAKDOWN = 'system';
const NO_RESULT: Observed & Changes = { events: [], afterCommand: [], answer: null, statuses: [], deadlines: [] };
const notRun = (step: Step): StepResult => ({ ...NO_RESULT, step, outcome: 'not-run', failures: [] });

const runStep = async (written: Step, labelled: LabelledEvents, system: ScenarioSystem, changesOf: ChangeTracker): Promise<StepResult> => {
  let [result, step] = [NO_RESULT, written];
  try {
    step = withReferences(written, labelled);
    const observed = await perform(step, system);
    result = { ...observed, ...(await changesOf(step, observed.events)) };
    const failures = await verify(step.expect, observed, system);
    return { ...result, step, outcome: failures.length === 0 ? 'passed' : 'failed', failures };
  } catch (error) {
    if (error instanceof UnresolvedReference) {
      const { reference: expected, types: actual, reason: note } = error;
      return { ...result, step, outcome: 'failed', failures: [{ expectation: '$event', expected, actual, note }] };
    }
    const actual = error instanceof Error ? (error.stack ?? error.message) : String(error);
    const note = { zh: '系统出错', en: 'the system broke down' };
    return { ...result, step, outcome: 'failed', failures: [{ expectation: BREAKDOWN, expected: 'an answer', actual, note }] };
  }
};

/** The step with the ids of events in its command and in the events that it expects. */
const withReferences = (step: Step, labelled: LabelledEvents): Step => ({
  ...step,
  ...(step.kind === 'command' ? { data: withEventIds(step.data, labelled) } : {}),
  expect: { ...step.expect, eventPatterns: withEventIds(step.expect.eventPatterns, labelled) },
});

/**
 * Timers due before the instant of a step fire first; their events count only for an `advanceTo`. Events at the instant
 * itself count: of timers before the command, and of processes after it.
 */
const perform = async (step: Step, system: ScenarioSystem): Promise<Observed> => {
  if (step.kind !== 'advance') await moveTo(system, instantOf(epochMs(step.at) - 1));
  const before = await system.head();
  await moveTo(system, step.at);
  const beforeCommand = await system.head();
  const answer = step.kind === 'command' ? await system.execute({ type: step.command, data: step.data, by: step.by }) : null;
  await system.settle();
  const events = await system.eventsAfter(before);
  return { events, afterCommand: events.filter((event) => event.position > beforeCommand), answer };
};

const moveTo = async (system: ScenarioSystem, instant: Instant): Promise<void> => {
  if (system.now() < instant) await system.advanceTo(instant);
};

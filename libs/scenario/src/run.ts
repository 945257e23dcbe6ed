import { epochMs, instantOf, type Instant } from '@minglu/kernel';
import { follower, type Followed } from './follow.js';
import type { Scenario, Step } from './format.js';
import type { ScenarioSystem, ScenarioSystemFactory } from './port.js';
import { verify, type Failure, type Observed } from './verify.js';

export interface StepResult extends Observed, Followed {
  readonly step: Step;
  /** Not run: the system broke down before, or a fixture that the step builds on did not come about. */
  readonly outcome: 'passed' | 'failed' | 'not-run';
  readonly failures: readonly Failure[];
}

export interface ScenarioResult {
  readonly scenario: Scenario;
  readonly passed: boolean;
  readonly steps: readonly StepResult[];
}

/** Runs a scenario on a system of its own, which is closed in the end. Rejects only when there is no system to run it on. */
export const runScenario = async (scenario: Scenario, systems: ScenarioSystemFactory): Promise<ScenarioResult> => {
  const system = await systems(scenario.clock);
  try {
    await system.settle();
    const follow = follower(system);
    const steps: StepResult[] = [];
    let goesOn = true;
    for (const step of scenario.steps) {
      const result = goesOn ? await runStep(step, system, follow) : notRun(step);
      steps.push(result);
      // After an expectation that fails the rest still tells something; without its fixtures, or its system, nothing.
      if (result.outcome === 'failed' && (step.fixture !== null || result.failures.some(({ expectation }) => expectation === BREAKDOWN)))
        goesOn = false;
    }
    return { scenario, passed: steps.every((step) => step.outcome === 'passed'), steps };
  } finally {
    await system.close();
  }
};

/** The expectation that no file needs to write: the system does not throw. */
const BREAKDOWN = 'system';
const NOTHING: Observed & Followed = { events: [], afterCommand: [], answer: null, statuses: [], deadlines: [] };
const notRun = (step: Step): StepResult => ({ ...NOTHING, step, outcome: 'not-run', failures: [] });

const runStep = async (step: Step, system: ScenarioSystem, follow: ReturnType<typeof follower>): Promise<StepResult> => {
  let seen = NOTHING;
  try {
    const observed = await perform(step, system);
    seen = { ...observed, ...(await follow(step, observed.events)) };
    const failures = await verify(step.expect, observed, system);
    return { ...seen, step, outcome: failures.length === 0 ? 'passed' : 'failed', failures };
  } catch (error) {
    const actual = error instanceof Error ? (error.stack ?? error.message) : String(error);
    const note = { zh: '系统出错', en: 'the system broke down' };
    return { ...seen, step, outcome: 'failed', failures: [{ expectation: BREAKDOWN, expected: 'an answer', actual, note }] };
  }
};

/**
 * What is due before the instant of a step fires first and is not counted, unless the step is an `advanceTo`. What the
 * system does by itself at that very instant is counted: before a command what was due, after it what follows from it.
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

import type { Bilingual, Instant } from '@minglu/kernel';
import type { AsOf, ScenarioActor } from './port.js';

/** A place in a file; line and column from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** A scenario ready to run: fixtures included, variables filled in, instants in UTC and in order. */
export interface Scenario {
  readonly file: string;
  readonly title: string;
  /** The provisions that it demonstrates. */
  readonly articles: readonly string[];
  readonly clock: Instant;
  readonly steps: readonly Step[];
}

export type Step = CommandStep | AdvanceStep | CheckStep;
interface StepBase {
  readonly place: Place;
  /** The fixture of the step; null for a step of the scenario itself. */
  readonly fixture: string | null;
  /** The name by which later steps point to its events; null without one. */
  readonly label: string | null;
  /** The instant of the step; by default that of the previous step. */
  readonly at: Instant;
  readonly expect: Expectation;
}
export interface CommandStep extends StepBase {
  readonly kind: 'command';
  readonly by: ScenarioActor;
  readonly command: string;
  readonly data: Readonly<Record<string, unknown>>;
}
interface AdvanceStep extends StepBase {
  readonly kind: 'advance';
}
interface CheckStep extends StepBase {
  readonly kind: 'check';
}

/** The expected results of a step. Undefined or empty fields are not checked. */
export interface Expectation extends Questions {
  /** Exactly these event types, in order. */
  readonly events?: readonly string[];
  /** Each must match one of the appended events. */
  readonly eventPatterns: readonly EventPattern[];
  /** Set if the command must be refused; `{}` matches any refusal. */
  readonly refused?: RefusalPattern;
  readonly warnings: readonly string[];
  readonly asOf: readonly (AsOf & Questions)[];
  readonly publicCounts: ReadonlyMap<string, number>;
}

/** Expectations that can be checked now and at a point of the history. */
export interface Questions {
  readonly status: ReadonlyMap<string, string>;
  readonly flags: ReadonlyMap<string, readonly string[]>;
  readonly notFlags: ReadonlyMap<string, readonly string[]>;
  readonly deadlines: readonly DeadlinePattern[];
}

export interface EventPattern {
  readonly type: string;
  readonly fields: Readonly<Record<string, unknown>>;
}
export interface RefusalPattern {
  readonly basis?: string;
  readonly code?: string;
}
export interface DeadlinePattern {
  readonly of: string;
  readonly kind: string;
  readonly endsAt?: Instant;
  readonly workingDays?: readonly string[];
  readonly provisional?: boolean;
}

/** A file that is not a scenario, with the place and the reason. */
export class MalformedScenario extends Error {
  constructor(
    readonly place: Place,
    readonly reason: Bilingual,
    /** The includes that led to the place, innermost first. */
    readonly includedFrom: readonly Place[] = [],
  ) {
    super(`${place.file}:${place.line}:${place.column}: ${reason.en}`);
  }
}

export const malformed = (place: Place, zh: string, en: string): MalformedScenario => new MalformedScenario(place, { zh, en });

import type { Bilingual, Instant } from '@minglu/kernel';
import type { AsOf, ScenarioActor } from './port.js';

/** Where something stands in a file; line and column from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** A scenario as it runs: fixtures included, variables filled in, instants in UTC and never going back. */
export interface Scenario {
  readonly file: string;
  readonly title: string;
  /** The provisions that it shows. */
  readonly articles: readonly string[];
  readonly clock: Instant;
  readonly steps: readonly Step[];
}

export type Step = CommandStep | AdvanceStep | CheckStep;
interface StepBase {
  readonly place: Place;
  /** The fixture that it comes from; null for a step of the scenario itself. */
  readonly fixture: string | null;
  /** The instant of the step; where the file gives none, that of the step before. */
  readonly at: Instant;
  readonly expect: Expectation;
}
export interface CommandStep extends StepBase {
  readonly kind: 'command';
  readonly by: ScenarioActor;
  readonly command: string;
  readonly data: Readonly<Record<string, unknown>>;
}
export interface AdvanceStep extends StepBase {
  readonly kind: 'advance';
}
export interface CheckStep extends StepBase {
  readonly kind: 'check';
}

/** What must follow; what is undefined or empty is not asked. */
export interface Expectation extends Questions {
  /** Exactly these types, in order. */
  readonly events?: readonly string[];
  /** Each is met by one of the appended events. */
  readonly eventPatterns: readonly EventPattern[];
  /** Set when the command must be refused; `{}` is met by any refusal. */
  readonly refused?: RefusalPattern;
  readonly warnings: readonly string[];
  readonly asOf: readonly (AsOf & Questions)[];
  readonly publicCounts: ReadonlyMap<string, number>;
}

/** What can be asked of the present and of the history alike. */
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

/** The file is not a scenario: where, and why. */
export class MalformedScenario extends Error {
  constructor(
    readonly place: Place,
    readonly reason: Bilingual,
    /** The includes that led there, innermost first. */
    readonly includedFrom: readonly Place[] = [],
  ) {
    super(`${place.file}:${place.line}:${place.column}: ${reason.en}`);
  }
}

export const malformed = (place: Place, zh: string, en: string): MalformedScenario => new MalformedScenario(place, { zh, en });

import type { Instant, Refusal } from '@minglu/kernel';

/** Who takes a step. `org` is a division code, a park id, `MIIT`, or `-` for the public. */
export interface ScenarioActor {
  readonly role: string;
  readonly org: string;
  readonly person: string;
}

export interface ScenarioCommand {
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly by: ScenarioActor;
}

export type ScenarioAnswer =
  | { readonly accepted: true; readonly warnings: readonly { readonly code: string }[] }
  | { readonly accepted: false; readonly refusal: Refusal };

export interface ScenarioEvent {
  readonly position: number;
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly streamId: string;
  readonly isPublic: boolean;
}

/** A question to the history: valid as of `at`, using only what was recorded by `knownAt`. */
export interface AsOf {
  readonly at: Instant;
  readonly knownAt: Instant;
}

export interface ScenarioDeadline {
  readonly kind: string;
  readonly of: string;
  readonly evaluationYear?: number | undefined;
  /** Exclusive: 00:00 of the day after the last. */
  readonly endsAt: Instant;
  readonly workingDays: readonly string[];
  readonly provisional: boolean;
}

/** The system under test, on a simulated clock. All instants are UTC. */
export interface ScenarioSystem {
  /** Runs a command at the current simulated instant. */
  execute(command: ScenarioCommand): Promise<ScenarioAnswer>;
  now(): Instant;
  /** Moves the clock to an instant, never back. Timers due on the way (due ≤ instant) fire in order, each at its own due instant; then all settles. */
  advanceTo(instant: Instant): Promise<void>;
  /** Lets everything that is due at the current instant happen (processes, timers, projections), until the head of the log stands still. */
  settle(): Promise<void>;
  /** Position of the last event; 0 for an empty log. */
  head(): Promise<number>;
  /** Events with position > after, in order. */
  eventsAfter(after: number): Promise<readonly ScenarioEvent[]>;
  /** Status of a case or a title in the read model; undefined when there is none of this id. */
  status(id: string, asOf?: AsOf): Promise<string | undefined>;
  /** Flags that are set on a case or a title; undefined when there is none of this id. */
  flags(id: string, asOf?: AsOf): Promise<readonly string[] | undefined>;
  /** Deadlines ever recorded of an id, oldest first; empty when there is none. */
  deadlines(of: string, asOf?: AsOf): Promise<readonly ScenarioDeadline[]>;
  /** How many PUBLIC events of the type exist so far. */
  publicCount(type: string): Promise<number>;
  close(): Promise<void>;
}

/** A fresh system whose clock stands at the instant, seeded and settled. */
export type ScenarioSystemFactory = (clock: Instant) => Promise<ScenarioSystem>;

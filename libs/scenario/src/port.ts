import type { Actor, Instant, Refusal } from '@minglu/kernel';

/** The actor of a step. `org` is a division code, a park id, `MIIT`, or `-` for the public. */
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
  readonly eventId: string;
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly streamId: string;
  readonly isPublic: boolean;
}

/** A point of the history: valid at `at`, by the events recorded up to `knownAt`. */
export interface AsOf {
  readonly at: Instant;
  readonly knownAt: Instant;
}

export interface ScenarioDeadline {
  readonly kind: string;
  readonly of: string;
  readonly evaluationYear?: number | undefined;
  /** Exclusive: 00:00 of the day after the last day. */
  readonly endsAt: Instant;
  readonly workingDays: readonly string[];
  readonly provisional: boolean;
}

/** The system under test, on a simulated clock. All instants are UTC. */
export interface ScenarioSystem {
  /** Runs a command at the current simulated instant. */
  execute(command: ScenarioCommand): Promise<ScenarioAnswer>;
  now(): Instant;
  /** Moves the clock forward. Timers due up to the instant fire in order, each at its due instant. Then the system settles. */
  advanceTo(instant: Instant): Promise<void>;
  /** Runs processes, timers and projections at the current instant until the head of the log stays the same. */
  settle(): Promise<void>;
  /** Position of the last event; 0 for an empty log. */
  head(): Promise<number>;
  /** Events with position > after, in order. */
  eventsAfter(after: number): Promise<readonly ScenarioEvent[]>;
  /** Status of a case or a title in the read model; undefined for an unknown id. */
  status(id: string, asOf?: AsOf): Promise<string | undefined>;
  /** Flags of a case or a title; undefined for an unknown id. */
  flags(id: string, asOf?: AsOf): Promise<readonly string[] | undefined>;
  /** All deadlines recorded for an id, oldest first. */
  deadlines(of: string, asOf?: AsOf): Promise<readonly ScenarioDeadline[]>;
  /** The number of PUBLIC events of the type so far. */
  publicCount(type: string): Promise<number>;
  close(): Promise<void>;
}

/** Makes a fresh system, seeded and settled, whose clock stands at the instant. */
export type ScenarioSystemFactory = (clock: Instant) => Promise<ScenarioSystem>;

/** A factory of systems, and `stop` for the servers that they run on. */
export interface RunningSystems {
  readonly systems: ScenarioSystemFactory;
  readonly stop: () => Promise<void>;
}

/** The actor of the runner's own queries. It sees everything; the views of other roles have their own tests. */
export const EXAMINER: Actor = { person: 'examiner', role: 'auditor', org: 'MIIT' };

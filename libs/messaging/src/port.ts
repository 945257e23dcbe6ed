import type { EventStore, StoredEvent, SubscriptionHandler } from '@minglu/event-store';
import type { Pool, PoolClient } from 'pg';
import type { BatchOutcome } from './inbox.js';

interface ConsumerCallbacks {
  /** Called for a failure that will be retried. */
  readonly onError: (error: unknown) => void;
  /** Called after a batch is committed: its effects are visible. */
  readonly onCommitted?: (outcome: BatchOutcome, events: readonly StoredEvent[]) => void;
  /** Called for each invalid record or missing range that was stored. */
  readonly onInvalid?: (reason: string) => void;
  /** Called once when the client makes no progress for too long: the service should exit and be restarted. */
  readonly onStall?: (reason: string) => void;
}

export interface ConsumerOptions extends ConsumerCallbacks {
  /** Name of its inbox, and of its group. */
  readonly name: string;
  /** Database of its effects and its inbox. */
  readonly pool: Pool;
  readonly schema: string;
  readonly handler: SubscriptionHandler<PoolClient>;
}

/** A consumer of the log, over Kafka or directly: each event has its effect once, in the order of its stream. */
export interface Consumer {
  /** Resolves when it is connected or the first attempt failed; it then runs until stopped. */
  readonly start: () => Promise<void>;
  /** Resolves when the batch in progress is committed. */
  readonly stop: () => Promise<void>;
  /** A hint that there may be new events. */
  readonly wake: () => void;
  /** Last version of a stream that was applied; 0 if none. */
  readonly versionOf: (streamId: string) => Promise<number>;
  /** Number of events that were applied. It is complete up to the head of the log if this equals the head. */
  readonly appliedCount: () => Promise<number>;
  readonly parked: () => Promise<readonly ParkedEventInfo[]>;
  readonly parkedAndInvalid: () => Promise<ParkedAndInvalid>;
  /** Seconds for which the oldest parked event has waited, by the clock of the database; null if none is parked. */
  readonly parkedSeconds: () => Promise<number | null>;
  /** Number of records set aside that no operator has acknowledged. */
  readonly alarms: () => Promise<number>;
  /** Acknowledges the records set aside. They are kept. Resolves to their number. */
  readonly acknowledge: () => Promise<number>;
  /** Lag per partition or subscription; rejects if it cannot be measured. */
  readonly lag: () => Promise<readonly Lag[]>;
  /** Why it takes nothing: it stands on another log, or on a branch that is no more. Null while it stands on the log. */
  readonly standing: () => Promise<string | null>;
  /** Applies the parked events of a stream again, in order. Those that were damaged are read again from the log, if it is given. */
  readonly replay: (streamId: string, log?: Pick<EventStore, 'readStream'>) => Promise<{ readonly applied: number; readonly left: number }>;
}

/** Numbers of parked events by type, and of invalid records and missing ranges by reason. */
export interface ParkedAndInvalid {
  readonly parked: Readonly<Record<string, number>>;
  readonly invalid: Readonly<Record<string, number>>;
}

export interface Lag {
  readonly of: { readonly topic: string; readonly partition: string } | { readonly subscription: string };
  /** Number of records or events that are not read yet. */
  readonly behind: number;
}

export interface ParkedEventInfo {
  readonly streamId: string;
  readonly streamVersion: number;
  readonly type: string;
  readonly reason: string;
}

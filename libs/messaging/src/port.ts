import type { StoredEvent, SubscriptionHandler } from '@minglu/event-store';
import type { Pool, PoolClient } from 'pg';
import type { Taken } from './inbox.js';

/** What a consumer tells of itself as it goes. */
export interface ConsumerReports {
  /** Went wrong and will be tried again. */
  readonly onError: (error: unknown) => void;
  /** A batch is committed: its effects can be seen. */
  readonly onTaken?: (taken: Taken, events: readonly StoredEvent[]) => void;
  /** A record that is none of ours was kept aside. */
  readonly onForeign?: (reason: string) => void;
  /** It has not moved for too long although it should: whoever runs it ends the process, and starts anew. */
  readonly onStall?: (why: string) => void;
}

export interface ConsumerOptions extends ConsumerReports {
  /** Its name: of its inbox, and of its group. */
  readonly name: string;
  /** Where its effects and its inbox are. */
  readonly pool: Pool;
  readonly schema: string;
  readonly handler: SubscriptionHandler<PoolClient>;
}

/** A consumer of the published log, over Kafka or straight from the log: each event has its effect once, in the order of its stream. */
export interface Consumer {
  /** Resolves when it is connected; it then goes on by itself. */
  readonly start: () => Promise<void>;
  /** Resolves when the batch in hand is committed. */
  readonly stop: () => Promise<void>;
  /** There may be something new: a hint. */
  readonly nudge: () => void;
  /** Up to which version it has taken a stream. */
  readonly versionOf: (streamId: string) => Promise<number>;
  /** How many events it has taken in all: it is whole up to the log's head when this is the head. */
  readonly taken: () => Promise<number>;
  readonly parked: () => Promise<readonly Parked[]>;
  /** How much is set aside, for whoever watches. */
  readonly aside: () => Promise<Aside>;
  /** What it has yet to read, by where it reads from. Throws where that cannot be asked. */
  readonly lag: () => Promise<readonly Lag[]>;
  /** Tries again what is parked of a stream. */
  readonly replay: (streamId: string) => Promise<{ readonly applied: number; readonly left: number }>;
}

/** Counts of what a consumer has set aside, by type of event and by why a record is foreign. */
export interface Aside {
  readonly parked: Readonly<Record<string, number>>;
  readonly foreign: Readonly<Record<string, number>>;
}

export interface Lag {
  /** A partition of a topic, or a subscription of the log. */
  readonly of: { readonly topic: string; readonly partition: string } | { readonly subscription: string };
  readonly behind: number;
}

export interface Parked {
  readonly streamId: string;
  readonly streamVersion: number;
  readonly type: string;
  readonly reason: string;
}

import type { Claim, Classification, EventMetadata, Instant } from '@minglu/kernel';

/** An event on its way in. `payload` and `metadata` are canonical JSON (RFC 8785): the bytes that are hashed and kept. */
export interface EventToAppend {
  /** A UUID in lower case. */
  readonly eventId: string;
  readonly type: string;
  readonly schemaVersion: number;
  readonly payload: string;
  readonly metadata: string;
  readonly classification: Classification;
}

/** A vault row that must be committed with the event that refers to it. */
export interface Secret {
  readonly ref: string;
  readonly subject: string;
  readonly wrappedKey: Uint8Array;
  readonly ciphertext: Uint8Array;
}

export interface StreamWrite {
  readonly streamId: string;
  /** The version that the decision was made on; 0 for a new stream. */
  readonly expectedVersion: number;
  /**
   * Id of the event at `expectedVersion`: whoever decides on events that are still on their way must name the one that it
   * built on, since another process may have written as many in their place. Null or absent: not asserted.
   */
  readonly follows?: string | null;
  /** None: the version is checked and nothing is written. */
  readonly events: readonly EventToAppend[];
}

/**
 * All that one command does to the log: applied whole or not at all. Versions are judged first, checks as they were
 * before its own writes; then it lets go of its releases, then it takes its claims (so it may move one).
 */
export interface Append {
  readonly commandId: string;
  /** Keyed hash of the request (HMAC-SHA256, 32 bytes): the same id with other content is an error. */
  readonly requestHash: Uint8Array;
  /** The caller's clock; `recordedAt` is this, raised to the last recorded instant of the log. */
  readonly at: Instant;
  readonly writes: readonly StreamWrite[];
  /** Versions of streams that were only read. */
  readonly checks: readonly { readonly streamId: string; readonly version: number }[];
  /** A stream may claim again what it holds. What another stream holds is a conflict, what that let go is free. */
  readonly claims: readonly (Claim & { readonly streamId: string })[];
  /** Lets go of every claim of this kind that the stream holds. */
  readonly releases: readonly { readonly kind: string; readonly streamId: string }[];
  readonly secrets: readonly Secret[];
  /** JSON kept with the command id and given back when it is repeated. */
  readonly result: string;
}

export type AppendOutcome =
  | {
      readonly outcome: 'appended';
      /** of its last event */ readonly position: number;
      readonly recordedAt: Instant;
      readonly result: string;
    }
  /** The command id was used before with the same content: what it was answered then. */
  | { readonly outcome: 'repeated'; readonly position: number; readonly result: string }
  /** The command id was used before with other content. */
  | { readonly outcome: 'mismatched' }
  /** Something it was decided on has moved; decide again. `id` is the stream's, or `kind/id` of the claim. */
  | { readonly outcome: 'conflict'; readonly on: 'stream' | 'check' | 'claim'; readonly id: string };

/** An event as stored. */
export interface StoredEvent {
  readonly position: number;
  readonly eventId: string;
  readonly streamId: string;
  readonly streamVersion: number;
  readonly publicVersion: number | null;
  readonly type: string;
  readonly schemaVersion: number;
  readonly payload: string;
  readonly metadata: string;
  readonly salt: Uint8Array;
  /** SHA-256 over the salt, the payload and the metadata, each with its length. */
  readonly contentHash: Uint8Array;
  readonly recordedAt: Instant;
  /** What the two texts parse to, where whoever made this has parsed them already. */
  readonly parsed?: { readonly payload: unknown; readonly metadata: EventMetadata };
}

export interface ClaimHolder {
  readonly streamId: string;
  /** False once it was let go; the stream is then its last holder. */
  readonly held: boolean;
}

/** What every event store does; the PostgreSQL one and the one in memory pass the same behaviour suite. */
export interface EventStore {
  /**
   * Concurrent calls share a commit, in the order of the calls; each is answered for itself. Rejects when the append is
   * malformed, and when the database stayed away for too long: whether it took effect is then unknown, and the same
   * append (same command id) may be sent again. Where the connection was lost and found on the way, an append that had
   * taken effect before is answered `repeated`.
   */
  append(append: Append): Promise<AppendOutcome>;
  /** A stream's events in order, from after `afterVersion` (default 0). */
  readStream(streamId: string, afterVersion?: number): Promise<readonly StoredEvent[]>;
  /** The log in order, streamed; ends at the head as it was at the start, or at `upTo`. */
  readAll(options?: { readonly after?: number; readonly upTo?: number; readonly pageSize?: number }): AsyncIterable<readonly StoredEvent[]>;
  /** The first `limit` PUBLIC events after a position, in order, at a cost that does not depend on what else is in the log. */
  readPublic(after: number, limit: number): Promise<readonly StoredEvent[]>;
  /** The last position; 0 for an empty log. */
  head(): Promise<number>;
  /** Current versions, in the order asked. */
  versions(streamIds: readonly string[]): Promise<readonly number[]>;
  /** The events of these ids that there are, in no order. What is not an id is not there. */
  findEvents(eventIds: readonly string[]): Promise<readonly StoredEvent[]>;
  findClaim(kind: string, id: string): Promise<ClaimHolder | null>;
  findCommand(commandId: string): Promise<{ readonly requestHash: Uint8Array; readonly position: number; readonly result: string } | null>;
  findSecret(ref: string): Promise<Secret | null>;
  close(): Promise<void>;
}

/** A reader of the log that keeps its place with its effects. */
export interface Subscription {
  readonly name: string;
  /** Handles everything up to the head as it is now; the number is the position that it then stands at. */
  catchUp(): Promise<number>;
  /** Keeps up by itself (polls, and at once when nudged) until stopped. After a failure it tries again, ever more slowly; it never skips. */
  start(): void;
  /** Says that there is something new: a hint from an appender in the same process. */
  nudge(): void;
  /** Resolves when the page in hand is done. */
  stop(): Promise<void>;
  /** The last position whose effects are committed. */
  position(): Promise<number>;
}

/**
 * Handles a page of events. Whatever it writes through `tx` commits together with the checkpoint; when it throws,
 * neither does.
 */
export type SubscriptionHandler<Tx> = (events: readonly StoredEvent[], tx: Tx) => Promise<void>;

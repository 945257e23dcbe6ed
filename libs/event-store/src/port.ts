import type { Claim, Classification, EventMetadata, Instant } from '@minglu/kernel';

/** An event to be appended. `payload` and `metadata` are canonical JSON (RFC 8785): the bytes that are hashed and stored. */
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
  /** The pseudonym of the person; of a row with a key of its own the filing. */
  readonly subject: string;
  /** The key that seals the row, wrapped. Zeros or empty: it was destroyed. Not stored with a row that names a `personKey`. */
  readonly wrappedKey: Uint8Array;
  readonly ciphertext: Uint8Array;
  /** Id of the person's key. Absent: the row has a key of its own. */
  readonly personKey?: string;
  /** Where it was filed. Absent on older rows. */
  readonly streamId?: string;
}

/** The key of a natural person: all sealed data of his filings have it. */
export interface PersonKey {
  readonly subject: string;
  readonly id: string;
  readonly wrappedKey: Uint8Array;
}

/** A key whose destruction erases a person: the id of a person's key, or the subject of older rows with keys of their own. */
export interface Erasure {
  readonly key: string;
  /** Number of rows that it opens. */
  readonly texts: number;
}

/** An event in this stream says that the last `recordedAt` was wrong: time goes on from the clock. The SQL function knows the name. */
export const CLOCK_STREAM = 'clock/log';

interface StreamWrite {
  readonly streamId: string;
  /** Version of the stream when the decision was made; 0 for a new stream. */
  readonly expectedVersion: number;
  /**
   * Id of the event at `expectedVersion`. A decision on events that are not committed yet must name the last of them.
   * Another process may have written the same number of events instead. Null or absent: not checked.
   */
  readonly follows?: string | null;
  /** If empty, only the version is checked. */
  readonly events: readonly EventToAppend[];
}

/**
 * All effects of one command on the log, applied whole or not at all. First the versions and checks are compared, with the
 * log as it was before the command. Then its releases are applied, then its claims, so one command may move a claim.
 */
export interface Append {
  readonly commandId: string;
  /** Keyed hash of the request (HMAC-SHA256, 32 bytes). The same command id with another hash is answered `mismatched`. */
  readonly requestHash: Uint8Array;
  /** Time by the clock of the caller. */
  readonly at: Instant;
  /**
   * The clock of `recordedAt`: that of the caller by default, for scenarios. In service it is that of the database, so that a wrong
   * clock of a process poisons no record. `recordedAt` is never before the last one, except in {@link CLOCK_STREAM}.
   */
  readonly recordedBy?: 'caller' | 'database';
  readonly writes: readonly StreamWrite[];
  /** Versions of streams that were only read. */
  readonly checks: readonly { readonly streamId: string; readonly version: number }[];
  /** A stream may repeat a claim that it holds. A claim held by another stream is a conflict; a released one is free. */
  readonly claims: readonly (Claim & { readonly streamId: string })[];
  /** Claims that the decision took for never held, without looking. One that a stream holds, or once held, is a conflict. */
  readonly unheld?: readonly Claim[];
  /** Releases every claim of this kind that the stream holds. */
  readonly releases: readonly { readonly kind: string; readonly streamId: string }[];
  readonly secrets: readonly Secret[];
  /** Keys that are destroyed with the events of this command. A key that opens another number of rows by now is a conflict. */
  readonly erasures?: readonly Erasure[];
  /** JSON stored with the command id, and returned when the command is repeated. */
  readonly result: string;
}

export type AppendOutcome =
  | {
      readonly outcome: 'appended';
      /** of its last event */ readonly position: number;
      readonly recordedAt: Instant;
      readonly result: string;
    }
  /** The command id was used before with the same content; `result` is the first one. */
  | { readonly outcome: 'repeated'; readonly position: number; readonly result: string }
  /** The command id was used before with other content. */
  | { readonly outcome: 'mismatched' }
  /** The decision is stale: decide again. `id` is the id of the stream or key, `kind/id` of the claim, or the digest of a file that was removed. */
  | { readonly outcome: 'conflict'; readonly on: 'stream' | 'check' | 'claim' | 'key' | 'file'; readonly id: string };

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
  /** SHA-256 over the salt, the payload and the metadata, each with its length: see `contentHash`. */
  readonly contentHash: Uint8Array;
  readonly recordedAt: Instant;
  /** True if payload or metadata are not the bytes that were hashed. Both are then empty, and reading them throws `DamagedEvent`. */
  readonly damaged?: true;
  /** The two texts parsed, if the source of this event has parsed them already. */
  readonly parsed?: { readonly payload: unknown; readonly metadata: EventMetadata };
  /** Content hash of the event before it in its stream, in hexadecimal, as far as the source of this event knows it. */
  readonly predecessor?: string;
}

/** A fault of the log that this process has found. `missing`: no event has this position. `went-back`: see `LogWentBack`. */
export interface LogFault {
  readonly position: number;
  readonly kind: 'damaged' | 'missing' | 'went-back';
  readonly reason: string;
}

/** A branch of the log. It begins with the log, with a restore or promotion of its database, or by an operator. */
export interface Epoch {
  /** 1, 2, 3, … */
  readonly epoch: number;
  /** Its events have higher positions than this, up to the `after` of the next epoch. */
  readonly after: number;
  /** Content hash of the event at `after` in hexadecimal; empty where that is 0. */
  readonly hash: string;
}

/** Identity of a log, and its epochs in order. A copy of the database has the same `logId`. */
export interface LogIdentity {
  /** A UUID in lower case. */
  readonly logId: string;
  readonly epochs: readonly Epoch[];
}

/** The log as it is now, with one of its positions. */
export interface LogLook extends LogIdentity {
  /** The last position; 0 for an empty log. */
  readonly head: number;
  /** Content hash of the event at the position in hexadecimal; empty for position 0, null beyond the end. */
  readonly hash: string | null;
}

/** An event of the log without its content. */
interface LogEntry {
  readonly position: number;
  readonly eventId: string;
  /** Content hash in hexadecimal. */
  readonly hash: string;
}

/** A reader remembers how far it has read, and on which branch. Position and hash together name one event of one branch. */
export interface LogPlace {
  readonly logId: string;
  /** The last epoch of the log when it was read. */
  readonly epoch: number;
  /** 0: nothing was read. */
  readonly position: number;
  /** Content hash of the event at the position in hexadecimal; empty for position 0. */
  readonly hash: string;
}

export interface ClaimHolder {
  readonly streamId: string;
  /** False after a release; `streamId` is then the last holder. */
  readonly held: boolean;
}

/** The event log. The stores on PostgreSQL and in memory pass the same suite (behaviour.test.ts). */
export interface EventStore {
  /**
   * Concurrent calls share a commit, in the order of the calls; each gets its own outcome. Rejects if the append is
   * malformed, or if the database was not reachable for too long: with `OutcomeUnknown` if the append may have taken
   * effect. The caller may repeat it with the same command id. After a connection was lost and replaced, an append that had
   * taken effect is answered `repeated`. Rejects with `LogWentBack` if the log no longer has the furthest event that this process has
   * seen. A decision from memory would then rest on events that are gone.
   */
  append(append: Append): Promise<AppendOutcome>;
  /**
   * The events of a stream in order, with versions above `afterVersion` (default 0), up to `upToVersion` (default: all).
   * Rejects with `DamagedEvent` if one of these is damaged.
   */
  readStream(streamId: string, afterVersion?: number, upToVersion?: number): Promise<readonly StoredEvent[]>;
  /** Pages of the log in order, damaged events among them. Ends at `upTo`, or at the head as it was at the start. */
  readAll(options?: { readonly after?: number; readonly upTo?: number; readonly pageSize?: number }): AsyncIterable<readonly StoredEvent[]>;
  /**
   * Pages of the log up to a position, one stream after the other, each in order, damaged events among them. For work that needs whole streams: one
   * is open at a time. Rejects at the end if a position is missing.
   */
  readStreams(options: { readonly upTo: number; readonly pageSize?: number }): AsyncIterable<readonly StoredEvent[]>;
  /** The first `limit` PUBLIC events after a position, in order, damaged ones among them. The cost does not depend on the number of other events. */
  readPublic(after: number, limit: number): Promise<readonly StoredEvent[]>;
  /** The clock of the database, and the last `recordedAt`; null for an empty log. */
  clock(): Promise<{ readonly database: Instant; readonly lastRecorded: Instant | null }>;
  /** The last PUBLIC event up to a position; null if there is none. */
  lastPublic(upTo: number): Promise<StoredEvent | null>;
  /** The PUBLIC events with these numbers in their streams, in no order, damaged ones among them. */
  findPublic(wanted: readonly { readonly streamId: string; readonly publicVersion: number }[]): Promise<readonly StoredEvent[]>;
  /** The last version of each stream after one position, up to another. For a few events. */
  written(after: number, upTo: number): Promise<Readonly<Record<string, number>>>;
  /** Identity and epochs as they are now. */
  identity(): Promise<LogIdentity>;
  /** Content hash of an event that this process appended lately, in hexadecimal; null if it does not know. No question to the log. */
  appendedHash(position: number): string | null;
  /** Identity, epochs and end of the log as they are now, and the event at a position. One read. Rejects as `head` does. */
  look(position: number): Promise<LogLook>;
  /** The events at these positions, without their content. A position without an event is left out. */
  entriesAt(positions: readonly number[]): Promise<readonly LogEntry[]>;
  /**
   * The last position; 0 for an empty log. Rejects with `LogWentBack` if the log no longer has the furthest event that this
   * process has seen. So each reader that asks for the head at each poll notices it.
   */
  head(): Promise<number>;
  /** The ids of the streams of a category, in their order. For categories with few streams: they come in one answer. */
  streamsOf(category: string): Promise<readonly string[]>;
  /** Current versions, in the order asked. */
  versions(streamIds: readonly string[]): Promise<readonly number[]>;
  /** The events with these ids, in no order. Unknown and malformed ids are left out. Rejects with `DamagedEvent` if one is damaged. */
  findEvents(eventIds: readonly string[]): Promise<readonly StoredEvent[]>;
  findClaim(kind: string, id: string): Promise<ClaimHolder | null>;
  findCommand(commandId: string): Promise<{ readonly requestHash: Uint8Array; readonly position: number; readonly result: string } | null>;
  findSecret(ref: string): Promise<Secret | null>;
  /** The living key of a person: that of earlier filings, or this one if there is none. One round trip. */
  personKey(fresh: PersonKey): Promise<PersonKey>;
  /** The living key of a subject with the streams where it filed; null if it has none, or no more. */
  filedUnder(subject: string): Promise<(Erasure & { readonly streams: readonly string[] }) | null>;
  /** The faults that this process has found and that are still there. */
  faults(): Promise<readonly LogFault[]>;
  /**
   * The same log for one request. When the signal aborts, calls leave the queues and reject with its reason; an append that may
   * have reached the database rejects with `OutcomeUnknown`.
   */
  within(signal: AbortSignal): EventStore;
  close(): Promise<void>;
}

/** A reader of the log whose checkpoint commits with its effects. */
export interface Subscription {
  readonly name: string;
  /** Handles all events up to the current head; resolves to the position that was reached. */
  catchUp(): Promise<number>;
  /** Follows the log until stopped: polls, and reads at once when woken. Repeats a failed page with backoff; never skips one. */
  start(): void;
  /** A hint from an appender in the same process that there are new events. */
  wake(): void;
  /** Resolves when the page in progress is done. */
  stop(): Promise<void>;
  /** The last position whose effects are committed. */
  position(): Promise<number>;
  /** Why it does not go on: it stands on another log, or on a branch that is no more. Null while it stands on the log. */
  standing(): Promise<string | null>;
}

/** Handles a page of events. Writes through `tx` commit together with the checkpoint; if the handler throws, neither does. */
export type SubscriptionHandler<Tx> = (events: readonly StoredEvent[], tx: Tx) => Promise<void>;

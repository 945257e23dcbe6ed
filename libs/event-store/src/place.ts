import { LogWentBack } from './log-watch.js';
import type { EventStore, LogIdentity, LogLook, LogPlace, StoredEvent } from './port.js';

/** Why a place is not on the log: it is of another log, or the log ends before it or has another event there. */
export interface Parting {
  readonly cause: 'other-log' | 'other-branch';
  /** The two have the same events up to this position. Null if no epoch of the log declares it. */
  readonly after: number | null;
}

/** The last epoch of a log. */
export const lastEpoch = ({ epochs }: Pick<LogLook, 'epochs'>): number => epochs.at(-1)!.epoch;

/** The epoch to which the event at a position belongs. */
export const epochOf = ({ epochs }: Pick<LogLook, 'epochs'>, position: number): number =>
  epochs.findLast(({ after }) => after < position)?.epoch ?? 1;

/** Content hash of an event in hexadecimal, as in a {@link LogPlace}; null without an event. */
export function hashOf(event: Pick<StoredEvent, 'contentHash'>): string;
export function hashOf(event: Pick<StoredEvent, 'contentHash'> | undefined): string | null;
export function hashOf(event: Pick<StoredEvent, 'contentHash'> | undefined): string | null {
  return event ? Buffer.from(event.contentHash).toString('hex') : null;
}

/** The place at a position, to be remembered. `look` is the log with that position, or `hash` the hash there. */
export const placeIn = (look: LogLook, position: number, hash: string | null = look.hash): LogPlace => {
  if (hash === null) throw new Error(`the log ends at ${look.head}, before position ${position}`);
  return { logId: look.logId, epoch: lastEpoch(look), position, hash };
};

/** The place at a position of a log, as it is now. */
export const placeAt = async (log: Pick<EventStore, 'look'>, position: number): Promise<LogPlace> =>
  placeIn(await log.look(position), position);

/** Milliseconds for which the identity and the last epoch of a log are remembered. */
const IDENTITY_MS = 1_000;

/**
 * Places for the answers to commands. An event that this process has appended costs no question of its own. An epoch that began within the last second
 * may be missing in its place. The events before that epoch are the same ones, so the place still parts from another branch where it should.
 */
export const answeredPlaces = (
  log: Pick<EventStore, 'look' | 'identity' | 'appendedHash'>,
  now = (): number => performance.now(),
): ((position: number) => Promise<LogPlace>) => {
  let known: { readonly identity: Promise<LogIdentity>; readonly at: number } | undefined;
  const identityNow = (): Promise<LogIdentity> => {
    if (known && now() - known.at < IDENTITY_MS) return known.identity;
    const asked = { identity: log.identity(), at: now() };
    asked.identity.catch(() => {
      if (known === asked) known = undefined;
    });
    known = asked;
    return asked.identity;
  };
  return async (position) => {
    const hash = log.appendedHash(position);
    if (hash === null) return placeAt(log, position);
    const identity = await identityNow();
    return { logId: identity.logId, epoch: lastEpoch(identity), position, hash };
  };
};

/**
 * Compares a remembered place with the log. Null: the place is on it, and so is all before it.
 *
 * The hash decides, because the content hash of an event is salted: two branches never have the same one at a position.
 * The epochs only say where the two part. Read events first and look afterwards: then they came from the log of the look.
 *
 * @param look the log with the position of the place
 */
export const partingOf = (look: LogLook, { logId, epoch, position, hash }: LogPlace): Parting | null => {
  if (look.logId !== logId) return { cause: 'other-log', after: null };
  if (look.hash === hash) return null;
  const parted = look.epochs.filter((one) => one.epoch > epoch && one.after < position).map(({ after }) => after);
  return { cause: 'other-branch', after: parted.length > 0 ? Math.min(...parted) : null };
};

/** How far a reader has come. */
export interface Checkpoint {
  readonly position: number;
  /** Absent before the first event, and in a checkpoint of an earlier version of the software. */
  readonly place?: LogPlace;
}

/** A reader stands on another log, or on a branch that is no more. Its message is one line for operators. */
export class OtherBranch extends Error {
  constructor(
    reader: string,
    { position, place }: Checkpoint,
    readonly parting: Parting,
    head: number,
  ) {
    const stands = `${reader} stands at position ${position}`;
    const branch = `${stands} of a branch that is no more`;
    super(
      place === undefined
        ? `${stands}, beyond the end of the log at ${head}: see ${MANUAL}`
        : parting.cause === 'other-log'
          ? `${stands} of another log (${place.logId}): connect it to that log, or empty its tables`
          : parting.after === null
            ? `${branch}, and no epoch says where it parts from the log: see ${MANUAL}`
            : `${branch}: it parts from the log after position ${parting.after}. See ${MANUAL}`,
    );
  }
}
const MANUAL = '"After a restore" in infra/docs/services.md';

/** The log as it is now, at a checkpoint. Throws {@link OtherBranch} if the checkpoint is not on it. */
export const lookFrom = async (log: Pick<EventStore, 'look'>, reader: string, checkpoint: Checkpoint): Promise<LogLook> => {
  const { position, place } = checkpoint;
  const look = await log.look(position);
  const parting: Parting | null = place ? partingOf(look, place) : position > look.head ? { cause: 'other-branch', after: null } : null;
  if (parting) throw new OtherBranch(reader, checkpoint, parting, look.head);
  return look;
};

/** Why a reader is not on the log, in one line; null while it is. */
export const standingOf = (log: Pick<EventStore, 'look'>, reader: string, checkpoint: Checkpoint): Promise<string | null> =>
  lookFrom(log, reader, checkpoint).then(
    () => null,
    (error: unknown) => {
      if (error instanceof OtherBranch || error instanceof LogWentBack) return error.message;
      throw error;
    },
  );

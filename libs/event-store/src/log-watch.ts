import { UnreadableEvent } from '@minglu/kernel';
import { contentHash } from './hashing.js';
import type { LogFault, StoredEvent } from './port.js';

/** Thrown for an event whose bytes are not those that were hashed when it was recorded. */
export class DamagedEvent extends UnreadableEvent {
  constructor({ position, type }: Pick<StoredEvent, 'position' | 'type'>) {
    super(type, `the record at position ${position} does not match its content hash`);
  }
}

/** Thrown when the log no longer has an event that this process has seen: it was restored, replaced or rewritten. */
export class LogWentBack extends Error {
  constructor(
    readonly position: number,
    found: string,
  ) {
    super(`position ${position} was seen before, but ${found}: the log was restored from an older copy or rewritten`);
  }
}

/** An event of the log, by its position and its content hash. */
export interface SeenEvent {
  readonly position: number;
  readonly hash: Uint8Array;
}

/** The knowledge of one process about a log: the furthest event that it has seen, and the faults that it has found. */
export const logWatch = (onFault: (fault: LogFault) => void) => {
  let furthest: SeenEvent | null = null;
  const faults = new Map<number, LogFault>();
  const report = (fault: LogFault): void => {
    if (faults.has(fault.position)) return;
    faults.set(fault.position, fault);
    onFault(fault);
  };
  let wentBack = false;
  const note = (place: SeenEvent): void => {
    // Once the log went back, later positions of the other branch must not hide it.
    if (!wentBack && (furthest === null || place.position > furthest.position)) furthest = place;
  };
  return {
    furthest: (): SeenEvent | null => furthest,
    note,
    report,
    faults: (): readonly LogFault[] => [...faults.values()],
    mended: (position: number): void => void faults.delete(position),

    /**
     * The event if it has the bytes that were hashed. Otherwise it is reported and given without its content.
     * @param hash of the bytes that it has
     */
    verified: (event: StoredEvent, hash: Buffer = contentHash(event.salt, event.payload, event.metadata)): StoredEvent => {
      note({ position: event.position, hash: event.contentHash });
      if (hash.equals(event.contentHash)) return event;
      report({ position: event.position, kind: 'damaged', reason: new DamagedEvent(event).message });
      return { ...event, payload: '', metadata: '', damaged: true };
    },

    /** Throws {@link LogWentBack} unless the log still has, at its place, the event that was the furthest before the question. */
    compare: (known: SeenEvent | null, head: number, hash: Uint8Array | null): void => {
      if (known === null) return;
      const found =
        hash === null
          ? head < known.position
            ? `the log ends at ${head}`
            : 'is missing'
          : Buffer.compare(hash, known.hash) === 0
            ? null
            : 'another event stands there';
      if (found === null) {
        if (wentBack) faults.delete(known.position);
        wentBack = false;
        return;
      }
      wentBack = true;
      const error = new LogWentBack(known.position, found);
      report({ position: known.position, kind: 'went-back', reason: error.message });
      throw error;
    },
  };
};

/** Throws for an event whose content was left out because it was damaged. */
export const assertUndamaged = (event: Pick<StoredEvent, 'position' | 'type' | 'damaged'>): void => {
  if (event.damaged) throw new DamagedEvent(event);
};

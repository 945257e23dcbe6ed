import { closeSync, copyFileSync, mkdirSync, openSync, renameSync, statSync, truncateSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { Writable } from 'node:stream';

const LIMIT_BYTES = 10_000_000;
/** Older files of a log: `.1` is the newest. With the log itself there are three. */
const OLDER = 2;
const CHECK_MS = 5_000;

/** Makes room for a new `.1`; the oldest file is overwritten. */
const shiftOlder = (file: string): void => {
  for (let age = OLDER; age > 1; age -= 1)
    if (statSync(`${file}.${age - 1}`, { throwIfNoEntry: false })) renameSync(`${file}.${age - 1}`, `${file}.${age}`);
};

/** A log that this process writes: at most three files of 10 MB. */
export const boundedLog = (file: string, limit = LIMIT_BYTES): Writable => {
  mkdirSync(dirname(file), { recursive: true });
  let fd = openSync(file, 'a');
  let size = statSync(file).size;
  return new Writable({
    write: (chunk: Buffer, _, done) => {
      try {
        if (size > 0 && size + chunk.length > limit) {
          closeSync(fd);
          shiftOlder(file);
          renameSync(file, `${file}.1`);
          fd = openSync(file, 'a');
          size = 0;
        }
        writeSync(fd, chunk);
        size += chunk.length;
      } catch {
        // A full disk must not end the fleet. The lines are lost.
      }
      done();
    },
    final: (done) => {
      closeSync(fd);
      done();
    },
  });
};

/** Empties a log that another process writes (in append mode) when it is too long; its content is kept as `.1`. */
const emptyIfLong = (file: string, limit: number): void => {
  try {
    if (statSync(file).size <= limit) return;
    shiftOlder(file);
    copyFileSync(file, `${file}.1`);
    truncateSync(file);
  } catch {
    // No such file yet, or a full disk: at the next check.
  }
};

/** Bounds a log that another process writes, like that of PostgreSQL, until the returned function is called. */
export const keepBounded = (file: string, { limit = LIMIT_BYTES, everyMs = CHECK_MS } = {}): (() => void) => {
  emptyIfLong(file, limit);
  const timer = setInterval(() => emptyIfLong(file, limit), everyMs).unref();
  return () => clearInterval(timer);
};

import { setTimeout as sleep } from 'node:timers/promises';
import { lockFolder } from '../folder-lock.js';

const POLL_MS = 50;

/**
 * Serialises starts and stops on a data folder. Without it, two starts that see a dead server's pid file could remove each
 * other's new one, and two servers would corrupt one data directory.
 */
export async function withStartLock<T>(dataFolder: string, work: () => Promise<T>): Promise<T> {
  let lock = await lockFolder(dataFolder, 'start', 'a start');
  while ('takenBy' in lock) {
    await sleep(POLL_MS);
    lock = await lockFolder(dataFolder, 'start', 'a start');
  }
  try {
    return await work();
  } finally {
    lock.release();
  }
}

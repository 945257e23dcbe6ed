import { createHash } from 'node:crypto';
import { realpathSync } from 'node:fs';
import type { Server } from 'node:net';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Serialises starts and stops on a data folder. Without it, two starts that see a dead server's pid file could remove each
 * other's new one, and two servers would corrupt one data directory.
 *
 * The lock is a name in Linux's abstract socket namespace. One process can hold it, and the kernel releases it when the
 * process exits, so it is never stale. Other systems have no such lock and rely on PostgreSQL's own check.
 */
export async function withStartLock<T>(dataFolder: string, work: () => Promise<T>): Promise<T> {
  if (process.platform !== 'linux') return work();
  const name = `\0minglu-${createHash('sha256').update(realpathSync(dataFolder)).digest('hex').slice(0, 32)}`;
  const lock = await acquire(name);
  try {
    return await work();
  } finally {
    lock.close();
  }
}

async function acquire(name: string): Promise<Server> {
  for (;;) {
    const lock = await tryAcquire(name);
    if (lock !== null) return lock;
    await sleep(50);
  }
}

function tryAcquire(name: string): Promise<Server | null> {
  return new Promise((resolve, reject) => {
    const lock = createServer((socket) => socket.destroy());
    lock.on('error', (error: NodeJS.ErrnoException) => (error.code === 'EADDRINUSE' ? resolve(null) : reject(error)));
    lock.listen({ path: name }, () => resolve(lock));
  });
}

import { createHash } from 'node:crypto';
import { realpathSync } from 'node:fs';
import type { Server } from 'node:net';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Runs a start or a stop on a data folder alone. Two that look at a dead server's pid file at once could each remove the
 * other's new one, and two servers on one data directory destroy it.
 *
 * The lock is a name in Linux's abstract socket space: one process can have it, and the kernel takes it back however that
 * process ends, so it is never stale. Elsewhere there is none, and PostgreSQL's own check has to do.
 */
export async function alone<T>(dataFolder: string, work: () => Promise<T>): Promise<T> {
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

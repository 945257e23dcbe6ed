// One install or build at a time in this checkout. The lock is a name in Linux's abstract socket space: the kernel frees it
// however its holder ends. Other systems have no lock.
import { createHash } from 'node:crypto';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { ROOT } from './project.mjs';

export async function alone(work) {
  if (process.platform !== 'linux') return work();
  const path = `\0minglu-build-${createHash('sha256').update(ROOT).digest('hex').slice(0, 32)}`;
  const lock = await acquire(path);
  try {
    return await work();
  } finally {
    lock.close();
  }
}

async function acquire(path) {
  for (;;) {
    const lock = await tryAcquire(path);
    if (lock !== null) return lock;
    await sleep(200);
  }
}

function tryAcquire(path) {
  return new Promise((resolve, reject) => {
    const lock = createServer((socket) => socket.destroy());
    lock.on('error', (error) => (error.code === 'EADDRINUSE' ? resolve(null) : reject(error)));
    lock.listen({ path }, () => resolve(lock));
  });
}

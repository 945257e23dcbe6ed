import { createHash } from 'node:crypto';
import { realpathSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';

/**
 * Locks on a folder, each a name in Linux's abstract socket namespace. One process can hold a name, and the kernel releases it when the process
 * exits, by SIGKILL too: so no lock is stale. Other systems have no such lock, and rely on PostgreSQL's own check.
 */
export interface FolderLock {
  readonly release: () => void;
}
/** Another process holds the lock. Its own description, like `npm start (process 123)`. */
export interface TakenBy {
  readonly takenBy: string;
}

const ANSWER_WITHIN_MS = 1_000;

/**
 * @param use what the folder is locked for; locks for different uses do not exclude each other
 * @param holder what this process is called in the message to another that wants the lock
 */
export const lockFolder = async (folder: string, use: string, holder: string): Promise<FolderLock | TakenBy> => {
  if (process.platform !== 'linux') return { release: () => undefined };
  const name = `\0minglu-${use}-${createHash('sha256').update(realpathSync(folder)).digest('hex').slice(0, 32)}`;
  for (;;) {
    const server = await listen(name, `${holder} (process ${process.pid})`);
    if (server) return { release: () => void server.close() };
    const takenBy = await ask(name);
    if (takenBy !== null) return { takenBy };
  }
};

const listen = (name: string, description: string): Promise<Server | null> =>
  new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.on('error', () => undefined).end(description));
    server.on('error', (error: NodeJS.ErrnoException) => (error.code === 'EADDRINUSE' ? resolve(null) : reject(error)));
    server.listen({ path: name }, () => resolve(server.unref()));
  });

/** The description of the holder; null if there is none any more. A holder that is stopped, or busy, does not answer. */
const ask = (name: string): Promise<string | null> =>
  new Promise((resolve) => {
    let answer = '';
    const socket = connect({ path: name });
    socket.setTimeout(ANSWER_WITHIN_MS, () => socket.destroy());
    socket.on('data', (chunk) => (answer += chunk.toString()));
    socket.on('error', (error: NodeJS.ErrnoException) => error.code === 'ECONNREFUSED' && resolve(null));
    socket.on('close', () => resolve(answer || 'another process'));
  });

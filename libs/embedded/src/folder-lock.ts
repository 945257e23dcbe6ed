import { createHash } from 'node:crypto';
import { accessSync, constants, existsSync, mkdirSync, readdirSync, realpathSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { dirname, resolve as resolvePath } from 'node:path';

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

/** The data folder cannot be made or written to. */
export class WrongFolder extends Error {}
/** Another installation runs on the data folder. */
export class FolderTaken extends Error {}

const ANSWER_WITHIN_MS = 1_000;

/**
 * Takes a lock, or tells who has it. Locks for different uses of a folder do not exclude each other.
 *
 * @param holder the name of this process in the message to another that wants the lock
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

/** Makes the folder of databases and keys unless it exists. Returns its absolute path. */
export const makeDataFolder = (path: string): string => {
  const folder = resolvePath(path);
  try {
    makeWithParents(folder);
    accessSync(folder, constants.W_OK | constants.X_OK);
    readdirSync(folder); // a file is no folder
    return folder;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new WrongFolder(
      `MINGLU_DATA：数据文件夹 ${folder} 无法写入 / the data folder ${folder} cannot be written to (${code}). Set MINGLU_DATA to one of your own.`,
    );
  }
};

/** Not `mkdirSync` with `recursive`: that never returns where the system says ENOENT although the parent exists, as in /proc. */
const makeWithParents = (folder: string): void => {
  if (existsSync(folder)) return;
  if (dirname(folder) !== folder) makeWithParents(dirname(folder));
  mkdirSync(folder, { mode: 0o755 });
};

/**
 * The lock of an installation on its data folder, for `npm start` and `npm run services` alike.
 *
 * @throws FolderTaken, WrongFolder
 */
export const lockDataFolder = async (path: string, holder: string): Promise<FolderLock> => {
  const folder = makeDataFolder(path);
  const lock = await lockFolder(folder, 'installation', holder);
  if ('takenBy' in lock)
    throw new FolderTaken(
      `${folder} 正由另一个名录使用 / Minglu is already running on ${folder}: ${lock.takenBy}. Stop that one first, or set MINGLU_DATA to another folder.`,
    );
  return lock;
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

import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { WrongSetting } from '@minglu/casework';
import { openClient } from '@minglu/event-store';
import { causeOf } from './database-health.js';
import type { ListenSettings } from './settings.js';

const CONNECT_MS = 5_000;
const AGAIN_MS = 500;
/** A server that starts refuses connections for a moment. */
const PATIENCE_MS = 5_000;
/** Refused login, missing database, unknown host: waiting does not help. */
const HOPELESS = /^(?:28|3D|ENOTFOUND|EADDRNOTAVAIL|ENETUNREACH)/;
const STARTING = '57P03';

/**
 * Connects once to the database that an operator named. A server that says that it is starting is waited for.
 *
 * @throws WrongSetting if none answers there, or none that takes the login
 */
export const reachDatabase = async (databaseUrl: string, log: (line: string) => void): Promise<void> => {
  const { hostname, port, pathname } = new URL(databaseUrl);
  const place = `${hostname}:${port || 5432}${pathname}`;
  let patience = performance.now() + PATIENCE_MS;
  for (;;) {
    const error = await tryConnect(databaseUrl);
    if (error === null) return;
    const code = String((error as { code?: unknown }).code);
    if (code === STARTING) patience = performance.now() + PATIENCE_MS;
    if (HOPELESS.test(code) || performance.now() > patience)
      throw new WrongSetting(`DATABASE_URL: ${causeOf(error)} at ${place} (${code})`);
    log(`正在等待数据库 / waiting for the database at ${place}: ${causeOf(error)}`);
    await sleep(AGAIN_MS);
  }
};

const tryConnect = async (connectionString: string): Promise<unknown> => {
  try {
    const client = await openClient({ connectionString, connectionTimeoutMillis: CONNECT_MS });
    await client.end().catch(() => undefined);
    return null;
  } catch (error) {
    return error ?? new Error('no connection');
  }
};

const REASONS: Readonly<Record<string, readonly [setting: 'PORT' | 'HOST', reason: string]>> = {
  EADDRINUSE: ['PORT', '端口已被占用 / the port is taken'],
  EACCES: ['PORT', '无权使用此端口 / this user may not use the port'],
  EADDRNOTAVAIL: ['HOST', '本机没有此地址 / this machine has no such address'],
  ENOTFOUND: ['HOST', '没有此主机 / there is no such host'],
  EAI_AGAIN: ['HOST', '没有此主机 / there is no such host'],
};

/** The setting that keeps a process from listening; other errors stay. */
export const listenFault = (error: unknown, { host, port }: ListenSettings): unknown => {
  const [setting, reason] = REASONS[(error as NodeJS.ErrnoException).code ?? ''] ?? [];
  return reason === undefined ? error : new WrongSetting(`${setting}: ${reason} (${host}:${port})`);
};

/**
 * Listens for a moment, before anything else is opened.
 *
 * @throws WrongSetting naming HOST or PORT
 */
export const assertMayListen = (settings: ListenSettings): Promise<void> =>
  new Promise((resolve, reject) => {
    const server = createServer().once('error', (error) => reject(listenFault(error, settings) as Error));
    server.listen(settings.port, settings.host, () => server.close(() => resolve()));
  });

import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AccessOf } from '@minglu/system';
import { startPostgres, type RunningPostgres } from '@minglu/embedded/postgres';
import { testKafka } from '@minglu/messaging/testing';
import { makeNetworkLink, mountDisk, type Disk, type NetworkLink } from './faults.js';
import { startTestFleet, type TestFleet } from './support.js';

/** All services on a PostgreSQL of their own, which they reach over a link. Server and link can fail. */
export interface FleetOnOwnDatabase {
  readonly one: TestFleet;
  readonly link: NetworkLink;
  readonly disk: Disk | undefined;
  readonly server: () => RunningPostgres;
  /** The files of the database. */
  readonly dataFolder: string;
  readonly start: () => Promise<void>;
  readonly stop: () => Promise<unknown>;
  readonly close: () => Promise<void>;
}

/**
 * @param megabytes of a disk for the database alone; without it the database is in a folder
 * @param optional further variables
 */
export const fleetOnOwnDatabase = async (
  kafka: AccessOf = testKafka,
  megabytes?: number,
  optional: Readonly<Record<string, string>> = {},
): Promise<FleetOnOwnDatabase> => {
  const dataDir = mkdtempSync(join(tmpdir(), 'minglu-own-'));
  const disk = megabytes === undefined ? undefined : mountDisk(dataDir, megabytes);
  chmodSync(dataDir, 0o755); // a server that root starts runs as another user
  const link = await makeNetworkLink();
  let server: RunningPostgres | undefined;
  let one: TestFleet | undefined;
  const start = async (): Promise<void> => {
    server = await startPostgres({ dataDir });
    link.leadTo(server.port);
  };
  const close = async (): Promise<void> => {
    try {
      await one?.close();
    } finally {
      await link.close();
      await server?.stop();
      disk?.unmount();
      rmSync(dataDir, { recursive: true, force: true });
    }
  };
  try {
    await start();
    const url = new URL(server!.url);
    url.port = String(link.port);
    one = await startTestFleet(kafka, url.href, optional);
  } catch (error) {
    await close();
    throw error;
  }
  return { one, link, disk, server: () => server!, dataFolder: dataDir, start, stop: () => server!.stop(), close };
};

/** Makes a fault; resolves to the work that mends it. */
export type Fault = () => Promise<() => Promise<unknown>>;

/** The server, or the way to it, gives no answer. */
export const databaseFaults = (own: () => FleetOnOwnDatabase) =>
  ({
    silent: async () => {
      own().link.cut('dead');
      return async () => own().link.heal();
    },
    stopped: async () => {
      await own().stop();
      return own().start;
    },
  }) satisfies Readonly<Record<string, Fault>>;

/** Stops a process and its children where they are. Resolves to the function that lets them go on. */
export const freeze = (pid: number): (() => void) => {
  const pids = [pid, ...childrenOf(pid)];
  for (const one of pids) process.kill(one, 'SIGSTOP');
  return () => {
    for (const one of pids.reverse()) process.kill(one, 'SIGCONT');
  };
};

const childrenOf = (pid: number): readonly number[] =>
  readdirSync('/proc')
    .filter((name) => /^[0-9]+$/.test(name) && parentOf(name) === pid)
    .map(Number);
const parentOf = (pid: string): number | undefined => {
  try {
    // pid (name) state parent
    return Number(/\) \S (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1]);
  } catch {
    return undefined; // it has ended meanwhile
  }
};

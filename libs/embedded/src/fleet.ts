import { fork, type ChildProcess } from 'node:child_process';
import { createWriteStream, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pRetry from 'p-retry';
import { waitUntil } from './wait.js';

/** The services in start order. The gateway is last: it needs the addresses of the others. */
export const SERVICES = ['casework', 'publisher', 'procedure', 'query', 'audit', 'gateway'] as const;
export type ServiceName = (typeof SERVICES)[number];
/** Started together, after casework and before the gateway. */
const INDEPENDENT = ['publisher', 'procedure', 'query', 'audit'] as const;

interface FleetOptions {
  /** The project's folder, built. */
  readonly root: string;
  /** The settings of a service (`serviceEnvironments` in libs/system). `urls`: the addresses of the services that are up. */
  readonly environment: (name: ServiceName, urls: Readonly<Partial<Record<ServiceName, string>>>) => Readonly<Record<string, string>>;
  /** Folder in which each service writes its log file. */
  readonly logs: string;
  /** Port of the gateway; a free one by default. */
  readonly port?: number;
  readonly onExit?: (name: ServiceName, code: number | null, signal: NodeJS.Signals | null) => void;
}

/** The services as separate processes on one machine. A service that exits is restarted, as a container platform would do. */
export interface Fleet {
  readonly urlOf: (name: ServiceName) => string;
  readonly pidOf: (name: ServiceName) => number | null;
  /** Sends a signal (default SIGKILL) to a service, which is then restarted. */
  readonly kill: (name: ServiceName, signal?: NodeJS.Signals) => void;
  /** Resolves when a service is live; rejects if it is not within 30 s. */
  readonly up: (name: ServiceName) => Promise<void>;
  readonly stop: () => Promise<void>;
}

interface Member {
  child: ChildProcess | null;
  url: string | null;
  port: string;
}

const UP_WITHIN_MS = 30_000;
const STOP_WITHIN_MS = 10_000;
/** Pauses in milliseconds before a service is started again: they grow while it ends before it was up. */
const RESTART_PAUSES = { minTimeout: 100, maxTimeout: 5_000 };

export const startFleet = async (options: FleetOptions): Promise<Fleet> => {
  const { logs, onExit = () => undefined } = options;
  mkdirSync(logs, { recursive: true });
  const members = new Map<ServiceName, Member>();
  for (const name of SERVICES) members.set(name, { child: null, url: null, port: name === 'gateway' ? String(options.port ?? 0) : '0' });
  const stopping = new AbortController();

  const variablesOf = (name: ServiceName): NodeJS.ProcessEnv => {
    const urls = [...members].flatMap(([service, { url }]) => (url === null ? [] : [[service, url]]));
    return {
      ...inherited(),
      NODE_ENV: 'production',
      LOG_LEVEL: process.env['LOG_LEVEL'] ?? 'warn',
      HOST: '127.0.0.1',
      PORT: members.get(name)!.port,
      ...options.environment(name, Object.fromEntries(urls)),
    };
  };

  /** Runs a service until it ends. Resolves if it was up, rejects if it ended before. */
  const runOnce = (name: ServiceName): Promise<void> => {
    const member = members.get(name)!;
    let wasUp = false;
    const child = forkService(name, options, variablesOf(name));
    member.child = child;
    child.on('message', (message) => {
      const { up } = message as { up?: string };
      if (up === undefined) return;
      wasUp = true;
      member.url = up;
      // A restart uses the same port: the other services know the address.
      member.port = new URL(up).port;
    });
    return new Promise((resolve, reject) => {
      child.once('exit', (code, signal) => {
        member.child = null;
        onExit(name, code, signal);
        if (wasUp) resolve();
        else reject(new Error(`${name} ended with ${String(signal ?? code)} before it was up`));
      });
    });
  };
  const keepRunning = async (name: ServiceName): Promise<void> => {
    const { signal } = stopping;
    for (; !signal.aborted; await sleep(RESTART_PAUSES.minTimeout, undefined, { ref: false }))
      await pRetry(() => runOnce(name), { ...RESTART_PAUSES, retries: Infinity, unref: true, signal });
  };
  const start = (name: ServiceName): void => {
    keepRunning(name).catch(() => undefined); // rejects when the fleet is stopped
  };

  const up = async (name: ServiceName): Promise<void> => {
    const member = members.get(name)!;
    const live = await waitUntil(async () => member.child !== null && member.url !== null && (await isLive(member.url)), {
      withinMs: UP_WITHIN_MS,
      everyMs: 20,
    });
    if (!live) throw new Error(`${name} did not come up; see ${logFile(logs, name)}`);
  };

  const fleet: Fleet = {
    urlOf: (name) => members.get(name)!.url!,
    pidOf: (name) => members.get(name)!.child?.pid ?? null,
    kill: (name, signal = 'SIGKILL') => void members.get(name)!.child?.kill(signal),
    up,
    stop: async () => {
      stopping.abort();
      for (const name of [...SERVICES].reverse()) await stopChild(members.get(name)!.child);
    },
  };
  try {
    // Casework first: it seeds the reference data.
    start('casework');
    await up('casework');
    for (const name of INDEPENDENT) start(name);
    await Promise.all(INDEPENDENT.map(up));
    start('gateway');
    await up('gateway');
    return fleet;
  } catch (error) {
    await fleet.stop();
    throw error;
  }
};

const logFile = (logs: string, name: ServiceName): string => join(logs, `${name}.log`);

/** Starts a service with an IPC channel; stdout and stderr go to its log file. */
const forkService = (name: ServiceName, { root, logs }: FleetOptions, env: NodeJS.ProcessEnv): ChildProcess => {
  const log = createWriteStream(logFile(logs, name), { flags: 'a' });
  const child = fork(join(root, 'dist', 'apps', name, 'src', 'main.js'), [], { env, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  child.stdout!.pipe(log, { end: false });
  child.stderr!.pipe(log, { end: false });
  child.once('exit', () => log.end());
  return child;
};

/** The variables that a service inherits: those that find programs and set the locale. None of our settings. */
const inherited = (): NodeJS.ProcessEnv =>
  Object.fromEntries(
    ['PATH', 'HOME', 'LANG', 'TZ', 'TMPDIR', 'NODE_OPTIONS', 'MINGLU_ALLOW_UNSAFE_DATABASE'].flatMap((name) =>
      process.env[name] ? [[name, process.env[name]]] : [],
    ),
  );

const isLive = (url: string): Promise<boolean> =>
  fetch(new URL('/health/live', url), { signal: AbortSignal.timeout(1_000) }).then(
    ({ ok }) => ok,
    () => false,
  );

/** SIGTERM, then SIGKILL if the child has not exited in time. */
const stopChild = async (child: ChildProcess | null): Promise<void> => {
  if (!child) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await Promise.race([ended, sleep(STOP_WITHIN_MS, undefined, { ref: false }).then(() => child.kill('SIGKILL'))]);
};

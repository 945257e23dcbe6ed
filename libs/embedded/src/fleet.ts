import { fork, type ChildProcess } from 'node:child_process';
import { createWriteStream, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pRetry from 'p-retry';

/** The services in the order in which they are started; the gateway comes last, since it must know the others. */
export const SERVICES = ['casework', 'publisher', 'procedure', 'query', 'audit', 'gateway'] as const;
export type ServiceName = (typeof SERVICES)[number];

export interface FleetOptions {
  /** The project's folder, built. */
  readonly root: string;
  readonly databaseUrl: string;
  /** Of services that connect with logins of their own. */
  readonly databaseUrls?: Partial<Readonly<Record<ServiceName, string>>>;
  readonly brokers: readonly string[];
  readonly masterKey: string;
  /** Where each service writes its log. */
  readonly logs: string;
  readonly prefix?: string;
  readonly clock?: 'wall' | 'scenario';
  /** Of the gateway; any free one where it is not said. */
  readonly port?: number;
  readonly more?: Readonly<Record<string, string>>;
  readonly onExit?: (name: ServiceName, code: number | null, signal: NodeJS.Signals | null) => void;
}

/** Minglu as separate processes, each started again when it ends by itself: what a container platform would do, on one machine. */
export interface Fleet {
  readonly urlOf: (name: ServiceName) => string;
  readonly pidOf: (name: ServiceName) => number | null;
  /** Ends a service the hard way (or with another signal); it comes back by itself. */
  readonly kill: (name: ServiceName, signal?: NodeJS.Signals) => void;
  /** Resolves when a service is up (again). */
  readonly up: (name: ServiceName) => Promise<void>;
  readonly stop: () => Promise<void>;
}

interface Member {
  child: ChildProcess | null;
  url: string | null;
  port: string;
}

const UP_WITHIN_MS = 30_000;
/** Pauses in milliseconds before a service is started again: they grow while it ends before it was up. */
const RESTART_PAUSES = { minTimeout: 100, maxTimeout: 5_000 };

export const startFleet = async (options: FleetOptions): Promise<Fleet> => {
  const { root, logs, onExit = () => undefined } = options;
  mkdirSync(logs, { recursive: true });
  const members = new Map<ServiceName, Member>();
  const stopping = new AbortController();

  const environment = (name: ServiceName): NodeJS.ProcessEnv => ({
    ...inherited(),
    NODE_ENV: 'production',
    DATABASE_URL: options.databaseUrls?.[name] ?? options.databaseUrl,
    KAFKA_BROKERS: options.brokers.join(','),
    KAFKA_PREFIX: options.prefix ?? '',
    MINGLU_MASTER_KEY: options.masterKey,
    MINGLU_CLOCK: options.clock ?? 'wall',
    HOST: '127.0.0.1',
    PORT: members.get(name)!.port,
    LOG_LEVEL: process.env['LOG_LEVEL'] ?? 'warn',
    CASEWORK_URL: members.get('casework')?.url ?? '',
    QUERY_URL: members.get('query')?.url ?? '',
    AUDIT_URL: members.get('audit')?.url ?? '',
    ...options.more,
  });

  /** Runs a service until it ends. Resolves if it was up, rejects if it ended before. */
  const runOnce = (name: ServiceName): Promise<void> => {
    const member = members.get(name)!;
    const log = createWriteStream(join(logs, `${name}.log`), { flags: 'a' });
    const child = fork(join(root, 'dist', 'apps', name, 'src', 'main.js'), [], {
      env: environment(name),
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    child.stdout!.pipe(log, { end: false });
    child.stderr!.pipe(log, { end: false });
    member.child = child;
    let wasUp = false;
    child.on('message', (message) => {
      const { up } = message as { up?: string };
      if (up === undefined) return;
      wasUp = true;
      member.url = up;
      // A restarted service keeps its port: the other services have its address.
      member.port = new URL(up).port;
    });
    return new Promise((resolve, reject) => {
      child.once('exit', (code, signal) => {
        log.end();
        member.child = null;
        onExit(name, code, signal);
        if (wasUp) resolve();
        else reject(new Error(`${name} ended with ${String(signal ?? code)} before it was up`));
      });
    });
  };

  const keepRunning = async (name: ServiceName): Promise<void> => {
    const { signal } = stopping;
    for (; !signal.aborted; await delay(RESTART_PAUSES.minTimeout, undefined, { ref: false }))
      await pRetry(() => runOnce(name), { ...RESTART_PAUSES, retries: Infinity, unref: true, signal });
  };
  const start = (name: ServiceName): void => {
    keepRunning(name).catch(() => undefined); // rejects when the fleet is stopped
  };

  const up = async (name: ServiceName): Promise<void> => {
    const member = members.get(name)!;
    for (const end = Date.now() + UP_WITHIN_MS; Date.now() < end; await delay(20)) {
      if (member.child && member.url && (await isLive(member.url))) return;
    }
    throw new Error(`${name} did not come up; see ${join(logs, `${name}.log`)}`);
  };

  const fleet: Fleet = {
    urlOf: (name) => members.get(name)!.url!,
    pidOf: (name) => members.get(name)!.child?.pid ?? null,
    kill: (name, signal = 'SIGKILL') => void members.get(name)!.child?.kill(signal),
    up,
    stop: async () => {
      stopping.abort();
      for (const name of [...SERVICES].reverse()) {
        const child = members.get(name)?.child;
        if (!child) continue;
        const ended = new Promise((resolve) => child.once('exit', resolve));
        child.kill('SIGTERM');
        await Promise.race([ended, delay(10_000, undefined, { ref: false }).then(() => child.kill('SIGKILL'))]);
      }
    },
  };
  try {
    for (const name of SERVICES) members.set(name, { child: null, url: null, port: name === 'gateway' ? String(options.port ?? 0) : '0' });
    // 办理先起：它播种基础数据；其余各自独立，一并起。
    start('casework');
    await up('casework');
    for (const name of ['publisher', 'procedure', 'query', 'audit'] as const) start(name);
    await Promise.all((['publisher', 'procedure', 'query', 'audit'] as const).map(up));
    start('gateway');
    await up('gateway');
    return fleet;
  } catch (error) {
    await fleet.stop();
    throw error;
  }
};

const isLive = (url: string): Promise<boolean> =>
  fetch(new URL('/health/live', url), { signal: AbortSignal.timeout(1_000) }).then(
    ({ ok }) => ok,
    () => false,
  );

/** What of our own environment a service needs: to find programs and to name the time zone; never our settings. */
const inherited = (): NodeJS.ProcessEnv =>
  Object.fromEntries(
    ['PATH', 'HOME', 'LANG', 'TZ', 'TMPDIR', 'NODE_OPTIONS'].flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])),
  );

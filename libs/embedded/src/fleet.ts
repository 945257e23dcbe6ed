import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Writable } from 'node:stream';
import { boundedLog } from './bounded-log.js';
import type { Children } from './children.js';
import { aborted, Final, keepRunning, type RestartPauses } from './keep-running.js';
import { waitForStart } from './wait.js';

/** The services in start order. The gateway is last: it needs the addresses of the others. */
export const SERVICES = ['casework', 'publisher', 'procedure', 'query', 'audit', 'materials', 'gateway'] as const;
export type ServiceName = (typeof SERVICES)[number];
/** Started together, after casework and before the gateway. */
const INDEPENDENT = ['publisher', 'procedure', 'query', 'audit', 'materials'] as const;

interface FleetOptions {
  /** The project's folder, built. */
  readonly root: string;
  /** The settings of a service (`serviceEnvironments` in libs/system). `urls`: the addresses of the services that are up. */
  readonly environment: (name: ServiceName, urls: Readonly<Partial<Record<ServiceName, string>>>) => Readonly<Record<string, string>>;
  /** Folder in which each service writes its log file. */
  readonly logs: string;
  /** By default a free port for each. */
  readonly ports?: Readonly<Partial<Record<ServiceName, number>>>;
  /** One line for the operator: slow starts and restarts. */
  readonly log?: (line: string) => void;
  /** Ends a start that is in progress. */
  readonly signal?: AbortSignal;
  readonly pauses?: Partial<RestartPauses>;
  readonly children?: Children;
  readonly onExit?: (name: ServiceName, code: number | null, signal: NodeJS.Signals | null) => void;
}

/** The services as separate processes on one machine. A service that exits is restarted, as a container platform would do. */
export interface Fleet {
  readonly urlOf: (name: ServiceName) => string;
  readonly pidOf: (name: ServiceName) => number | null;
  /** Sends a signal (default SIGKILL) to a service, which is then restarted. */
  readonly kill: (name: ServiceName, signal?: NodeJS.Signals) => void;
  /** Resolves when a service is live. */
  readonly up: (name: ServiceName) => Promise<void>;
  /** Sends SIGTERM to each service, and SIGKILL after 10 s or when `hurry` resolves. */
  readonly stop: (hurry?: Promise<void>) => Promise<void>;
}

interface Member {
  child: ChildProcess | null;
  url: string | null;
  port: string;
  log: Writable;
}

/** A service with a wrong setting ends so, after a message with the reason. */
const WRONG_SETTING = 2;
const STOP_WITHIN_MS = 10_000;
const PAUSES: Partial<RestartPauses> = { firstMs: 100, longestMs: 5_000 };

/**
 * Starts all services, and waits until they are live.
 *
 * @throws Final if a service has a wrong setting
 */
export const startFleet = async (options: FleetOptions): Promise<Fleet> => {
  const { logs, ports = {}, log = () => undefined, onExit = () => undefined, children } = options;
  const members = new Map<ServiceName, Member>();
  for (const name of SERVICES)
    members.set(name, { child: null, url: null, port: String(ports[name] ?? 0), log: boundedLog(logFile(logs, name)) });
  const stopping = new AbortController();
  let started = false;
  let fail!: (reason: unknown) => void;
  const failed = new Promise<never>((_, reject) => (fail = reject));
  failed.catch(() => undefined);
  const kept: Promise<void>[] = [];

  const variablesOf = (name: ServiceName): NodeJS.ProcessEnv => {
    const urls = [...members].flatMap(([service, { url }]) => (url === null ? [] : [[service, url]]));
    return {
      ...inherited(),
      NODE_ENV: 'production',
      LOG_LEVEL: process.env['LOG_LEVEL'] || 'warn',
      HOST: '127.0.0.1',
      PORT: members.get(name)!.port,
      ...options.environment(name, Object.fromEntries(urls)),
    };
  };

  /** Runs a service until it ends. It rejects with the reason. */
  const runOnce = (name: ServiceName): Promise<void> => {
    const member = members.get(name)!;
    let wrong: string | undefined;
    const child = forkService(name, options.root, member.log, variablesOf(name));
    member.child = child;
    children?.add(child.pid!);
    child.on('message', (message) => {
      const { up, wrong: reason } = message as { up?: string; wrong?: string };
      wrong ??= reason;
      if (up === undefined) return;
      if (member.url !== null) log(`${name} 已恢复 / is up again (process ${child.pid})`);
      member.url = up;
      // A restart uses the same port: the other services know the address.
      member.port = new URL(up).port;
    });
    return new Promise((_, reject) => {
      child.once('exit', (code, signal) => {
        member.child = null;
        children?.remove(child.pid!);
        onExit(name, code, signal);
        const how = signal === null ? `exit code ${code}` : `killed by ${signal}`;
        // Later it may be a port that another program has taken meanwhile.
        if (code === WRONG_SETTING && !started) reject(new Final(`${name}: ${wrong ?? how}`));
        else reject(new Error(wrong ?? how));
      });
    });
  };
  const start = (name: ServiceName): void => {
    const { signal } = stopping;
    kept.push(keepRunning(() => runOnce(name), { what: name, signal, log, pauses: { ...PAUSES, ...options.pauses } }).catch(fail));
  };

  const up = async (name: ServiceName): Promise<void> => {
    const member = members.get(name)!;
    const isUp = async (): Promise<boolean> => member.child !== null && member.url !== null && (await isLive(member.url));
    if (!(await waitForStart(`正在等待 / waiting for ${name}`, isUp, { log, signal: stopping.signal })))
      throw new Error(`${name} 未能启动 / did not come up; see ${logFile(logs, name)}`);
  };

  const fleet: Fleet = {
    urlOf: (name) => members.get(name)!.url!,
    pidOf: (name) => members.get(name)!.child?.pid ?? null,
    kill: (name, signal = 'SIGKILL') => void members.get(name)!.child?.kill(signal),
    up,
    stop: async (hurry = new Promise(() => undefined)) => {
      stopping.abort();
      for (const name of [...SERVICES].reverse()) await stopChild(members.get(name)!.child, hurry);
      await Promise.all(kept);
      for (const { log } of members.values()) log.end();
    },
  };
  const startAll = async (): Promise<void> => {
    // Casework first: it seeds the reference data.
    start('casework');
    await up('casework');
    for (const name of INDEPENDENT) start(name);
    await Promise.all(INDEPENDENT.map(up));
    start('gateway');
    await up('gateway');
  };
  try {
    const stopped = options.signal ? aborted(options.signal).then(() => Promise.reject(new Error('stopped'))) : failed;
    await Promise.race([startAll(), failed, stopped]);
    started = true;
    return fleet;
  } catch (error) {
    await fleet.stop();
    throw error;
  }
};

const logFile = (logs: string, name: ServiceName): string => join(logs, `${name}.log`);

/**
 * Starts a service with an IPC channel; stdout and stderr go to its log file. It is detached: Ctrl-C reaches only this process, which stops
 * the services in their order.
 */
const forkService = (name: ServiceName, root: string, log: Writable, env: NodeJS.ProcessEnv): ChildProcess => {
  const file = join(root, 'dist', 'apps', name, 'src', 'main.js');
  const child = fork(file, [], { env, detached: true, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  for (const output of [child.stdout!, child.stderr!]) output.pipe(log, { end: false });
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

const stopChild = async (child: ChildProcess | null, hurry: Promise<void>): Promise<void> => {
  if (!child) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await Promise.race([ended, hurry, sleep(STOP_WITHIN_MS, undefined, { ref: false })]);
  child.kill('SIGKILL'); // no effect on a child that has exited
  await ended;
};

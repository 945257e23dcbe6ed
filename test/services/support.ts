import { fork, spawn, type ChildProcess } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Actor } from '@minglu/kernel';
import { eventually, serverUrl } from '@minglu/event-store/testing';
import { kafkaClient, topicSet } from '@minglu/messaging';
import { keysFrom } from '@minglu/casework';
import { accessTokenIssuer } from '@minglu/http';
import { createDatabase, dropDatabase } from '@minglu/embedded/postgres';
import { SERVICES, startFleet, type Fleet, type ServiceName } from '@minglu/embedded/fleet';
import { loginPasswords, loginUrls, migrateWithLogins, serviceAccess, serviceEnvironments, type AccessOf } from '@minglu/system';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

interface FleetAnswer {
  readonly status: number;
  readonly body: Record<string, never>;
}

/** All services, each a process, on a new database and new topics. */
export interface TestFleet {
  readonly fleet: Fleet;
  readonly databaseUrl: string;
  /** Its Kafka, for each login. */
  readonly kafka: AccessOf;
  readonly prefix: string;
  /** The variables of its gateway: for a second one. */
  readonly gateway: () => Readonly<Record<string, string>>;
  /** The variables of its publisher: for a second one, and for readers of its records. */
  readonly publisher: Readonly<Record<string, string>>;
  /** The folder of the logs that its processes write. */
  readonly logs: string;
  readonly exits: { readonly name: ServiceName; readonly code: number | null; readonly signal: string | null }[];
  /** Asks until the answer is another than 503 or 504: a part can be late on a slow machine. A command is repeated under one key. */
  readonly ask: (path: string, by: Actor, body?: unknown, key?: string) => Promise<FleetAnswer>;
  readonly tokenOf: (by: Actor) => Promise<string>;
  /** Rejects when there is no answer within `patienceMs`, 10 s unless told. */
  readonly askOnce: (path: string, by: Actor, body?: unknown, key?: string, patienceMs?: number) => Promise<FleetAnswer>;
  readonly close: () => Promise<void>;
}

/** @param optional further variables. By default the log has no events of administration, so that a spec knows each of its events. */
export const startTestFleet = async (
  accessOf: AccessOf,
  server = serverUrl(),
  optional: Readonly<Record<string, string>> = {},
): Promise<TestFleet> => {
  const name = `minglu_services_${randomBytes(6).toString('hex')}`;
  const prefix = `f${randomBytes(5).toString('hex')}.`;
  const access = accessOf();
  const kafka = kafkaClient(access, 'tests');
  const topics = topicSet({ kafka, folder: join(ROOT, 'infra', 'kafka'), brokers: access.brokers.length, prefix });
  const databaseUrl = await createDatabase(server, name);
  const keys = keysFrom(randomBytes(32));
  const passwords = loginPasswords(databaseUrl);
  const logs = mkdtempSync(join(tmpdir(), 'minglu-services-'));
  await Promise.all([migrateWithLogins(databaseUrl, passwords), topics.ensure()]);
  const exits: { name: ServiceName; code: number | null; signal: string | null }[] = [];
  const environment = serviceEnvironments({
    databaseUrls: loginUrls(databaseUrl, passwords),
    kafka: serviceAccess(accessOf),
    keys,
    optional: { KAFKA_PREFIX: prefix, MINGLU_ADMINISTRATION_EVENTS: 'no', ...optional },
    materialsFolder: join(logs, 'materials'),
  });
  const fleet = await startFleet({
    root: ROOT,
    environment,
    logs,
    onExit: (service, code, signal) => void exits.push({ name: service, code, signal }),
  });
  const issuer = accessTokenIssuer(keys.accessTokens);
  const askOnce: TestFleet['askOnce'] = async (path, by, body, key, patienceMs = 10_000) => {
    const response = await fetch(new URL(path, fleet.urlOf('gateway')), {
      method: body === undefined ? 'GET' : 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${await issuer.issue(by)}`,
        ...(key === undefined ? {} : { 'idempotency-key': key }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(patienceMs),
    });
    return { status: response.status, body: (await response.json()) as Record<string, never> };
  };
  return {
    fleet,
    databaseUrl,
    kafka: accessOf,
    prefix,
    gateway: () => environment('gateway', Object.fromEntries(SERVICES.map((name) => [name, fleet.urlOf(name)]))),
    publisher: environment('publisher', {}),
    logs,
    exits,
    tokenOf: (by) => issuer.issue(by),
    askOnce,
    ask: async (path, by, body, key = randomUUID()) => {
      let answer: FleetAnswer | undefined;
      await eventually(`an answer to ${path}`, async () => {
        answer = await askOnce(path, by, body, key);
        return answer.status !== 503 && answer.status !== 504;
      });
      return answer!;
    },
    close: async () => {
      await fleet.stop();
      await topics.drop().catch(() => undefined);
      await dropDatabase(server, name);
      rmSync(logs, { recursive: true, force: true });
    },
  };
};

/** Runs a command of the command line as a process. */
export const runCli = async (env: Readonly<Record<string, string>>, ...args: readonly string[]) => {
  const child = spawn(process.execPath, [join(ROOT, 'dist/apps/cli/src/main.js'), ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  const [code] = (await once(child, 'close')) as [number];
  return { code, output };
};

/** Starts one service as a process that is not restarted. */
export const startServiceProcess = (app: ServiceName, env: Readonly<Record<string, string>>): ChildProcess =>
  fork(join(ROOT, 'dist', 'apps', app, 'src', 'main.js'), [], {
    env: { PATH: process.env['PATH'], PORT: '0', MINGLU_ALLOW_UNSAFE_DATABASE: 'yes', ...env },
    stdio: ['ignore', 'pipe', 'ignore', 'ipc'],
  });

/** Resolves to the address of a service when it is up. */
export const urlOf = (service: ChildProcess): Promise<string> =>
  new Promise((resolve) => service.on('message', (message: { up?: string }) => message.up && resolve(message.up)));

/** Sends a command with one id until it is answered. Resolves to the status. */
export const insist = async (one: TestFleet, by: Actor, type: string, data: unknown, key: string): Promise<number> => {
  let answered = 500;
  const ask = async (): Promise<boolean> => {
    answered = (await one.askOnce('/commands', by, { type, data }, key).catch(() => null))?.status ?? 500;
    return answered < 500;
  };
  await eventually(`an answer to ${type} ${key}`, ask, 120_000);
  return answered;
};

import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Actor, EventMetadata, Instant, Refusal } from '@minglu/kernel';
import { kafkaClient, topicSet } from '@minglu/messaging';
import { accessTokenIssuer, internalTokenIssuer } from '@minglu/http';
import { keysFrom, type Keys } from '@minglu/casework';
import { createDatabase, dropDatabase } from '@minglu/embedded/postgres';
import { waitUntil } from '@minglu/embedded/wait';
import { loginPasswords, loginUrls, migrateWithLogins, serviceAccess, serviceEnvironments, type AccessOf } from '@minglu/system';
import { startFleet, type Fleet } from '@minglu/embedded/fleet';
import { EXAMINER, type AsOf, type ScenarioDeadline, type ScenarioEvent, type ScenarioSystem, type ScenarioSystemFactory } from './port.js';

const SETTLE_WITHIN_MS = 30_000;
const RETRY_MS = 500;

/** The services over a real Kafka. Each scenario has its own database, topics and processes. */
export const servicesOverKafka =
  (root: string, serverUrl: string, accessOf: AccessOf): ScenarioSystemFactory =>
  async (start) => {
    const name = `minglu_scenario_${randomUUID().replaceAll('-', '')}`;
    const prefix = `s${randomBytes(6).toString('hex')}.`;
    const access = accessOf();
    const kafka = kafkaClient(access, 'minglu-scenario');
    const topics = topicSet({ kafka, folder: join(root, 'infra', 'kafka'), brokers: access.brokers.length, prefix });
    const keys = keysFrom(randomBytes(32));
    const logs = mkdtempSync(join(tmpdir(), 'minglu-scenario-'));
    const databaseUrl = await createDatabase(serverUrl, name);
    let fleet: Fleet | undefined;
    const close = async (): Promise<void> => {
      await fleet?.stop();
      await topics.drop();
      await dropDatabase(serverUrl, name);
      rmSync(logs, { recursive: true, force: true });
    };
    try {
      const passwords = loginPasswords(databaseUrl);
      await Promise.all([migrateWithLogins(databaseUrl, passwords), topics.ensure()]);
      const databaseUrls = loginUrls(databaseUrl, passwords);
      // The database is thrown away after the scenario, so it need not be durable.
      const optional = { KAFKA_PREFIX: prefix, MINGLU_CLOCK: 'scenario', MINGLU_SEED_AT: start, MINGLU_ALLOW_UNSAFE_DATABASE: 'yes' };
      fleet = await startFleet({
        root,
        logs,
        environment: serviceEnvironments({
          databaseUrls,
          kafka: serviceAccess(accessOf),
          keys,
          optional,
          materialsFolder: join(logs, 'materials'),
        }),
      });
    } catch (error) {
      await close();
      throw error;
    }
    return { ...overHttp(fleet, keys, start), close };
  };

/** Drives the services through the gateway, as officers and the public do, and their clocks through the internal routes. */
const overHttp = (fleet: Fleet, keys: Keys, start: Instant): Omit<ScenarioSystem, 'close'> => {
  const [persons, internal] = [accessTokenIssuer(keys.accessTokens), internalTokenIssuer(keys.internalTokens)];
  let now = start;

  const request = async (path: string, by: Actor, body?: unknown): Promise<{ readonly status: number; readonly body: unknown }> => {
    const key = randomUUID();
    const once = async () => {
      const response = await fetch(new URL(path, fleet.urlOf('gateway')), {
        method: body === undefined ? 'GET' : 'POST',
        headers: {
          'content-type': 'application/json',
          authorization: `Bearer ${await persons.issue(by)}`,
          ...(body === undefined ? {} : { 'idempotency-key': key }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      return { status: response.status, body: await response.json() };
    };
    let answer = await once();
    // A part of the services is away for a moment. The key makes a repeated command safe.
    if (answer.status === 503)
      await waitUntil(async () => (answer = await once()).status !== 503, { withinMs: SETTLE_WITHIN_MS, everyMs: RETRY_MS });
    return answer;
  };
  /** Undefined for 404; rejects for any other status than 200. */
  const get = async <T>(path: string): Promise<T | undefined> => {
    const { status, body } = await request(path, EXAMINER);
    if (status === 404) return undefined;
    if (status !== 200) throw new Error(`${path} was answered ${status}: ${JSON.stringify(body)}`);
    return body as T;
  };
  /** Moves the clock of a service. Returns the head of the log after that. */
  const moveClock = async (service: 'casework' | 'procedure', to: Instant, only: boolean): Promise<number> => {
    const response = await fetch(new URL('/internal/clock', fleet.urlOf(service)), {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-minglu-internal': `Bearer ${await internal.issue()}` },
      body: JSON.stringify({ to, only }),
    });
    if (!response.ok) throw new Error(`the clock of ${service} answered ${response.status}: ${await response.text()}`);
    return ((await response.json()) as { head: number }).head;
  };
  const settleAt = async (instant: Instant): Promise<void> => {
    now = instant;
    await moveClock('casework', instant, true);
    await caughtUp(fleet, await moveClock('procedure', instant, false));
  };
  const instants = (asOf?: AsOf): string => (asOf ? `?at=${encodeURIComponent(asOf.at)}&knownAt=${encodeURIComponent(asOf.knownAt)}` : '');
  const dossier = (id: string, asOf?: AsOf) =>
    get<{ readonly status: string; readonly flags: readonly string[] }>(`/dossiers/${encodeURIComponent(id)}${instants(asOf)}`);
  const log = async (after: number): Promise<readonly ScenarioEvent[]> => {
    const events: ScenarioEvent[] = [];
    for (;;) {
      const page = (await get<{ items: readonly LogItem[]; head: number }>(`/log?after=${after + events.length}&limit=1000`))!;
      events.push(...page.items.map(({ metadata, ...item }) => ({ ...item, isPublic: metadata.classification === 'PUBLIC' })));
      if (after + events.length >= page.head) return events;
    }
  };

  return {
    now: () => now,
    execute: async ({ type, data, by }) => {
      await moveClock('casework', now, true);
      const { status, body } = await request('/commands', by, { type, data });
      if (status === 201) return { accepted: true, warnings: (body as { warnings: readonly { code: string }[] }).warnings };
      if (status >= 500) throw new Error(`${type} was answered ${status}: ${JSON.stringify(body)}`);
      return { accepted: false, refusal: body as Refusal };
    },
    settle: () => settleAt(now),
    advanceTo: settleAt,
    head: async () => (await get<{ head: number }>('/log?after=0&limit=1'))!.head,
    eventsAfter: log,
    status: async (id, asOf) => (await dossier(id, asOf))?.status,
    flags: async (id, asOf) => (await dossier(id, asOf))?.flags,
    deadlines: async (of, asOf) =>
      (await get<{ items: readonly ScenarioDeadline[] }>(`/deadlines/${encodeURIComponent(of)}${instants(asOf)}`))?.items ?? [],
    publicCount: async (type) => (await log(0)).filter((event) => event.isPublic && event.type === type).length,
  };
};

/** Waits until the read model has received the log up to its head over Kafka. Rejects if an event is parked. */
const caughtUp = async (fleet: Fleet, head: number): Promise<void> => {
  let taken = -1;
  const isCaughtUp = async (): Promise<boolean> => {
    const response = await fetch(new URL('/health', fleet.urlOf('query')));
    const { info } = (await response.json()) as { info?: { readModel?: { taken: number; parked: number } } };
    taken = info?.readModel?.taken ?? -1;
    if (taken !== head && (info?.readModel?.parked ?? 0) > 0) throw new Error('an event was parked');
    return taken === head;
  };
  if (!(await waitUntil(isCaughtUp, { withinMs: SETTLE_WITHIN_MS, everyMs: 15 })))
    throw new Error(`the read model has taken ${taken} of ${head} events`);
};

interface LogItem extends Omit<ScenarioEvent, 'isPublic'> {
  readonly metadata: EventMetadata;
}

import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Actor, EventMetadata, Instant, Refusal } from '@minglu/kernel';
import { deleteTopics, ensureTopics, kafkaClient, readTopics } from '@minglu/messaging';
import { accessTokens, internalTokens } from '@minglu/http';
import { keysFrom } from '@minglu/casework';
import { createDatabase, dropDatabase } from '@minglu/embedded/postgres';
import { ROLES } from '@minglu/regulation';
import { migrateAll } from '@minglu/system';
import { startFleet, type Fleet } from '@minglu/embedded/fleet';
import type { AsOf, ScenarioDeadline, ScenarioEvent, ScenarioSystem, ScenarioSystemFactory } from './port.js';

const EXAMINER: Actor = { person: 'examiner', role: 'auditor', org: 'MIIT' };
const SETTLE_WITHIN_MS = 30_000;

/** The services apart, over a real Kafka: each scenario on a database, topics and processes of its own. */
export const remoteSystems =
  (root: string, serverUrl: string, brokers: readonly string[]): ScenarioSystemFactory =>
  async (start) => {
    const name = `minglu_scenario_${randomUUID().replaceAll('-', '')}`;
    const prefix = `s${randomBytes(6).toString('hex')}.`;
    const kafka = kafkaClient(brokers, 'minglu-scenario');
    const topics = readTopics(join(root, 'infra', 'kafka', 'topics.yaml'), brokers.length, prefix);
    const masterKey = randomBytes(32).toString('hex');
    const logs = mkdtempSync(join(tmpdir(), 'minglu-scenario-'));
    const databaseUrl = await createDatabase(serverUrl, name);
    let fleet: Fleet | undefined;
    const close = async (): Promise<void> => {
      await fleet?.stop();
      await deleteTopics(kafka, topics);
      await dropDatabase(serverUrl, name);
      rmSync(logs, { recursive: true, force: true });
    };
    try {
      await Promise.all([migrateAll(databaseUrl), ensureTopics(kafka, topics)]);
      fleet = await startFleet({ root, databaseUrl, brokers, prefix, masterKey, logs, clock: 'scenario', more: { MINGLU_SEED_AT: start } });
    } catch (error) {
      await close();
      throw error;
    }
    return { ...overHttp(fleet, masterKey, start), close };
  };

/** Drives a fleet in scenario mode through its gateway, as officers and the public would; its clocks by the internal routes. */
const overHttp = (fleet: Fleet, masterKey: string, start: Instant): Omit<ScenarioSystem, 'close'> => {
  const keys = keysFrom(Buffer.from(masterKey, 'hex'));
  const [persons, internal] = [accessTokens(keys.accessTokens, ROLES), internalTokens(keys.internalTokens)];
  let now = start;

  const ask = async (path: string, by: Actor, body?: unknown): Promise<{ readonly status: number; readonly body: unknown }> => {
    const response = await fetch(new URL(path, fleet.urlOf('gateway')), {
      method: body === undefined ? 'GET' : 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${await persons.issue(by)}` },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: await response.json() };
  };
  const found = async <T>(path: string): Promise<T | undefined> => {
    const { status, body } = await ask(path, EXAMINER);
    if (status === 404) return undefined;
    if (status !== 200) throw new Error(`${path} was answered ${status}: ${JSON.stringify(body)}`);
    return body as T;
  };
  const moveClock = async (service: 'casework' | 'procedure', to: Instant, only: boolean): Promise<number> => {
    const response = await fetch(new URL('/internal/clock', fleet.urlOf(service)), {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-minglu-internal': `Bearer ${await internal.issue()}` },
      body: JSON.stringify({ to, only }),
    });
    if (!response.ok) throw new Error(`the clock of ${service} answered ${response.status}: ${await response.text()}`);
    return ((await response.json()) as { head: number }).head;
  };
  /** Everything up to the log's head has come over Kafka into the read model. */
  const whole = async (head: number): Promise<void> => {
    let taken = -1;
    for (const end = Date.now() + SETTLE_WITHIN_MS; Date.now() < end; await delay(15)) {
      const response = await fetch(new URL('/health', fleet.urlOf('query')));
      const { info } = (await response.json()) as { info?: { readModel?: { taken: number; parked: number } } };
      taken = info?.readModel?.taken ?? -1;
      if (taken === head) return;
      if ((info?.readModel?.parked ?? 0) > 0) throw new Error('an event was parked');
    }
    throw new Error(`the read model has taken ${taken} of ${head} events`);
  };
  const settleAt = async (instant: Instant): Promise<void> => {
    now = instant;
    await moveClock('casework', instant, true);
    await whole(await moveClock('procedure', instant, false));
  };
  const instants = (asOf?: AsOf): string => (asOf ? `?at=${encodeURIComponent(asOf.at)}&knownAt=${encodeURIComponent(asOf.knownAt)}` : '');
  const log = async (after: number): Promise<{ readonly events: ScenarioEvent[]; readonly head: number }> => {
    const events: ScenarioEvent[] = [];
    for (;;) {
      const page = (await found<{ items: readonly LogItem[]; head: number }>(`/log?after=${after + events.length}&limit=1000`))!;
      events.push(...page.items.map(({ metadata, ...item }) => ({ ...item, isPublic: metadata.classification === 'PUBLIC' })));
      if (after + events.length >= page.head) return { events, head: page.head };
    }
  };

  return {
    now: () => now,
    execute: async ({ type, data, by }) => {
      await moveClock('casework', now, true);
      const { status, body } = await ask('/commands', by, { type, data });
      if (status === 201) return { accepted: true, warnings: (body as { warnings: readonly { code: string }[] }).warnings };
      if (status >= 500) throw new Error(`${type} was answered ${status}: ${JSON.stringify(body)}`);
      return { accepted: false, refusal: body as Refusal };
    },
    settle: () => settleAt(now),
    advanceTo: settleAt,
    head: async () => (await found<{ head: number }>('/log?after=0&limit=1'))!.head,
    eventsAfter: async (after) => (await log(after)).events,
    status: async (id, asOf) => (await found<{ status: string }>(`/dossiers/${encodeURIComponent(id)}${instants(asOf)}`))?.status,
    flags: async (id, asOf) => (await found<{ flags: readonly string[] }>(`/dossiers/${encodeURIComponent(id)}${instants(asOf)}`))?.flags,
    deadlines: async (of, asOf) =>
      (await found<{ items: readonly ScenarioDeadline[] }>(`/deadlines/${encodeURIComponent(of)}${instants(asOf)}`))?.items ?? [],
    publicCount: async (type) => (await log(0)).events.filter((event) => event.isPublic && event.type === type).length,
  };
};

interface LogItem extends Omit<ScenarioEvent, 'isPublic'> {
  readonly metadata: EventMetadata;
}

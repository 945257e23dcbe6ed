import { fork, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { canonicalJson, metadataIn, postgresStore, type EventStore, type StoredEvent } from '@minglu/event-store';
import { appendOf, eventually, serverUrl } from '@minglu/event-store/testing';
import { internalRecord, kafkaConsumer, publicRecord, publisher, type Consumer, type Publisher } from '@minglu/messaging';
import { describeOnKafka, freshTopics, subscriberVariables, testSigningKey, trusting, type TestTopics } from '@minglu/messaging/testing';
import { createDatabase, dropDatabase } from '@minglu/embedded/postgres';
import { projector } from '@minglu/projections/adapters';
import { migrateAll, READ_MODEL, registry } from '@minglu/system';
import { Pool } from 'pg';
import type { Golden, GoldenEvent } from '../golden/history.js';

const fixture = (name: string): string => fileURLToPath(new URL(`../golden/fixtures/${name}`, import.meta.url));
const PROGRAM = fileURLToPath(new URL('register.mjs', import.meta.url));
/** A case up to its title, which is its last event. */
const history = (JSON.parse(readFileSync(fixture('23-fraud-not-substantiated.json'), 'utf8')) as Golden).histories.at(-1)!.events;

describeOnKafka('a forged title', () => {
  const name = `minglu_forged_${randomBytes(5).toString('hex')}`;
  const folder = mkdtempSync(join(tmpdir(), 'minglu-forged-'));
  const stateFile = join(folder, 'register.json');
  const errors: unknown[] = [];
  const onError = (error: unknown) => void errors.push(error);
  let pool: Pool;
  let log: EventStore;
  let topics: TestTopics;
  let sender: Publisher;
  let readModel: Consumer;
  let subscriber: ChildProcess;
  beforeAll(async () => {
    const url = await createDatabase(serverUrl(), name);
    await migrateAll(url);
    pool = new Pool({ connectionString: url, max: 4 });
    log = postgresStore({ connection: { connectionString: url } });
    topics = await freshTopics();
    await topics.grant();
    const { kafka, names } = topics;
    sender = publisher({ kafka, pool, log, topics: names, signingKey: testSigningKey, pollMs: 20, onError });
    readModel = kafkaConsumer({
      kafka,
      name: READ_MODEL,
      groupId: names.dossier,
      topics: [names.dossier, names.reference],
      ...trusting(log),
      pool,
      schema: 'query',
      handler: projector(registry),
      onError,
    });
    sender.start();
    await readModel.start();
    const env = { ...process.env, ...subscriberVariables(), TOPIC: names.public, STATE: stateFile, KEYS: testSigningKey.publicKey };
    subscriber = fork(PROGRAM, [], { env, stdio: 'ignore' });
  }, 60_000);
  afterAll(async () => {
    subscriber?.kill('SIGKILL');
    await Promise.all([readModel?.stop(), sender?.stop()]);
    await topics?.drop();
    await log?.close();
    await pool?.end();
    await dropDatabase(serverUrl(), name);
    rmSync(folder, { recursive: true, force: true });
  }, 60_000);

  const append = async (events: readonly GoldenEvent[]): Promise<void> => {
    const writes = [
      {
        streamId: events[0]!.streamId,
        expectedVersion: events[0]!.streamVersion - 1,
        events: events.map(({ eventId, type, schemaVersion, payload, metadata }) => ({
          eventId,
          type,
          schemaVersion,
          payload: canonicalJson(payload),
          metadata: canonicalJson(metadata),
          classification: metadata.classification,
        })),
      },
    ];
    expect((await log.append(appendOf({ at: '2026-01-01T00:00:00.000Z', writes }))).outcome).toBe('appended');
  };
  const titles = async (): Promise<unknown[]> =>
    (await pool.query<{ title: unknown }>('SELECT title_id AS title FROM query.dossiers')).rows.map(({ title }) => title);
  const register = () => {
    try {
      return JSON.parse(readFileSync(stateFile, 'utf8')) as {
        titles: object;
        refused: { why: string }[];
        versions: Record<string, number>;
      };
    } catch {
      return null;
    }
  };

  it('is taken neither by the read model nor by a subscriber; the genuine one at its place is', async () => {
    await append(history.slice(0, -1));
    const title = history.at(-1)!;
    const stream = title.streamId;
    await eventually('the case is read', async () => (await readModel.versionOf(stream)) === history.length - 1);
    await eventually('the subscriber has it', () => register()?.versions[stream] === title.publicVersion! - 1);

    const forged: StoredEvent = {
      ...(await log.readStream(stream)).at(-1)!,
      ...title,
      payload: canonicalJson(title.payload),
      metadata: canonicalJson(title.metadata),
      contentHash: randomBytes(32),
    };
    const place = { logId: (await log.identity()).logId, epoch: 1, predecessor: null, publicPredecessor: null };
    const producer = topics.kafka.producer({ allowAutoTopicCreation: false, idempotent: true, maxInFlightRequests: 1 });
    await producer.connect();
    await producer.send({ topic: topics.names.dossier, messages: [internalRecord(forged, metadataIn(forged), place)] });
    await producer.send({ topic: topics.names.public, messages: [publicRecord(forged, metadataIn(forged), place)] });
    await producer.disconnect();

    await eventually('the read model refuses it', async () => (await readModel.alarms()) === 1);
    await eventually('the subscriber refuses it', () => register()?.refused.length === 1);
    expect(await titles()).toEqual([null]);
    expect([await readModel.versionOf(stream), await readModel.parked()]).toEqual([history.length - 1, []]);
    expect(register()).toMatchObject({ titles: {}, refused: [{ why: 'not signed by the publisher' }] });

    await append([title]);
    await eventually('the read model has the title', async () => (await titles())[0] !== null);
    await eventually('the subscriber has the title', () => Object.keys(register()!.titles).length === 1);
    expect(await readModel.versionOf(stream)).toBe(history.length);
    expect(errors).toEqual([]);
  }, 120_000);
});

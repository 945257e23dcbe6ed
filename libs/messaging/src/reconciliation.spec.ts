import { postgresStore } from '@minglu/event-store';
import { appendOf, eventually, tamper } from '@minglu/event-store/testing';
import { anEvent, type Bench } from './behaviour.test.js';
import { eachOnKafka, publisherOn, readerOn } from './pipeline.test.js';
import { epochRecord, isEpochRecord } from './epoch-record.js';
import type { Consumer } from './port.js';
import type { Publisher } from './publisher.js';
import {
  epochRequests,
  forksOf,
  isReconciliationPending,
  reconciliationPlan,
  requestedRecords,
  requestReconciliation,
} from './reconciliation.js';
import { signRecords } from './record-signature.js';
import { describeOnKafka, testKafka, testSigningKey, TOPICS_FILE, trusting, type TestTopics } from './testing/index.js';
import { readRanges, topicEnds } from './topic-reading.js';
import { topicsAhead } from './topics-ahead.js';
import { deleteTopics, ensureTopics, readTopics } from './topics.js';

const TABLES = [
  'events',
  'epochs',
  'publisher.lease',
  'publisher.acknowledged',
  'publisher.reconciliation',
  'publisher.epoch_records',
  ...['watermarks', 'parked', 'foreign_records', 'offsets', 'checkpoints', 'effects'].map((name) => `reading.${name}`),
];

/** Copies all tables. Resolves to the function that puts the copy back. */
const backup = async ({ database }: Bench): Promise<() => Promise<void>> => {
  const rows = new Map<string, string>();
  for (const table of TABLES) {
    const read = await database.pool.query<{ rows: string }>(`SELECT coalesce(jsonb_agg(t), '[]')::text AS rows FROM ${table} t`);
    rows.set(table, read.rows[0]!.rows);
  }
  const insert = [...rows].map(
    ([table, all]) => `INSERT INTO ${table} SELECT * FROM jsonb_populate_recordset(NULL::${table}, $rows$${all}$rows$)`,
  );
  return () =>
    tamper(
      database,
      `ALTER TABLE epochs DISABLE TRIGGER immutable; TRUNCATE ${TABLES.join(', ')}; ${insert.join(';')};
       ALTER TABLE epochs ENABLE ALWAYS TRIGGER immutable`,
    );
};

describeOnKafka('topics that are ahead of a log that was restored', () => {
  let one: Bench;
  let topics: TestTopics;
  const errors: unknown[] = [];
  const onError = (error: unknown) => void errors.push(error);
  const { running, stopAll } = eachOnKafka((...made) => ([one, topics] = made));
  // The helper closes the first store only.
  afterEach(() => one.store.close());
  /** Restored services start again: their memory of the log is worth nothing. */
  const freshStore = async (): Promise<void> => {
    await one.store.close();
    one = { ...one, store: postgresStore({ connection: one.database.connection, readers: 2 }) };
  };
  const append = async (streamId: string, expectedVersion: number, classification: 'PUBLIC' | 'INTERNAL'): Promise<void> => {
    const events = [anEvent(expectedVersion + 1, classification)];
    const outcome = await one.store.append(appendOf({ at: '2026-01-01T00:00:00.000Z', writes: [{ streamId, expectedVersion, events }] }));
    expect(outcome.outcome).toBe('appended');
  };
  const publish = (): Publisher => {
    const it = publisherOn(one, topics, { compareMs: 100, leaseMs: 12_000, onError });
    it.start();
    running.push(it);
    return it;
  };
  const read = async (): Promise<Consumer> => {
    const consumer = readerOn(one, topics, { onError });
    running.push(consumer);
    await consumer.start();
    return consumer;
  };
  const caughtUp = (it: Publisher): Promise<void> =>
    eventually('published', async () => it.trouble() === null && (await it.position()) === (await one.store.head()));
  const ahead = () => {
    const { kafka, names } = topics;
    return topicsAhead({ kafka, topics: names, pool: one.database.pool, publicKeys: trusting(one.store).publicKeys });
  };
  const request = async (): Promise<number> => requestReconciliation(one.database.pool, await ahead(), topics.names, 'restored');

  const recordsOf = async (topic: string) => {
    const ends = await topicEnds(topics.kafka, [topic]);
    return (
      await readRanges(
        topics.kafka,
        ends.map((end) => ({ ...end, from: 0n })),
      )
    ).map(({ message: { key, value, headers } }) => ({
      key: String(key),
      value: String(value),
      header: (name: string) => headers![name]?.toString(),
      isEpoch: isEpochRecord({ headers }),
    }));
  };
  /** The ids by key that a reader of a topic has taken, from its first record on. `held`: those that it had before. */
  const taken = async (
    topic: string,
    held: Readonly<Record<string, readonly string[]>> = {},
  ): Promise<Readonly<Record<string, readonly string[]>>> => {
    const version = topic === topics.names.public ? 'ce_publicversion' : 'streamversion';
    const keys: Record<string, { ids: string[]; forks: { epoch: number; version: number }[] }> = {};
    for (const [key, ids] of Object.entries(held)) keys[key] = { ids: [...ids], forks: [] };
    for (const { key, header, isEpoch } of await recordsOf(topic)) {
      const { ids, forks } = (keys[key] ??= { ids: [], forks: [] });
      const [at, epoch] = [Number(header(version)), Number(header('ce_epoch'))];
      if (isEpoch) {
        if (forks.some((fork) => fork.epoch >= epoch)) continue;
        forks.push({ epoch, version: at });
        ids.splice(at);
      } else if (at === ids.length + 1 && !forks.some((fork) => epoch < fork.epoch && at > fork.version)) ids.push(header('ce_id')!);
    }
    return Object.fromEntries(Object.entries(keys).flatMap(([key, { ids }]) => (ids.length > 0 ? [[key, ids]] : [])));
  };
  const inLog = async (only: 'public' | 'dossier'): Promise<Readonly<Record<string, readonly string[]>>> => {
    const keys: Record<string, string[]> = {};
    for await (const page of one.store.readAll())
      for (const { streamId, eventId, publicVersion } of page)
        if (only === 'public' ? publicVersion !== null : streamId.startsWith('dossier/')) (keys[streamId] ??= []).push(eventId);
    return keys;
  };
  const expectTopicsAsLog = async (): Promise<void> => {
    expect(await taken(topics.names.public)).toEqual(await inLog('public'));
    expect(await taken(topics.names.dossier)).toEqual(await inLog('dossier'));
  };

  /** The ids that a reader of each topic held before the events were lost. */
  let before: { readonly public: Awaited<ReturnType<typeof taken>>; readonly dossier: Awaited<ReturnType<typeof taken>> };
  /** A log that lost four events, after a reader has taken them. Position 3 is the last that both branches have. */
  const lose = async (): Promise<void> => {
    await append('dossier/a', 0, 'PUBLIC');
    await append('dossier/a', 1, 'INTERNAL');
    await append('campaign/c', 0, 'PUBLIC');
    const [sender, consumer] = [publish(), await read()];
    await caughtUp(sender);
    await eventually('three are taken', async () => (await consumer.appliedCount()) === 3);
    const putBack = await backup(one);
    await append('dossier/a', 2, 'PUBLIC');
    await append('dossier/a', 3, 'PUBLIC');
    await append('dossier/lost', 0, 'PUBLIC');
    await append('dossier/hidden', 0, 'INTERNAL');
    await caughtUp(sender);
    await eventually('seven are taken', async () => (await consumer.appliedCount()) === 7);
    before = { public: await taken(topics.names.public), dossier: await taken(topics.names.dossier) };
    await stopAll();
    await putBack();
    await freshStore();
    await append('dossier/a', 2, 'INTERNAL');
    await append('dossier/a', 3, 'PUBLIC');
    await append('campaign/c', 1, 'PUBLIC');
  };
  const red = async (): Promise<Publisher> => {
    const it = publish();
    await eventually('it is red', () => it.trouble()?.includes('the topics hold 4 events') === true);
    return it;
  };

  it('go on with the log after a request, and each reader ends with the events of the log', async () => {
    await lose();
    const sender = await red();
    const { reference: _, checkpoints: __, ...names } = topics.names;
    const fork = (topic: string, key: string, version: number) => expect.objectContaining({ topic, key, version }) as unknown;
    expect(await reconciliationPlan(one.database.pool, await ahead(), topics.names)).toEqual({
      forks: [
        fork(names.dossier, 'dossier/a', 2),
        fork(names.dossier, 'dossier/hidden', 0),
        fork(names.dossier, 'dossier/lost', 0),
        fork(names.public, 'dossier/a', 1),
        fork(names.public, 'dossier/lost', 0),
      ],
      partsAfter: 3,
      epoch: null,
      events: 3,
    });
    expect((await one.store.identity()).epochs).toHaveLength(1);

    expect(await request()).toBe(2);
    await caughtUp(sender);
    expect(await isReconciliationPending(one.database.pool)).toBe(false);
    expect((await ahead()).lost).toEqual([]);
    expect((await one.store.identity()).epochs).toMatchObject([{ epoch: 1 }, { epoch: 2, after: 3 }]);
    await expectTopicsAsLog();

    const consumer = await read();
    await eventually('the events of the log are taken', async () => (await consumer.appliedCount()) === 6);
    const { parked, invalid } = await consumer.parkedAndInvalid();
    expect([parked, Object.keys(invalid), await consumer.alarms()]).toEqual([{}, ['the log does not have it'], 0]);
    await append('dossier/lost', 0, 'PUBLIC');
    await caughtUp(sender);
    await expectTopicsAsLog();
  }, 60_000);

  it('tell the public where a case parts, and betray neither positions nor events that are not public', async () => {
    await lose();
    const sender = await red();
    await request();
    await caughtUp(sender);
    const records = (await recordsOf(topics.names.public)).filter(({ isEpoch }) => isEpoch);
    expect(records.map(({ key, value, header }) => [key, JSON.parse(value), header('ce_epoch'), header('publicversion')])).toEqual(
      expect.arrayContaining([
        ['dossier/a', { epoch: 2, publicversion: 1, predecessor: expect.stringMatching(/^[0-9a-f]{64}$/) as string }, '2', '1'],
        ['dossier/lost', { epoch: 2, publicversion: 0, predecessor: null }, '2', '0'],
      ]),
    );
    expect(records).toHaveLength(2);
    expect(records.flatMap(({ header }) => ['position', 'streamversion', 'contenthash'].flatMap((name) => header(name) ?? []))).toEqual([]);
    const [own] = (await recordsOf(topics.names.dossier)).filter(({ key, isEpoch }) => isEpoch && key === 'dossier/a');
    const { hash } = await one.store.look(3);
    expect(JSON.parse(own!.value)).toMatchObject({ epoch: 2, after: 3, hash, streamversion: 2 });
  }, 60_000);

  it('end the same when the publisher is killed after any request, and a second attempt needs no other epoch', async () => {
    await lose();
    await request();
    const found = await requestedRecords(one.database.pool, await ahead(), topics.names);
    expect([found!.records.length, found!.epoch.epoch]).toEqual([5, 2]);
    const requests = epochRequests(found!.records, topics.names, testSigningKey);
    const producer = topics.kafka.producer({ allowAutoTopicCreation: false, idempotent: true, maxInFlightRequests: 1 });
    await producer.connect();
    for (const [at, one] of requests.entries()) {
      // A first publisher was killed after this request.
      for (const sent of requests.slice(0, at)) await producer.sendBatch({ topicMessages: [sent] });
      await producer.sendBatch({ topicMessages: [one] });
      expect(await request()).toBe(2);
    }
    await producer.disconnect();
    const [first, second] = [publish(), publish()];
    await Promise.any([caughtUp(first), caughtUp(second)]);
    await expectTopicsAsLog();
    expect((await one.store.identity()).epochs).toHaveLength(2);
  }, 60_000);

  it('have the epoch records again when Kafka was wiped after that, so that a reader of the lost branch still goes back', async () => {
    await lose();
    const sender = await red();
    await request();
    await caughtUp(sender);
    await stopAll();
    const { public: open, dossier, reference } = topics.names;
    const ofEvents = [open, dossier, reference];
    await deleteTopics(
      topics.kafka,
      ofEvents.map((name) => ({ name })),
    );
    await eventually('the topics are gone', async () => (await topicEnds(topics.kafka, ofEvents)).length === 0);
    await ensureTopics(topics.kafka, readTopics(TOPICS_FILE, testKafka().brokers.length, open.replace('minglu.public.v1', '')));

    await append('campaign/c', 2, 'PUBLIC');
    const refilling = publish();
    await caughtUp(refilling);
    await eventually('they are refilled', async () => (await refilling.missing()).length === 0);
    // One that holds the lost events, and a new one.
    expect(before.public['dossier/lost']).toHaveLength(1);
    expect(await inLog('public')).not.toHaveProperty('dossier/lost');
    expect(await taken(open, before.public)).toEqual(await inLog('public'));
    expect(await taken(dossier, before.dossier)).toEqual(await inLog('dossier'));
    await expectTopicsAsLog();
    const consumer = await read();
    await eventually('the events of the log are taken', async () => (await consumer.appliedCount()) === 7);
    expect([await consumer.parked(), await consumer.alarms()]).toEqual([[], 0]);

    // A publisher that was killed after it had sent the epoch records again has not noted the ends of the topics.
    await stopAll();
    await one.database.pool.query('UPDATE publisher.acknowledged SET next = 0 WHERE topic = $1', [dossier]);
    expect(await ahead()).toMatchObject({ lost: [], epochs: [] });
    const again = publish();
    await append('dossier/a', 4, 'PUBLIC');
    await caughtUp(again);
    await expectTopicsAsLog();
  }, 60_000);

  it('get an epoch of a higher number when a still older copy is put back, and a request of that copy does nothing', async () => {
    await append('dossier/a', 0, 'PUBLIC');
    const sender = publish();
    await caughtUp(sender);
    await one.database.pool.query('INSERT INTO publisher.reconciliation (epoch) VALUES (1)');
    const putBack = await backup(one);
    await append('dossier/a', 1, 'PUBLIC');
    await caughtUp(sender);
    await stopAll();
    // The first restore, and events of the second epoch.
    await putBack();
    await freshStore();
    await append('dossier/a', 1, 'PUBLIC');
    const again = publish();
    await eventually('it is red', () => again.trouble()?.includes('the topics hold 1 events') === true);
    expect(await request()).toBe(2);
    await caughtUp(again);
    await expectTopicsAsLog();
    await stopAll();
    // The second restore: the copy knows neither the second epoch nor the events.
    await putBack();
    await freshStore();
    await append('dossier/a', 1, 'PUBLIC');
    const third = publish();
    await eventually('it is red', () => third.trouble()?.includes('the topics hold 2 events') === true);
    expect(await request()).toBe(3);
    await caughtUp(third);
    await expectTopicsAsLog();
  }, 60_000);

  it('go on with events that readers have dropped, when a newer copy that has them is put back later', async () => {
    await append('dossier/a', 0, 'PUBLIC');
    const sender = publish();
    await caughtUp(sender);
    const olderAgain = await backup(one);
    await append('dossier/lost', 0, 'PUBLIC');
    await caughtUp(sender);
    const newerAgain = await backup(one);
    await stopAll();
    await olderAgain();
    await freshStore();
    const second = publish();
    await eventually('it is red', () => second.trouble()?.includes('the topics hold 1 events') === true);
    await request();
    await caughtUp(second);
    expect(await taken(topics.names.public)).toEqual({ 'dossier/a': [expect.any(String)] });
    await stopAll();
    await newerAgain();
    await freshStore();
    const third = publish();
    await eventually('it is red', () => third.trouble()?.includes('epoch records') === true);
    await request();
    await caughtUp(third);
    expect(Object.keys(await inLog('public'))).toEqual(['dossier/a', 'dossier/lost']);
    await expectTopicsAsLog();
  }, 60_000);

  it('are not changed by a forged epoch record: it is set aside and is an alarm, and a genuine one is passed over', async () => {
    await append('dossier/a', 0, 'PUBLIC');
    const sender = publish();
    await caughtUp(sender);
    const consumer = await read();
    await eventually('one is taken', async () => (await consumer.appliedCount()) === 1);
    const epoch = { epoch: 2, after: 0, hash: '', begunAt: '2026-01-01T00:00:00.000Z' };
    const { logId } = await one.store.identity();
    const record = epochRecord({ topic: topics.names.dossier, key: 'dossier/a', version: 0, predecessor: null }, epoch, logId, 'internal');
    const producer = topics.kafka.producer({ allowAutoTopicCreation: false, idempotent: true, maxInFlightRequests: 1 });
    await producer.connect();
    await producer.send({ topic: topics.names.dossier, messages: [...signRecords([record], 'internal', testSigningKey), record] });
    await producer.disconnect();
    await eventually('the forged one is an alarm', async () => (await consumer.alarms()) === 1);
    expect((await consumer.parkedAndInvalid()).invalid).toEqual({ 'not signed': 1 });
    // The other one is signed, but the log knows no such epoch: only an operator can say that it is right.
    await eventually('the publisher is red', () => sender.trouble()?.includes('epoch records') === true);
    await request();
    await caughtUp(sender);
    await append('dossier/a', 1, 'PUBLIC');
    await eventually('the next is taken', async () => (await consumer.appliedCount()) === 2);
    expect(await consumer.parked()).toEqual([]);
  }, 60_000);
});

describe('the forks of lost records', () => {
  const lost = (topic: string, key: string, version: number, predecessor: string | null) => ({
    ...{ topic, key, version, predecessor },
    ...{ id: `${key}@${version}`, type: 'ThingHappened', epoch: 1, position: null },
  });
  it('lie before the first lost version of each key, whatever the order of the records', () => {
    const records = [
      lost('t', 'b', 5, 'x'),
      lost('t', 'b', 4, 'w'),
      lost('t', 'b', 6, 'y'),
      lost('t', 'a', 1, null),
      lost('s', 'b', 2, 'v'),
    ];
    expect(forksOf({ lost: records, epochs: [] })).toEqual([
      { topic: 's', key: 'b', version: 1, predecessor: 'v' },
      { topic: 't', key: 'a', version: 0, predecessor: null },
      { topic: 't', key: 'b', version: 3, predecessor: 'w' },
    ]);
  });
  it('lie where readers went back at an epoch record, if that is before', () => {
    const epoch = (key: string, version: number) => ({ topic: 't', key, version, predecessor: null, id: key, epoch: 2 });
    const forks = forksOf({
      lost: [lost('t', 'a', 2, 'x'), lost('t', 'b', 2, 'y')],
      epochs: [epoch('a', 0), epoch('b', 7), epoch('c', 4)],
    });
    expect(forks.map(({ key, version }) => [key, version])).toEqual([
      ['a', 0],
      ['b', 1],
      ['c', 4],
    ]);
  });
});

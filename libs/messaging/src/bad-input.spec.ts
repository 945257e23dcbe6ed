import { decodeStored, type SubscriptionHandler } from '@minglu/event-store';
import { appendOf, eventually } from '@minglu/event-store/testing';
import { defineEvent, eventRegistry, record, Type, type EventMetadata } from '@minglu/kernel';
import type { PoolClient } from 'pg';
import { anEvent, expectOnceInOrder, noteEffects, type Bench } from './behaviour.test.js';
import { eachOnKafka, publisherOn, readerOn } from './pipeline.test.js';
import { kafkaClient } from './kafka-client.js';
import type { KafkaConsumerOptions } from './kafka-consumer.js';
import type { Consumer } from './port.js';
import { predecessors } from './predecessors.js';
import type { Publisher } from './publisher.js';
import { internalRecord } from './record.js';
import { describeOnKafka, testKafka, TOPICS_FILE, type TestTopics } from './testing/index.js';
import { topicWatch } from './topic-watch.js';
import { deleteTopics, ensureTopics, readTopics, type TopicFault } from './topics.js';

const registry = eventRegistry({
  thing: defineEvent({
    type: 'ThingHappened',
    version: 1,
    title: { zh: '某事', en: 'Thing' },
    classification: 'INTERNAL',
    payload: record({ n: Type.Integer() }),
  }),
});
/** Error of a broker in its first moments; it has nothing to do with the records. */
const LOADING = /coordinator is loading/;
/** A handler of this version: throws at events that it does not know. */
const reading: SubscriptionHandler<PoolClient> = async (events, tx) => {
  for (const event of events) decodeStored(event, registry);
  await noteEffects(events, tx);
};

describeOnKafka('a consumer over Kafka', () => {
  let one: Bench;
  let topics: TestTopics;
  let sender: Publisher;
  let errors: string[];
  const { running } = eachOnKafka((...made) => {
    [one, topics] = made;
    errors = [];
    sender = publisherOn(one, topics, { onError: (error) => void errors.push(String(error)) });
    running.push(sender);
  });

  const consumer = (more: Partial<KafkaConsumerOptions> = {}): Consumer => {
    const it = readerOn(one, topics, { handler: reading, onError: (error) => void errors.push(String(error)), ...more });
    running.push(it);
    return it;
  };
  const append = async (streamId: string, expectedVersion: number, more: { readonly type?: string; readonly schemaVersion?: number }) => {
    const { outcome } = await one.store.append(
      appendOf({
        at: '2026-01-01T00:00:00.000Z',
        writes: [{ streamId, expectedVersion, events: [{ ...anEvent(expectedVersion + 1), ...more }] }],
      }),
    );
    expect(outcome).toBe('appended');
  };
  const withoutTopics = async (): Promise<void> => {
    await deleteTopics(topics.kafka, ours());
    const admin = topics.kafka.admin();
    await admin.connect();
    await eventually('the topics are deleted', async () => {
      const left = await admin.listTopics();
      return ours().every(({ name }) => !left.includes(name));
    });
    await admin.disconnect();
  };
  const ours = () => readTopics(TOPICS_FILE, 1, topics.names.public.replace('minglu.public.v1', ''));

  it.each<[string, { readonly type?: string; readonly schemaVersion?: number }, string]>([
    ['an event of a type from the future', { type: 'ThingUnheardOf' }, 'unknown type'],
    ['a type whose name resembles the message of a lost connection', { type: 'ConnectionTerminated' }, 'unknown type'],
    ['a known event in a schema version from the future', { schemaVersion: 2 }, 'schema version 2 is from the future'],
  ])(
    'parks and counts %s and the later events of its stream, and goes on with the other streams',
    async (_, future, reason) => {
      await one.append('dossier/a', 0, 1);
      await append('dossier/a', 1, future);
      await one.append('dossier/a', 2, 1);
      await one.append('dossier/b', 0, 2);
      sender.start();
      const it = consumer();
      await it.start();
      await eventually('two are parked', async () => (await it.parked()).length === 2);
      await one.append('dossier/b', 2, 1);
      await eventually('the other streams went on', async () => (await it.appliedCount()) === 4);
      expectOnceInOrder(await one.effects(), { 'dossier/a': 1, 'dossier/b': 3 });
      const type = future.type ?? 'ThingHappened';
      expect(await it.parked()).toEqual([
        { streamId: 'dossier/a', streamVersion: 2, type, reason: expect.stringContaining(reason) },
        { streamId: 'dossier/a', streamVersion: 3, type: 'ThingHappened', reason: 'waits behind an event that is parked' },
      ]);
      expect(await it.parkedAndInvalid()).toEqual({
        parked: type === 'ThingHappened' ? { ThingHappened: 2 } : { [type]: 1, ThingHappened: 1 },
        invalid: {},
      });
      expect(errors.filter((error) => !LOADING.test(error))).toEqual([]);
    },
    60_000,
  );

  it('stores and counts invalid records by reason, once even if they are delivered again', async () => {
    // Idempotent: a retry on a loaded machine must not write a record twice, since each is counted.
    const producer = topics.kafka.producer({ allowAutoTopicCreation: false, idempotent: true, maxInFlightRequests: 1 });
    await producer.connect();
    await producer.send({
      topic: topics.names.dossier,
      messages: [{ value: 'a' }, { key: 'dossier/a', value: null }, { key: 'dossier/a', value: '{}', headers: { ce_specversion: '1.0' } }],
    });
    await producer.disconnect();
    await one.append('dossier/a', 0, 1);
    sender.start();
    const it = consumer();
    await it.start();
    const all = { parked: {}, invalid: { 'no headers': 2, 'not a CloudEvent of this log': 1 } };
    await eventually('all is read', async () => (await it.appliedCount()) === 1 && (await it.lag()).every(({ behind }) => behind === 0));
    expect(await it.parkedAndInvalid()).toEqual(all);
    await it.stop();
    // Without its offsets, here and in Kafka, every record is delivered again.
    await one.database.pool.query('DELETE FROM reading.offsets');
    const again = consumer({ groupId: `${topics.names.dossier}-again` });
    await again.start();
    await eventually('all is read again', async () => (await again.lag()).every(({ behind }) => behind === 0));
    expect(await again.parkedAndInvalid()).toEqual(all);
    expectOnceInOrder(await one.effects(), { 'dossier/a': 1 });
    expect(errors.filter((error) => !LOADING.test(error))).toEqual([]);
  }, 60_000);

  it('stores records with text or numbers that PostgreSQL does not accept, and goes on', async () => {
    const producer = topics.kafka.producer({ allowAutoTopicCreation: false, idempotent: true, maxInFlightRequests: 1 });
    await producer.connect();
    await one.append('dossier/a', 0, 1);
    const [event] = await one.store.readStream('dossier/a');
    const [place] = await predecessors(one.store)([event!], await one.store.identity());
    const { key, value, headers } = internalRecord(event!, JSON.parse(event!.metadata) as EventMetadata, place!);
    await producer.send({
      topic: topics.names.dossier,
      messages: [
        { key: 'a\u0000', value: '\u0000', headers: { 'x\u0000': '\u0000', y: Buffer.from([0xff, 0xfe]), z: ['plain', '\u0000'] } },
        { key, value, headers: { ...headers, streamversion: '9999999999' } },
        { key: 'dossier/\u0000', value, headers: { ...headers, ce_subject: 'dossier/\u0000' } },
      ],
    });
    await producer.disconnect();
    sender.start();
    const it = consumer();
    await it.start();
    await eventually('all is read', async () => (await it.appliedCount()) === 1 && (await it.lag()).every(({ behind }) => behind === 0));
    expect(await it.parkedAndInvalid()).toEqual({
      parked: {},
      invalid: { 'not a CloudEvent of this log': 1, 'no place in the log': 1, incomplete: 1 },
    });
    const { rows } = await one.database.pool.query(
      `SELECT record->'headers' AS headers FROM reading.foreign_records WHERE reason = 'not a CloudEvent of this log'`,
    );
    expect(rows).toEqual([{ headers: { 'base64:eAA=': 'base64:AA==', y: 'base64://4=', z: ['plain', 'base64:AA=='] } }]);
    expect(errors.filter((error) => !LOADING.test(error))).toEqual([]);
  }, 60_000);

  it('reports records that were deleted from its topic before it read them, and takes the rest', async () => {
    await one.append('dossier/a', 0, 3);
    sender.start();
    await eventually('all is sent', async () => (await sender.position()) === 3);
    const admin = topics.kafka.admin();
    await admin.connect();
    const { partition } = (await admin.fetchTopicOffsets(topics.names.dossier)).find(({ high }) => high === '3')!;
    await admin.deleteTopicRecords({ topic: topics.names.dossier, partitions: [{ partition, offset: '3' }] });
    await admin.disconnect();
    await one.append('dossier/a', 3, 1);
    const it = consumer();
    await it.start();
    await eventually('the fourth is parked', async () => (await it.parked()).length === 1);
    expect(await it.parkedAndInvalid()).toEqual({
      parked: { ThingHappened: 1 },
      invalid: { 'what came before it on its topic is gone': 1 },
    });
    const { rows } = await one.database.pool.query('SELECT part, at::int, record FROM reading.foreign_records');
    expect(rows).toEqual([{ part: partition, at: 0, record: { from: '0', to: '2' } }]);
  }, 60_000);

  it('measures its lag from the new beginning of topics that were created again, and misses nothing after their refill', async () => {
    await one.append('dossier/a', 0, 5);
    sender.start();
    const before = consumer();
    await before.start();
    await eventually('five are applied', async () => (await before.appliedCount()) === 5);
    await before.stop();
    await sender.stop();
    await withoutTopics();
    await ensureTopics(topics.kafka, ours());
    // Just after a topic was created its partitions have no leader yet, and the lag cannot be measured.
    const isBehind = (by: number): Promise<void> =>
      eventually(`${by} are left`, async () => {
        const lag = await before.lag().catch(() => []);
        return lag.length > 0 && lag.reduce((sum, { behind }) => sum + behind, 0) === by;
      });
    await isBehind(0);
    await one.append('dossier/a', 5, 2);
    sender.start();
    await eventually('two are sent', async () => (await sender.position()) === 7);
    await isBehind(2);
    const it = consumer();
    await it.start();
    await eventually('seven are applied', async () => (await it.appliedCount()) === 7, 60_000);
    await isBehind(0);
    // The publisher has published all seven again, so the topic is longer than the stored offset.
    expect((await it.parkedAndInvalid()).invalid).toEqual({});
    expectOnceInOrder(await one.effects(), { 'dossier/a': 7 });
  }, 120_000);

  it('reports missing topics, and begins when they exist; so does the publisher', async () => {
    await withoutTopics();
    await one.append('dossier/a', 0, 2);
    sender.start();
    const it = consumer();
    await it.start();
    await eventually('the publisher reports it', () => /topic/i.test(sender.trouble() ?? ''));
    await eventually('the consumer reports it', () => errors.some((error) => /does not host this topic-partition/.test(error)));
    expect([await sender.position(), await it.appliedCount()]).toEqual([0, 0]);
    expect((await ensureTopics(topics.kafka, ours())).created).toHaveLength(ours().length);
    await eventually('both go on', async () => (await it.appliedCount()) === 2 && sender.trouble() === null, 60_000);
    expectOnceInOrder(await one.effects(), { 'dossier/a': 2 });
  }, 120_000);

  it('reads all partitions of a topic, also if their number is wrong', async () => {
    await withoutTopics();
    await ensureTopics(
      topics.kafka,
      ours().map((topic) => ({ ...topic, partitions: 1 })),
    );
    for (let n = 0; n < 10; n += 1) await one.append(`dossier/${n}`, 0, 2);
    sender.start();
    const it = consumer();
    await it.start();
    await eventually('all are applied', async () => (await it.appliedCount()) === 20);
    expect((await it.lag()).filter(({ of }) => 'topic' in of && of.topic === topics.names.dossier)).toHaveLength(1);
  }, 60_000);

  it('is protected by the topic watch: it reports a topic whose records expire, once per change', async () => {
    const reported: (readonly TopicFault[])[] = [];
    const watch = topicWatch({
      kafka: topics.kafka,
      topics: ours(),
      everyMs: 20,
      onFaults: (faults) => void reported.push(faults),
      onError: (error) => void errors.push(String(error)),
    });
    watch.start();
    await eventually('it has checked', () => watch.faults() !== null);
    expect([watch.faults(), reported]).toEqual([[], []]);
    await withoutTopics();
    await eventually('all are missing', () => watch.faults()?.length === ours().length);
    const expiring = { 'retention.ms': '1000', 'cleanup.policy': 'compact' };
    await ensureTopics(
      topics.kafka,
      ours().map((topic) => (topic.name === topics.names.dossier ? { ...topic, config: { ...topic.config, ...expiring } } : topic)),
    );
    const wrong = ['cleanup.policy', 'retention.ms'].map((setting) => ({ topic: topics.names.dossier, setting }));
    await eventually('both faults are found', () => watch.faults()?.length === 2);
    expect(watch.faults()).toEqual(wrong.map((fault) => expect.objectContaining(fault)));
    await watch.stop();
    expect(reported.at(-1)).toEqual(watch.faults());
  }, 60_000);

  it('without brokers reports their address, retries with pauses, reports a stall once, and can be stopped', async () => {
    const stalls: string[] = [];
    const it = consumer({
      kafka: kafkaClient({ ...testKafka(), brokers: ['127.0.0.1:1'] }, 'tests'),
      stallMs: 3_000,
      onStall: (reason) => void stalls.push(reason),
    });
    const began = performance.now();
    await it.start();
    expect(performance.now() - began).toBeLessThan(30_000);
    await eventually('it reports the stall', () => stalls.length > 0);
    expect(errors.some((error) => error.includes('ECONNREFUSED 127.0.0.1:1'))).toBe(true);
    // Pauses, not a tight loop.
    expect(errors.length).toBeLessThan(5);
    await expect(it.lag()).rejects.toThrow('127.0.0.1:1');
    await it.stop();
    expect(stalls).toEqual([expect.stringContaining('no heartbeat and no fetch for')]);
  }, 90_000);
});

import type { StoredEvent } from '@minglu/event-store';
import { appendOf, eventually, tamper } from '@minglu/event-store/testing';
import type { KafkaMessage } from 'kafkajs';
import { anEvent, type Bench } from './behaviour.test.js';
import { eachOnKafka, publisherOn, readerOn } from './pipeline.test.js';
import type { Publisher, PublisherOptions } from './publisher.js';
import { describeOnKafka, TOPICS_FILE, type TestTopics } from './testing/index.js';
import { ensureTopics, readTopics } from './topics.js';

describeOnKafka('the publisher', () => {
  let one: Bench;
  let topics: TestTopics;
  const errors: unknown[] = [];
  const { running } = eachOnKafka((...made) => ([one, topics] = made));

  const start = (more: Partial<PublisherOptions> = {}): Publisher => {
    const it = publisherOn(one, topics, { onError: (error) => void errors.push(error), ...more });
    it.start();
    running.push(it);
    return it;
  };
  const caughtUp = (it: Publisher): Promise<void> =>
    eventually('published', async () => (await it.position()) === (await one.store.head()));
  const read = async (topic: string, count: number): Promise<KafkaMessage[]> => {
    const found: KafkaMessage[] = [];
    // disconnect() waits for the fetch that is under way: five seconds by default.
    const consumer = topics.kafka.consumer({ groupId: `${topic}-${Math.random()}`, maxWaitTimeInMs: 100 });
    await consumer.connect();
    await consumer.subscribe({ topics: [topic], fromBeginning: true });
    await consumer.run({ eachMessage: async ({ message }) => void found.push(message) });
    await eventually(`${count} records of ${topic}`, () => found.length >= count);
    await consumer.disconnect();
    return found;
  };
  const header = ({ headers }: KafkaMessage, name: string): string => String(headers![name]);

  it('sends every event to its topic, and public events to the public topic with a count without a gap', async () => {
    await one.append('dossier/a', 0, 2, 'PUBLIC');
    await one.append('dossier/a', 2, 3);
    await one.append('campaign/c', 0, 1, 'PUBLIC');
    await one.append('dossier/a', 5, 1, 'PUBLIC');
    await caughtUp(start());
    const [dossier, reference, open] = await Promise.all([
      read(topics.names.dossier, 6),
      read(topics.names.reference, 1),
      read(topics.names.public, 4),
    ]);
    expect(dossier.map((message) => header(message, 'streamversion'))).toEqual(['1', '2', '3', '4', '5', '6']);
    expect(reference).toHaveLength(1);
    const ofCase = open.filter(({ key }) => key?.toString() === 'dossier/a');
    expect(ofCase.map((message) => header(message, 'publicversion'))).toEqual(['1', '2', '3']);
    for (const message of open) expect(Object.keys(message.headers!)).not.toContain('position');
  }, 60_000);

  it('divides a page that is larger than a topic accepts at once', async () => {
    const note = '注'.repeat(4_000);
    const { outcome } = await one.store.append(
      appendOf({
        at: '2026-01-01T00:00:00.000Z',
        writes: [
          {
            streamId: 'dossier/a',
            expectedVersion: 0,
            events: Array.from({ length: 400 }, (_, n) => ({ ...anEvent(n, 'PUBLIC'), payload: JSON.stringify({ n, note }) })),
          },
        ],
      }),
    );
    expect(outcome).toBe('appended');
    const it = start();
    await caughtUp(it);
    expect(it.trouble()).toBeNull();
    for (const topic of [topics.names.dossier, topics.names.public])
      expect((await read(topic, 400)).map(({ value }) => (JSON.parse(value!.toString()) as { n: number }).n)).toEqual(
        Array.from({ length: 400 }, (_, n) => n),
      );
  }, 60_000);

  it('goes on past an event that it cannot send, without the later ones of its case', async () => {
    await one.append('dossier/a', 0, 2);
    await one.append('dossier/b', 0, 1);
    await one.append('dossier/a', 2, 1);
    await tamper(one.database, `UPDATE events SET payload = '{"n":7}' WHERE position = 2`);
    const it = start();
    await caughtUp(it);
    expect((await read(topics.names.dossier, 2)).map(({ key }) => key!.toString()).sort()).toEqual(['dossier/a', 'dossier/b']);
    expect(await it.setAside()).toMatchObject({ events: 2 });
    expect(it.trouble()).toBeNull();
  }, 60_000);

  it('stands by while another instance holds the lease, and takes over when it stops', async () => {
    const first = start({ leaseMs: 1_000 });
    await eventually('the first is active', () => first.isActive());
    const second = start({ leaseMs: 1_000 });
    await one.append('dossier/a', 0, 5);
    await caughtUp(first);
    expect(second.isActive()).toBe(false);
    await first.stop();
    await eventually('the second is active', () => second.isActive());
    await one.append('dossier/a', 5, 5);
    await caughtUp(second);
    expect((await read(topics.names.dossier, 10)).map((message) => header(message, 'streamversion'))).toEqual(
      Array.from({ length: 10 }, (_, n) => String(n + 1)),
    );
  }, 60_000);

  it('that was paused past its lease does not overtake its successor', async () => {
    await one.append('dossier/a', 0, 4);
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    let paused = false;
    const slowLog: PublisherOptions['log'] = {
      look: (position) => one.store.look(position),
      readStream: (streamId) => one.store.readStream(streamId),
      readAll: async function* (options): AsyncIterable<readonly StoredEvent[]> {
        for await (const page of one.store.readAll(options)) {
          paused = true;
          await held;
          yield page;
        }
      },
    };
    const first = start({ leaseMs: 300, log: slowLog });
    await eventually('the first has read a page', () => paused);
    const second = start({ leaseMs: 5_000 });
    await caughtUp(second);
    await one.append('dossier/a', 4, 4);
    await caughtUp(second);
    release();
    await first.stop();
    const versions = (await read(topics.names.dossier, 8)).map((message) => Number(header(message, 'streamversion')));
    const firsts = [...new Set(versions)];
    expect(firsts).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  }, 60_000);

  it('reports wrong settings of a topic, and does not change them', async () => {
    const wanted = readTopics(TOPICS_FILE, 1, topics.names.public.replace('minglu.public.v1', ''));
    const { created, faults } = await ensureTopics(
      topics.kafka,
      wanted.map((topic) => ({ ...topic, partitions: topic.partitions + 1, config: { ...topic.config, 'retention.ms': '1000' } })),
    );
    expect(created).toEqual([]);
    expect(faults.filter(({ topic }) => topic === topics.names.public)).toEqual([
      { topic: topics.names.public, setting: 'partitions', expected: '4', found: '3' },
      { topic: topics.names.public, setting: 'retention.ms', expected: '1000', found: '-1' },
    ]);
    expect((await ensureTopics(topics.kafka, wanted)).faults).toEqual([]);
  }, 60_000);

  it('shares its topics with invalid records: a consumer stores and counts them, and applies the events around them', async () => {
    await one.append('dossier/a', 0, 2);
    const sender = start();
    await caughtUp(sender);
    const producer = topics.kafka.producer({ allowAutoTopicCreation: false, idempotent: true, maxInFlightRequests: 1 });
    await producer.connect();
    await producer.send({
      topic: topics.names.dossier,
      messages: [
        { key: 'dossier/a', value: 'not ours' },
        { value: Buffer.from([0, 1, 2]), headers: { ce_id: 'x' } },
      ],
    });
    await producer.disconnect();
    await one.append('dossier/a', 2, 1);
    const reasons: string[] = [];
    const consumer = readerOn(one, topics, {
      topics: [topics.names.dossier],
      handler: async () => undefined,
      onError: (error) => void errors.push(error),
      onInvalid: (reason) => void reasons.push(reason),
    });
    await consumer.start();
    await eventually('three events and two invalid records', async () => (await consumer.appliedCount()) === 3 && reasons.length === 2);
    await consumer.stop();
    expect(reasons.sort()).toEqual(['no headers', 'not a CloudEvent of this log']);
    const { rows } = await one.database.pool.query<{ reason: string }>('SELECT reason FROM reading.foreign_records ORDER BY reason');
    expect(rows.map(({ reason }) => reason)).toEqual(['no headers', 'not a CloudEvent of this log']);
    expect(await consumer.parked()).toEqual([]);
  }, 60_000);
});

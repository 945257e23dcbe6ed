import { eventually } from '@minglu/event-store/testing';
import { bench, expectOnceInOrder, type Bench } from './behaviour.test.js';
import { eachOnKafka, publisherOn, readerOn } from './pipeline.test.js';
import type { Consumer } from './port.js';
import type { Publisher } from './publisher.js';
import { describeOnKafka, testKafka, TOPICS_FILE, trusting, type TestTopics } from './testing/index.js';
import { readRanges, topicEnds, withAdmin } from './topic-reading.js';
import { requestRefill } from './refills.js';
import { topicsAhead, unknownEvents } from './topics-ahead.js';
import { deleteTopics, ensureTopics, readTopics } from './topics.js';

describeOnKafka('when topics change under the publisher and its readers', () => {
  let one: Bench;
  let topics: TestTopics;
  let lost: [string, number][];
  const errors: unknown[] = [];
  const { running } = eachOnKafka((...made) => {
    [one, topics] = made;
    lost = [];
  });

  const publish = (from: Bench = one): Publisher => {
    const it = publisherOn(from, topics, {
      compareMs: 100,
      leaseMs: 12_000,
      onLost: (topic, records) => void lost.push([topic, records]),
      onError: (error) => void errors.push(error),
    });
    it.start();
    running.push(it);
    return it;
  };
  const read = async (): Promise<Consumer> => {
    const consumer = readerOn(one, topics, { sessionMs: 2_000, onError: (error) => void errors.push(error) });
    running.push(consumer);
    await consumer.start();
    return consumer;
  };
  const caughtUp = (it: Publisher): Promise<void> =>
    eventually('published', async () => (await it.position()) === (await one.store.head()) && (await it.missing()).length === 0);
  const ids = async (topic: string): Promise<readonly string[]> => {
    const ranges = (await topicEnds(topics.kafka, [topic])).map((end) => ({ ...end, from: 0n }));
    return [...new Set((await readRanges(topics.kafka, ranges)).map(({ message }) => String(message.headers!['ce_id'])))];
  };
  const wanted = () => readTopics(TOPICS_FILE, testKafka().brokers.length, topics.names.public.replace('minglu.public.v1', ''));
  const madeAnew = async (names: readonly string[]): Promise<void> => {
    await deleteTopics(
      topics.kafka,
      names.map((name) => ({ name })),
    );
    await eventually('the topics are gone', async () => (await topicEnds(topics.kafka, names)).length === 0);
    await ensureTopics(topics.kafka, wanted());
  };

  it('a publisher refills the topics of a Kafka that was wiped while it stood still', async () => {
    await one.append('dossier/a', 0, 12, 'PUBLIC');
    await one.append('campaign/c', 0, 3);
    const first = publish();
    await caughtUp(first);
    await first.stop();
    await madeAnew([topics.names.dossier, topics.names.reference, topics.names.public]);
    await one.append('dossier/a', 12, 1, 'PUBLIC');
    await caughtUp(publish());
    expect(lost.sort()).toEqual([
      [topics.names.dossier, 12],
      [topics.names.public, 12],
      [topics.names.reference, 3],
    ]);
    expect(
      await Promise.all([topics.names.dossier, topics.names.reference, topics.names.public].map(async (name) => (await ids(name)).length)),
    ).toEqual([13, 3, 13]);
  }, 60_000);

  it('a running publisher counts what a missing topic lacks, makes nothing, and refills it once it exists', async () => {
    await one.append('dossier/a', 0, 5, 'PUBLIC');
    const it = publish();
    const consumer = await read();
    await caughtUp(it);
    await eventually('all are applied', async () => (await consumer.appliedCount()) === 5);
    await deleteTopics(topics.kafka, [{ name: topics.names.public }]);
    await eventually('it is noticed', async () => (await it.missing()).length > 0 && it.trouble() !== null);
    expect(await it.missing()).toEqual([{ topic: topics.names.public, records: 5 }]);
    expect(it.trouble()).toContain(`the topic ${topics.names.public} is missing, with its 5 records`);
    await one.append('dossier/a', 5, 1, 'PUBLIC');
    await ensureTopics(topics.kafka, wanted());
    await caughtUp(it);
    await eventually('the trouble is over', () => it.trouble() === null);
    expect(await ids(topics.names.public)).toHaveLength(6);
    await eventually('the sixth is applied', async () => (await consumer.appliedCount()) === 6);
    expectOnceInOrder(await one.effects(), { 'dossier/a': 6 });
  }, 60_000);

  it('a publisher that has never noted the ends of its topics compares their numbers of records', async () => {
    await one.append('dossier/a', 0, 4, 'PUBLIC');
    const first = publish();
    await caughtUp(first);
    await first.stop();
    await one.database.pool.query('DELETE FROM publisher.acknowledged');
    const second = publish();
    await caughtUp(second);
    await second.stop();
    expect(lost).toEqual([]);
    await madeAnew([topics.names.public]);
    await one.database.pool.query('DELETE FROM publisher.acknowledged');
    const third = publish();
    await eventually('it is noticed', () => lost.length === 1);
    await caughtUp(third);
    expect(await ids(topics.names.public)).toHaveLength(4);
  }, 60_000);

  it('a reader applies events whose key has moved to a new partition before those on the old one have come', async () => {
    const streams = Array.from({ length: 12 }, (_, n) => `dossier/${n}`);
    for (const stream of streams) await one.append(stream, 0, 3);
    const it = publish();
    await caughtUp(it);
    await withAdmin(topics.kafka, (admin) => admin.createPartitions({ topicPartitions: [{ topic: topics.names.dossier, count: 9 }] }));
    await it.stop();
    await eventually('the partitions are there', () =>
      topicEnds(topics.kafka, [topics.names.dossier]).then(
        (ends) => ends.length === 9,
        () => false,
      ),
    );
    for (const stream of streams) await one.append(stream, 3, 3);
    await caughtUp(publish());
    const consumer = await read();
    await eventually('all are applied', async () => (await consumer.appliedCount()) === 72);
    expect(await consumer.parked()).toEqual([]);
    expectOnceInOrder(await one.effects(), Object.fromEntries(streams.map((stream) => [stream, 6])));
  }, 60_000);

  it.each(['earliest', 'latest'] as const)(
    'a reader skips nothing when its group is reset to the %s records',
    async (where) => {
      await one.append('dossier/a', 0, 3);
      const it = publish();
      const first = await read();
      await eventually('all are applied', async () => (await first.appliedCount()) === 3);
      await first.stop();
      await one.append('dossier/a', 3, 3);
      await caughtUp(it);
      await withAdmin(topics.kafka, async (admin) => {
        const groupId = `${topics.names.dossier}-reader`;
        const ends = await topicEnds(topics.kafka, [topics.names.dossier]);
        await admin.setOffsets({
          groupId,
          topic: topics.names.dossier,
          partitions: ends.map(({ partition, end }) => ({ partition, offset: where === 'latest' ? String(end) : '0' })),
        });
      });
      const second = await read();
      await one.append('dossier/a', 6, 1);
      await eventually('all are applied', async () => (await second.appliedCount()) === 7);
      expect((await second.parkedAndInvalid()).invalid).toEqual({});
      expect(await second.parked()).toEqual([]);
      expectOnceInOrder(await one.effects(), { 'dossier/a': 7 });
    },
    60_000,
  );

  it('a publisher publishes one topic again from a position when it is asked to', async () => {
    await one.append('dossier/a', 0, 4, 'PUBLIC');
    await one.append('campaign/c', 0, 2, 'PUBLIC');
    const it = publish();
    await caughtUp(it);
    const wanted = { after: 2, only: 'public' } as const;
    const records = [{ topic: topics.names.public, records: 4 }];
    const { checkpoints: _, ...ofEvents } = topics.names;
    const count = async (): Promise<number> =>
      (await topicEnds(topics.kafka, Object.values(ofEvents))).reduce((sum, { end }) => sum + Number(end), 0);
    expect(await requestRefill(one.database.pool, topics.names, { ...wanted, dryRun: true })).toEqual(records);
    expect([await it.missing(), await count()]).toEqual([[], 12]);
    expect(await requestRefill(one.database.pool, topics.names, { ...wanted, dryRun: false })).toEqual(records);
    await eventually('they are published again', async () => (await it.missing()).length === 0 && (await count()) === 16);
  }, 60_000);

  it('a publisher of an older copy of the log sends nothing and counts the events that the log lacks', async () => {
    await one.append('dossier/a', 0, 2, 'PUBLIC');
    const first = publish();
    await caughtUp(first);
    await first.stop();
    const copy = await bench();
    try {
      await copyRows(one, copy);
      await one.append('dossier/a', 2, 3, 'PUBLIC');
      const second = publish();
      await caughtUp(second);
      await second.stop();
      const ends = await topicEnds(topics.kafka, Object.values(topics.names));
      const third = publish(copy);
      await eventually('it is noticed', () => third.trouble() !== null);
      expect(third.trouble()).toContain('the topics hold 3 events that the log does not have');
      await third.stop();
      const { kafka, names } = topics;
      const { lost } = await topicsAhead({ kafka, topics: names, pool: copy.database.pool, publicKeys: trusting(one.store).publicKeys });
      expect(unknownEvents(lost).map(({ position, stream, version }) => [position, stream, version])).toEqual([
        [3, 'dossier/a', 3],
        [4, 'dossier/a', 4],
        [5, 'dossier/a', 5],
      ]);
      expect(await topicEnds(topics.kafka, Object.values(topics.names))).toEqual(ends);
    } finally {
      await copy.close();
    }
  }, 60_000);
});

/** Copies the log and the state of the publisher, as a backup would. */
const copyRows = async (from: Bench, to: Bench): Promise<void> => {
  for (const table of ['events', 'publisher.lease', 'publisher.acknowledged']) {
    const { rows } = await from.database.pool.query<{ rows: string }>(`SELECT coalesce(jsonb_agg(t), '[]')::text AS rows FROM ${table} t`);
    await to.database.pool.query(`INSERT INTO ${table} SELECT * FROM jsonb_populate_recordset(NULL::${table}, $1)`, [rows[0]!.rows]);
  }
};

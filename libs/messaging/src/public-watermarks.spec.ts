import { eventually } from '@minglu/event-store/testing';
import type { Bench } from './behaviour.test.js';
import { eachOnKafka, publisherOn } from './pipeline.test.js';
import type { Publisher } from './publisher.js';
import { isSignedBy } from './record-signature.js';
import { describeOnKafka, trusting, type TestTopics } from './testing/index.js';
import { watermarkPages } from './public-watermarks.js';
import { readRanges, topicEnds } from './topic-reading.js';

describeOnKafka('the signed watermarks of the public topic', () => {
  let one: Bench;
  let topics: TestTopics;
  let sender: Publisher;
  const errors: unknown[] = [];
  const { running } = eachOnKafka((...made) => {
    [one, topics] = made;
    sender = publisherOn(one, topics, { watermarkMs: 20, onError: (error) => void errors.push(error) });
    running.push(sender);
    sender.start();
  });

  /** The newest watermark of each key on the topic; those that are not signed are left out. */
  const onTopic = async (): Promise<Record<string, { publicversion?: number; count: number }>> => {
    const isSigned = isSignedBy(trusting(one.store).publicKeys, 'watermark');
    const ends = await topicEnds(topics.kafka, [topics.names.checkpoints]);
    const records = await readRanges(
      topics.kafka,
      ends.map((end) => ({ ...end, from: 0n })),
    );
    return Object.fromEntries(
      records
        .filter(({ message }) => isSigned(message))
        .map(({ message }) => [String(message.key), JSON.parse(String(message.value)) as never]),
    );
  };
  const served = async () => {
    const pages = watermarkPages(one.database.pool);
    return Object.fromEntries(
      [...(await pages('', 2)), ...(await pages((await pages('', 2)).at(-1)?.key ?? '', 10))].map((one) => [one.key, one]),
    );
  };
  const count = async (): Promise<number | undefined> => {
    const total = (await served())[topics.names.public];
    return total && (JSON.parse(total.value) as { count: number }).count;
  };

  it('show that the last event of a case is missing on the topic, which the topic alone does not', async () => {
    await one.append('dossier/a', 0, 2, 'PUBLIC');
    await one.append('dossier/a', 2, 1);
    await one.append('dossier/b', 0, 1, 'PUBLIC');
    await eventually('three are counted', async () => (await count()) === 3);
    await sender.stop();
    // The checkpoint is moved past the last public event of the case, so it is never sent.
    await one.append('dossier/a', 3, 1, 'PUBLIC');
    await one.database.pool.query('UPDATE publisher.lease SET position = 5');
    sender.start();
    await eventually('four are counted', async () => (await count()) === 4);

    const records = await readRanges(
      topics.kafka,
      (await topicEnds(topics.kafka, [topics.names.public])).map((end) => ({ ...end, from: 0n })),
    );
    const taken: Record<string, number> = {};
    for (const { message } of records) taken[String(message.key)] = Number(message.headers!['ce_publicversion']);
    expect(taken).toEqual({ 'dossier/a': 2, 'dossier/b': 1 });
    const { [topics.names.public]: total, ...cases } = await onTopic();
    expect(total).toMatchObject({ count: 4 });
    expect(cases).toMatchObject({ 'dossier/a': { publicversion: 3, count: 3 }, 'dossier/b': { publicversion: 1, count: 1 } });
    const missing = Object.entries(cases).filter(([stream, { publicversion }]) => publicversion! > (taken[stream] ?? 0));
    expect(missing.map(([stream]) => stream)).toEqual(['dossier/a']);
  }, 60_000);

  it('are served as they were signed, and counted anew over a log that is shorter', async () => {
    await one.append('dossier/a', 0, 2, 'PUBLIC');
    await one.append('dossier/b', 0, 2, 'PUBLIC');
    await eventually('four are counted', async () => (await count()) === 4);
    const isSigned = isSignedBy(trusting(one.store).publicKeys, 'watermark');
    const items = Object.values(await served());
    expect(items).toHaveLength(3);
    for (const { key, value, headers } of items) {
      const bytes = { key: Buffer.from(key), value: Buffer.from(value), headers };
      expect(isSigned(bytes)).toBe(true);
      expect(isSigned({ ...bytes, value: Buffer.from(value.replace('"count":', '"count":1')) })).toBe(false);
    }
    // As after a restore: the last watermark is of a position that the log no longer has.
    await sender.stop();
    await one.database.pool.query('UPDATE publisher.public_watermarks SET position = 99');
    sender.start();
    await eventually('they are of this log', async () => {
      const { rows } = await one.database.pool.query<{ max: string }>('SELECT max(position) FROM publisher.public_watermarks');
      return rows[0]!.max === '4';
    });
    expect(await count()).toBe(4);
    expect(errors).toEqual([]);
  }, 60_000);
});

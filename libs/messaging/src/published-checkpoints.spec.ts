import { randomBytes } from 'node:crypto';
import type { KafkaMessage } from 'kafkajs';
import { eventually } from '@minglu/event-store/testing';
import type { Bench } from './behaviour.test.js';
import { eachOnKafka, publisherOn } from './pipeline.test.js';
import type { CheckpointSource, CheckpointToPublish } from './published-checkpoints.js';
import type { Publisher } from './publisher.js';
import { publicKeysFrom } from './record-keys.js';
import { isSignedBy } from './record-signature.js';
import { describeOnKafka, testSigningKey, type TestTopics } from './testing/index.js';
import { readRanges, topicEnds } from './topic-reading.js';

/** Signed heads in memory. */
const signedHeads = () => {
  const all: CheckpointToPublish[] = [];
  let minute = 0;
  const of = (tree: string, where: (one: CheckpointToPublish) => boolean, limit: number) =>
    all
      .filter((one) => one.tree === tree && where(one))
      .sort((one, other) => one.size - other.size)
      .slice(0, limit);
  const source: CheckpointSource = {
    after: async (tree, size, limit) => of(tree, (one) => one.size > size, limit),
    signedAfter: async (tree, instant, limit) => of(tree, (one) => one.signedAt > instant, limit),
    has: async (tree, size, root) => all.some((one) => one.tree === tree && one.size === size && one.root.equals(root)),
  };
  return {
    source,
    sign: (tree: string, size: number): void => {
      minute += 1;
      const root = randomBytes(32);
      const signedAt = new Date(Date.UTC(2026, 0, 1, 0, minute));
      all.push({ tree, size, root, note: `minglu/log/${tree}\n${size}\n${root.toString('base64')}\n\n— k s\n`, signedAt });
    },
    /** The log was restored: heads above a size are gone. */
    goBack: (size: number): void => void all.splice(0, all.length, ...all.filter((one) => one.size <= size)),
  };
};

describeOnKafka('the checkpoints on Kafka', () => {
  let one: Bench;
  let topics: TestTopics;
  const errors: unknown[] = [];
  const { running, stopAll } = eachOnKafka((...made) => ([one, topics] = made));
  afterEach(() => expect(errors.splice(0)).toEqual([]));

  const start = (checkpoints: CheckpointSource): Publisher => {
    const it = publisherOn(one, topics, { onError: (error) => void errors.push(error), checkpoints, watermarkMs: 100 });
    it.start();
    running.push(it);
    return it;
  };
  const on = async (topic: string): Promise<readonly KafkaMessage[]> => {
    const ends = await topicEnds(topics.kafka, [topic]);
    return (
      await readRanges(
        topics.kafka,
        ends.map((end) => ({ ...end, from: 0n })),
      )
    ).map(({ message }) => message);
  };
  const header = ({ headers }: KafkaMessage, name: string): string => String(headers?.[name] ?? '');
  const heads = async (topic: string): Promise<readonly string[]> =>
    (await on(topic))
      .filter((message) => header(message, 'tree') !== '')
      .map((message) => `${header(message, 'tree')} ${header(message, 'size')}`);
  const arrive = (topic: string, wanted: readonly string[]): Promise<void> =>
    eventually(`${topic} has ${wanted.length} checkpoints`, async () => (await heads(topic)).length >= wanted.length, 30_000);

  it('has those of the public trees for all subscribers, and those of the full trees on a topic of their own', async () => {
    await one.append('dossier/a', 0, 1, 'PUBLIC');
    const { source, sign } = signedHeads();
    for (const tree of ['full', 'full-sm3', 'map']) sign(tree, 1);
    for (const tree of ['public', 'public-sm3']) sign(tree, 1);
    start(source);
    await arrive(topics.names.fullCheckpoints, ['full 1', 'full-sm3 1', 'map 1']);
    await arrive(topics.names.checkpoints, ['public 1', 'public-sm3 1']);
    expect([...(await heads(topics.names.fullCheckpoints))].sort()).toEqual(['full 1', 'full-sm3 1', 'map 1']);
    expect([...(await heads(topics.names.checkpoints))].sort()).toEqual(['public 1', 'public-sm3 1']);
    const [record] = (await on(topics.names.checkpoints)).filter((message) => header(message, 'tree') === 'public');
    expect([String(record!.key), String(record!.value).split('\n').slice(0, 2)]).toEqual(['minglu/log/public', ['minglu/log/public', '1']]);
    const keys = publicKeysFrom([testSigningKey.publicKey]);
    expect([isSignedBy(keys, 'checkpoint')(record!), isSignedBy(keys, 'watermark')(record!)]).toEqual([true, false]);
  }, 60_000);

  it('come in order and once, over two publishers and over one that was killed before it noted what it sent', async () => {
    await one.append('dossier/a', 0, 1, 'PUBLIC');
    const { source, sign } = signedHeads();
    const wanted: string[] = [];
    for (let size = 1; size <= 250; size += 1) {
      sign('full', size);
      wanted.push(`full ${size}`);
    }
    start(source);
    await arrive(topics.names.fullCheckpoints, wanted);
    await stopAll();
    await one.database.pool.query(`UPDATE publisher.checkpoints SET size = 200, next = 200 WHERE tree = 'full'`);
    sign('full', 260);
    wanted.push('full 260');
    start(source);
    await arrive(topics.names.fullCheckpoints, wanted);
    expect(await heads(topics.names.fullCheckpoints)).toEqual(wanted);
  }, 60_000);

  it('show a log that was restored: those of the new branch follow, also below the sizes that were sent', async () => {
    await one.append('dossier/a', 0, 1, 'PUBLIC');
    const { source, sign, goBack } = signedHeads();
    for (const size of [1, 5, 9]) sign('full', size);
    start(source);
    await arrive(topics.names.fullCheckpoints, ['full 1', 'full 5', 'full 9']);
    goBack(5);
    sign('full', 7);
    const wanted = ['full 1', 'full 5', 'full 9', 'full 7'];
    await arrive(topics.names.fullCheckpoints, wanted);
    expect(await heads(topics.names.fullCheckpoints)).toEqual(wanted);
  }, 60_000);
});

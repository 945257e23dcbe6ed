import type { Kafka } from 'kafkajs';
import type { Pool } from 'pg';
import { acknowledge } from './publisher-lease.js';
import type { PublicKeys } from './record-keys.js';
import { countRecords, refills, type Refill } from './refills.js';
import { topicEnds, type PartitionEnd, type Range } from './topic-reading.js';
import { acknowledgedEnds, aheadOf, eventTopics, isAhead, keyOf, unknownEvents, type Ahead } from './topics-ahead.js';
import type { TopicNames } from './topics.js';

interface TopicGuardOptions {
  readonly kafka: Kafka;
  /** With the rights of `minglu_publisher`. */
  readonly pool: Pool;
  readonly topics: TopicNames;
  readonly publicKeys: PublicKeys;
  /** Called when a topic has lost records; they are published again. */
  readonly onLost: (topic: string, records: number) => void;
  /** Called when the topics are ahead of the log. Resolves to false if no operator has asked to reconcile them. */
  readonly reconcile: (ahead: Ahead) => Promise<boolean>;
  readonly everyMs: number;
}

/** A topic that lacks records of the log. */
export interface MissingRecords {
  readonly topic: string;
  readonly records: number;
}

/**
 * Compares the ends of the topics with those that Kafka has acknowledged. An end below means lost records: they are
 * published again. Records beyond it must be events of the log: otherwise the topics are ahead of an older log.
 */
export const topicGuard = ({ kafka, pool, topics, publicKeys, onLost, reconcile, everyMs }: TopicGuardOptions) => {
  const names = eventTopics(topics);
  const requests = refills(pool);
  let acknowledged = new Map<string, bigint>();
  let absent: readonly MissingRecords[] = [];
  let lastComparison = -Infinity;
  let lastPosition = 0;

  const reload = async (): Promise<void> => {
    acknowledged = await acknowledgedEnds(pool);
  };
  const whole = (topic: string, position: number): Promise<number> => countRecords(pool, topics, { topic, after: 0, upTo: position });

  /** Forgets the acknowledged offsets of a topic, and asks for all its records again. */
  const lose = async (topic: string, position: number): Promise<void> => {
    await requests.request({ topic, after: 0, upTo: position });
    await pool.query('DELETE FROM publisher.acknowledged WHERE topic = $1', [topic]);
    onLost(topic, await whole(topic, position));
  };
  const isLost = async (topic: string, ends: readonly PartitionEnd[], position: number, pending: boolean): Promise<boolean> => {
    const own = new Map(ends.filter((end) => end.topic === topic).map((end) => [keyOf(end), end.end]));
    const known = [...acknowledged].filter(([key]) => key.startsWith(`${topic}/`));
    if (known.length > 0) return known.some(([key, next]) => (own.get(key) ?? 0n) < next);
    if (pending) return false;
    // Nothing was ever acknowledged, as before the first start with this version: the number of records must suffice.
    const held = [...own.values()].reduce((sum, end) => sum + end, 0n);
    return held < BigInt(await whole(topic, position));
  };

  /** Resolves to true if the topics were ahead and have been reconciled. */
  const compare = async (position: number): Promise<boolean> => {
    await reload();
    const ends = await topicEnds(kafka, names);
    const missing = names.filter((topic) => !ends.some((end) => end.topic === topic));
    absent = await Promise.all(missing.map(async (topic) => ({ topic, records: await whole(topic, position) })));
    const [first] = absent;
    if (first) throw new Error(`the topic ${first.topic} is missing, with its ${first.records} records: npm run kafka -- topics makes it`);
    const pending = new Set((await requests.list()).map(({ topic }) => topic));
    for (const topic of names) {
      if (!(await isLost(topic, ends, position, pending.has(topic)))) continue;
      await lose(topic, position);
      await reload();
    }
    const ahead = await aheadOf({ kafka, pool, topics, publicKeys }, ends, acknowledged);
    const wasAhead = isAhead(ahead);
    if (!wasAhead) await acknowledge(pool, ahead.beyond);
    else if (!(await reconcile(ahead)))
      throw new Error(`the topics hold ${strangersIn(ahead)} that the log does not have: npm run kafka -- reconcile lists them`);
    await reload();
    return wasAhead;
  };

  return {
    /**
     * Compares if it is time, or if the checkpoint went back. Resolves to the refills to carry out, or to null after a reconciliation, which
     * moves the checkpoint. Rejects if nothing may be published now.
     */
    check: async (position: number): Promise<readonly Refill[] | null> => {
      if (performance.now() - lastComparison < everyMs && position >= lastPosition) return [];
      const isReconciled = await compare(position);
      lastComparison = performance.now();
      lastPosition = position;
      return isReconciled ? null : requests.list();
    },
    /** The next `check` compares. */
    doubt: (): void => void (lastComparison = -Infinity),
    /** Takes note of acknowledged records. Rejects if a topic has given an offset twice, which only a new topic does. */
    sent: async (written: readonly Range[], position: number): Promise<void> => {
      for (const { topic, partition, from } of written) {
        const expected = acknowledged.get(keyOf({ topic, partition })) ?? 0n;
        if (from > expected) lastComparison = -Infinity;
        if (from >= expected) continue;
        await lose(topic, position);
        throw new Error(`the topic ${topic} was made anew: its records are published again`);
      }
      for (const end of written) acknowledged.set(keyOf(end), end.end);
      lastPosition = Math.max(lastPosition, position);
    },
    /** The topics that lack records, with their number. */
    missing: async (): Promise<readonly MissingRecords[]> => {
      const pending = await requests.list();
      const open = await Promise.all(
        pending.map(async (refill) => ({ topic: refill.topic, records: await countRecords(pool, topics, refill) })),
      );
      return [...absent, ...open.filter(({ topic }) => !absent.some((one) => one.topic === topic))];
    },
  };
};

const strangersIn = ({ lost }: Ahead): string => (lost.length > 0 ? `${unknownEvents(lost).length} events` : 'epoch records of a branch');

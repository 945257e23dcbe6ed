import { CLOUD_EVENT_SOURCE } from '@minglu/event-store';
import type { Kafka } from 'kafkajs';
import type { Pool } from 'pg';
import { eventOf } from './record.js';
import { acknowledge } from './publisher-lease.js';
import type { PublicKeys } from './record-keys.js';
import { isSignedBy } from './record-signature.js';
import { countRecords, refills, type Refill } from './refills.js';
import { readRanges, topicEnds, type PartitionEnd, type Range, type ReadRecord } from './topic-reading.js';
import type { TopicNames } from './topics.js';

interface TopicGuardOptions {
  readonly kafka: Kafka;
  /** With the rights of `minglu_publisher`. */
  readonly pool: Pool;
  readonly topics: TopicNames;
  readonly publicKeys: PublicKeys;
  /** Called when a topic has lost records; they are published again. */
  readonly onLost: (topic: string, records: number) => void;
  readonly everyMs: number;
}

/** A topic that lacks records of the log. */
export interface MissingRecords {
  readonly topic: string;
  readonly records: number;
}

const eventTopics = (topics: TopicNames): readonly string[] => [topics.dossier, topics.reference, topics.public];
const keyOf = ({ topic, partition }: Omit<PartitionEnd, 'end'>): string => `${topic}/${partition}`;

/**
 * Compares the ends of the topics with those that Kafka has acknowledged. An end below means lost records: they are
 * published again. Records beyond it must be events of the log: otherwise the topics are ahead of an older log.
 */
export const topicGuard = ({ kafka, pool, topics, publicKeys, onLost, everyMs }: TopicGuardOptions) => {
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

  const compare = async (position: number): Promise<void> => {
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
    const beyond = beyondAcknowledged(ends, acknowledged);
    const strangers = await unknownEvents(pool, await signedRecords(kafka, beyond, topics, publicKeys));
    if (strangers.length > 0)
      throw new Error(`the topics hold ${strangers.length} events that the log does not have: npm run kafka -- reconcile lists them`);
    await acknowledge(pool, beyond);
    await reload();
  };

  return {
    /** Compares if it is time, or if the checkpoint went back. Resolves to the refills to carry out. Rejects if nothing may be published now. */
    check: async (position: number): Promise<readonly Refill[]> => {
      if (performance.now() - lastComparison < everyMs && position >= lastPosition) return [];
      await compare(position);
      lastComparison = performance.now();
      lastPosition = position;
      return requests.list();
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

const acknowledgedEnds = async (pool: Pool): Promise<Map<string, bigint>> => {
  const { rows } = await pool.query<{ topic: string; partition: number; next: string }>(
    'SELECT topic, part AS partition, next::text FROM publisher.acknowledged',
  );
  return new Map(rows.map((row) => [keyOf(row), BigInt(row.next)]));
};

const beyondAcknowledged = (ends: readonly PartitionEnd[], acknowledged: ReadonlyMap<string, bigint>): readonly Range[] =>
  ends.map((end) => ({ ...end, from: acknowledged.get(keyOf(end)) ?? 0n })).filter(({ from, end }) => end > from);

/** Leaves out the records that the publisher has not signed: the readers set them aside. */
const signedRecords = async (
  kafka: Kafka,
  ranges: readonly Range[],
  topics: TopicNames,
  keys: PublicKeys,
): Promise<readonly ReadRecord[]> => {
  const isSigned = { public: isSignedBy(keys, 'public'), internal: isSignedBy(keys, 'internal') };
  const records = await readRanges(kafka, ranges);
  return records.filter(({ topic, message }) => isSigned[topic === topics.public ? 'public' : 'internal'](message));
};

/** The events that the topics hold and the log does not have. Changes nothing. */
export const eventsAhead = async (kafka: Kafka, pool: Pool, topics: TopicNames, keys: PublicKeys): Promise<readonly UnknownEvent[]> => {
  const beyond = beyondAcknowledged(await topicEnds(kafka, eventTopics(topics)), await acknowledgedEnds(pool));
  return unknownEvents(pool, await signedRecords(kafka, beyond, topics, keys));
};

/** An event on the topics that the log does not have. */
export interface UnknownEvent {
  readonly id: string;
  readonly stream: string;
  readonly type: string;
  /** Absent if only the public topic has it. */
  readonly position: number | null;
  readonly version: number | null;
}

/** The events among these records that the log does not have, each once, in the order of their positions. */
const unknownEvents = async (pool: Pool, records: readonly ReadRecord[]): Promise<readonly UnknownEvent[]> => {
  const found = new Map<string, UnknownEvent>();
  for (const { message } of records) {
    const event = eventOf(message);
    if (!('invalid' in event)) {
      const { eventId: id, streamId: stream, type, position, streamVersion: version } = event;
      found.set(id, { id, stream, type, position, version });
      continue;
    }
    // A record of the public topic has no position.
    const { ce_id: id, ce_source: source, ce_type: type, publicversion } = message.headers ?? {};
    if (source?.toString() !== CLOUD_EVENT_SOURCE || publicversion === undefined || !UUID.test(String(id)) || found.has(String(id)))
      continue;
    found.set(String(id), { id: String(id), stream: String(message.key), type: String(type), position: null, version: null });
  }
  const { rows } = await pool.query<{ id: string; position: string }>(
    'SELECT event_id::text AS id, position::text FROM events WHERE event_id = ANY($1::uuid[])',
    [[...found.keys()]],
  );
  const positions = new Map(rows.map(({ id, position }) => [id, Number(position)]));
  return [...found.values()]
    .filter(({ id, position }) => !positions.has(id) || (position !== null && position !== positions.get(id)))
    .sort((a, b) => (a.position ?? Infinity) - (b.position ?? Infinity));
};
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

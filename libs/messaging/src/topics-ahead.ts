import { CLOUD_EVENT_SOURCE } from '@minglu/event-store';
import type { Kafka } from 'kafkajs';
import type { Pool } from 'pg';
import { isEpochRecord, type Fork } from './epoch-record.js';
import { keptEpochRecords } from './kept-epoch-records.js';
import { eventOf } from './record.js';
import type { PublicKeys } from './record-keys.js';
import { isSignedBy } from './record-signature.js';
import { readRanges, topicEnds, type PartitionEnd, type Range, type ReadRecord } from './topic-reading.js';
import type { TopicNames } from './topics.js';

/** A record that the publisher signed, of an event that the log does not have. */
export interface LostRecord {
  readonly topic: string;
  readonly key: string;
  /** Of the event. */
  readonly id: string;
  readonly type: string;
  readonly epoch: number;
  /** Its `publicversion` on the public topic, otherwise its `streamversion`. */
  readonly version: number;
  /** Null on the public topic, which has no positions. */
  readonly position: number | null;
  /** The hash of the event before it with its key on the topic, as it names it; null for the first one. */
  readonly predecessor: string | null;
}

/** The records beyond the acknowledged ends that the log does not have. */
export interface Ahead {
  readonly beyond: readonly Range[];
  readonly lost: readonly LostRecord[];
  /**
   * The epoch records there that the log does not keep: of an attempt that was broken off, or of a branch that is no more. Readers went
   * back at them.
   */
  readonly epochs: readonly (Fork & { readonly id: string; readonly epoch: number })[];
}

/** An event on the topics that the log does not have. */
export interface UnknownEvent {
  readonly id: string;
  readonly stream: string;
  readonly type: string;
  /** Absent if only the public topic has it. */
  readonly position: number | null;
  readonly version: number | null;
}

interface Topics {
  readonly kafka: Kafka;
  readonly pool: Pool;
  readonly topics: TopicNames;
  readonly publicKeys: PublicKeys;
}

export const eventTopics = (topics: TopicNames): readonly string[] => [topics.dossier, topics.reference, topics.public];
export const keyOf = ({ topic, partition }: Omit<PartitionEnd, 'end'>): string => `${topic}/${partition}`;

/** The offsets that Kafka has acknowledged, by topic and partition. */
export const acknowledgedEnds = async (pool: Pool): Promise<Map<string, bigint>> => {
  const { rows } = await pool.query<{ topic: string; partition: number; next: string }>(
    'SELECT topic, part AS partition, next::text FROM publisher.acknowledged',
  );
  return new Map(rows.map((row) => [keyOf(row), BigInt(row.next)]));
};

/** Looks at the records between the acknowledged ends and these. Leaves out those that the publisher has not signed: the readers set them aside. */
export const aheadOf = async (
  { kafka, pool, topics, publicKeys }: Topics,
  ends: readonly PartitionEnd[],
  acknowledged: ReadonlyMap<string, bigint>,
): Promise<Ahead> => {
  const beyond = ends.map((end) => ({ ...end, from: acknowledged.get(keyOf(end)) ?? 0n })).filter(({ from, end }) => end > from);
  const isSigned = { public: isSignedBy(publicKeys, 'public'), internal: isSignedBy(publicKeys, 'internal') };
  const signed = (await readRanges(kafka, beyond)).filter(({ topic, message }) =>
    isSigned[topic === topics.public ? 'public' : 'internal'](message),
  );
  const [records, epochs] = [
    signed.filter(({ message }) => !isEpochRecord(message)),
    signed.filter(({ message }) => isEpochRecord(message)),
  ];
  const ids = epochs.map(({ message }) => String(message.headers?.['ce_id']));
  const kept = await keptEpochRecords(pool).among(ids);
  const unknown = epochs.filter((_, index) => !kept.has(ids[index]!));
  return {
    beyond,
    lost: await lostAmong(pool, records),
    epochs: unknown.map(({ topic, message: { key, headers = {} } }) => ({
      topic,
      key: String(key),
      id: String(headers['ce_id']),
      epoch: Number(headers['ce_epoch']),
      version: Number(headers[topic === topics.public ? 'ce_publicversion' : 'streamversion']),
      predecessor: headers['ce_predecessor']?.toString() ?? null,
    })),
  };
};

export const isAhead = ({ lost, epochs }: Ahead): boolean => lost.length > 0 || epochs.length > 0;

/** The same up to the ends of the topics as they are now. Changes nothing. */
export const topicsAhead = async (of: Topics): Promise<Ahead> =>
  aheadOf(of, await topicEnds(of.kafka, eventTopics(of.topics)), await acknowledgedEnds(of.pool));

/** The events of these records, each once, in the order of their positions. */
export const unknownEvents = (lost: readonly LostRecord[]): readonly UnknownEvent[] => {
  const found = new Map<string, UnknownEvent>();
  for (const { id, key: stream, type, position, version } of lost)
    if (position !== null || !found.has(id)) found.set(id, { id, stream, type, position, version: position === null ? null : version });
  return [...found.values()].sort((a, b) => (a.position ?? Infinity) - (b.position ?? Infinity));
};

const lostAmong = async (pool: Pool, records: readonly ReadRecord[]): Promise<readonly LostRecord[]> => {
  const found = records.flatMap((record) => readLost(record) ?? []);
  const { rows } = await pool.query<{ id: string; position: string }>(
    'SELECT event_id::text AS id, position::text FROM events WHERE event_id = ANY($1::uuid[])',
    [[...new Set(found.map(({ id }) => id))]],
  );
  const positions = new Map(rows.map(({ id, position }) => [id, Number(position)]));
  return found.filter(({ id, position }) => !positions.has(id) || (position !== null && position !== positions.get(id)));
};

const readLost = ({ topic, message }: ReadRecord): LostRecord | null => {
  const { ce_id: id, ce_source: source, ce_type, ce_epoch, ce_predecessor, publicversion } = message.headers ?? {};
  const common = {
    topic,
    key: String(message.key),
    type: String(ce_type),
    epoch: Number(ce_epoch),
    predecessor: ce_predecessor?.toString() ?? null,
  };
  const event = eventOf(message);
  if (!('invalid' in event)) return { ...common, id: event.eventId, position: event.position, version: event.streamVersion };
  // A record of the public topic has no position.
  if (source?.toString() !== CLOUD_EVENT_SOURCE || publicversion === undefined || !UUID.test(String(id))) return null;
  return { ...common, id: String(id), position: null, version: Number(publicversion) };
};
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

import { categoryOf } from '@minglu/kernel';
import { metadataIn, type EventStore, type StoredEvent } from '@minglu/event-store';
import type { Kafka, KafkaMessage } from 'kafkajs';
import type { Pool } from 'pg';
import { isEpochRecord } from './epoch-record.js';
import { eventOf, internalRecord, publicRecord } from './record.js';
import type { PublicKeys } from './record-keys.js';
import { isSignedBy, type Unsigned } from './record-signature.js';
import { eachRecord, topicEnds, type ReadRecord } from './topic-reading.js';
import { eventTopics } from './topics-ahead.js';
import { topicOf, type TopicNames } from './topics.js';

/** The brokers whose topics are compared. */
export type VerifiedKafka = Kafka;

interface VerifyTopicsOptions {
  readonly kafka: VerifiedKafka;
  /** With the rights of `minglu_publisher`, or as the owner. */
  readonly pool: Pool;
  readonly log: Pick<EventStore, 'findEvents' | 'readAll' | 'readPublic'>;
  readonly topics: TopicNames;
  readonly publicKeys: PublicKeys;
  readonly onProgress?: (done: number, of: number) => Promise<void>;
}

/** A topic that is not the log as it was published. */
export interface TopicRecordFault {
  readonly topic: string;
  /** Of the event; null for one that the log does not have. */
  readonly position: number | null;
  readonly reason: string;
}

/** Records that are looked up in the log at a time. */
const BATCH = 500;

/**
 * Reads the topics of events from the beginning, and compares every signed record with its event. Then each published event must have been
 * met on its topics, those of a case in order. Records that the publisher has not signed say nothing about the log. Changes nothing.
 */
export const verifyTopics = async ({ kafka, pool, log, topics, publicKeys, onProgress }: VerifyTopicsOptions) => {
  const { published, waiting } = await publishedBy(pool);
  const ends = await topicEnds(kafka, eventTopics(topics));
  const total = ends.reduce((sum, { end }) => sum + Number(end), 0);
  const isSigned = { public: isSignedBy(publicKeys, 'public'), internal: isSignedBy(publicKeys, 'internal') };
  const audienceOf = (topic: string) => (topic === topics.public ? 'public' : 'internal');
  const faults: TopicRecordFault[] = [];
  const met = { internal: new Set<number>(), public: new Set<number>() };
  const reached = new Map<string, number>();
  const forks: { readonly at: string; readonly epoch: number; readonly version: number }[] = [];
  const unknown: (Fault & { readonly at: string; readonly epoch: number; readonly version: number })[] = [];
  let batch: ReadRecord[] = [];
  let records = 0;

  const compare = async (): Promise<void> => {
    const some = batch;
    batch = [];
    const found = new Map((await log.findEvents(some.map(idOf))).map((event) => [event.eventId, event]));
    for (const { topic, message } of some) {
      const audience = audienceOf(topic);
      const place = { at: `${topic} ${String(message.key)}`, epoch: numberIn(message, 'ce_epoch'), version: versionIn(message, audience) };
      const event = found.get(idOf({ message }));
      if (!event) {
        unknown.push({ topic, position: null, reason: `${topic} has a record of an event that the log does not have`, ...place });
        continue;
      }
      const difference = differenceOf(message, event, audience, topic === topics.public ? topic : topicOf(event.streamId, topics), topic);
      if (difference !== null) faults.push({ topic, position: event.position, reason: `${topic}: ${difference}` });
      met[audience].add(event.position);
      const before = reached.get(place.at) ?? 0;
      if (place.version > before + 1)
        faults.push({ topic, position: event.position, reason: `${topic} has the record before its predecessor` });
      reached.set(place.at, Math.max(before, place.version));
    }
  };
  await eachRecord(
    kafka,
    ends.map((end) => ({ ...end, from: 0n })),
    async (record) => {
      records += 1;
      const { topic, message } = record;
      if (isSigned[audienceOf(topic)](message)) {
        if (isEpochRecord(message)) {
          const version = versionIn(message, audienceOf(topic));
          forks.push({ at: `${topic} ${String(message.key)}`, epoch: numberIn(message, 'ce_epoch'), version });
        } else batch.push(record);
      }
      if (batch.length >= BATCH) await compare();
      if (records % BATCH === 0) await onProgress?.(records, total);
    },
  );
  await compare();
  // An epoch record takes back the later records of its key.
  const isTakenBack = (one: (typeof unknown)[number]): boolean =>
    forks.some((fork) => fork.at === one.at && fork.epoch > one.epoch && fork.version < one.version);
  faults.push(...unknown.filter((one) => !isTakenBack(one)).map(({ topic, position, reason }) => ({ topic, position, reason })));
  const missing = await firstMissing(log, topics, published, waiting, met);
  const [first] = [...faults, ...(missing ? [missing] : [])].sort(
    (one, other) => (one.position ?? Infinity) - (other.position ?? Infinity),
  );
  await onProgress?.(records, total);
  return { records, fault: first ?? null };
};
type Fault = TopicRecordFault;

/** How far the log was published, and the positions of the events that are set aside. */
const publishedBy = async (pool: Pool): Promise<{ readonly published: number; readonly waiting: ReadonlySet<number> }> => {
  const { rows } = await pool.query<{ position: string }>(`SELECT position::text FROM publisher.lease WHERE name = 'kafka'`);
  const aside = await pool.query<{ position: string }>('SELECT position::text FROM publisher.set_aside');
  return { published: Number(rows[0]?.position ?? 0), waiting: new Set(aside.rows.map(({ position }) => Number(position))) };
};

/** The first event that was published and is not on its topic. */
const firstMissing = async (
  log: VerifyTopicsOptions['log'],
  topics: TopicNames,
  published: number,
  waiting: ReadonlySet<number>,
  met: { readonly internal: ReadonlySet<number>; readonly public: ReadonlySet<number> },
): Promise<TopicRecordFault | null> => {
  for await (const page of log.readAll({ upTo: published }))
    for (const event of page) {
      const { position, streamId, publicVersion } = event;
      if (waiting.has(position)) continue;
      const lacking = !met.internal.has(position)
        ? topicOf(streamId, topics)
        : publicVersion !== null && !met.public.has(position)
          ? topics.public
          : null;
      if (lacking !== null) return { topic: lacking, position, reason: `${lacking} lacks an event that was published` };
    }
  return null;
};

const textIn = ({ headers }: KafkaMessage, name: string): string => String(headers?.[name] ?? '');
const numberIn = (message: KafkaMessage, name: string): number => Number(textIn(message, name));
const versionIn = (message: KafkaMessage, audience: 'public' | 'internal'): number =>
  numberIn(message, audience === 'public' ? 'ce_publicversion' : 'streamversion');
const idOf = ({ message }: Pick<ReadRecord, 'message'>): string => textIn(message, 'ce_id');

/** Headers that depend on the moment of publishing: the branch of that time, and the signature. */
const OF_THE_MOMENT = new Set(['ce_epoch', 'signature', 'signaturekey', 'signaturepath']);

/** Where a record differs from the one that the event makes; null if it does not. */
const differenceOf = (
  message: KafkaMessage,
  event: StoredEvent,
  audience: 'public' | 'internal',
  wanted: string,
  topic: string,
): string | null => {
  if (wanted !== topic) return `an event of ${categoryOf(event.streamId)} belongs elsewhere`;
  const metadata = metadataIn(event);
  if (audience === 'public' && metadata.classification !== 'PUBLIC') return 'an event that is not public';
  if (audience === 'internal' && 'invalid' in eventOf(message)) return 'a record that no reader takes';
  // The chain of predecessors is that of the signed record: a reader checks it.
  const own = textIn(message, 'ce_predecessor') || null;
  const place = { logId: textIn(message, 'ce_logid'), epoch: 0, predecessor: own, publicPredecessor: own };
  const expected: Unsigned = audience === 'public' ? publicRecord(event, metadata, place) : internalRecord(event, metadata, place);
  if (String(message.key) !== expected.key) return 'a record under another key';
  if (String(message.value) !== expected.value) return 'a record with another content';
  const headers = Object.keys({ ...expected.headers, ...message.headers }).filter((name) => !OF_THE_MOMENT.has(name));
  const other = headers.find((name) => textIn(message, name) !== String(expected.headers[name] ?? ''));
  return other === undefined ? null : `a record with another ${other}`;
};

import { metadataIn, type StoredEvent } from '@minglu/event-store';
import type { TopicMessages } from 'kafkajs';
import type { Place } from './predecessors.js';
import { internalRecord, publicRecord } from './record.js';
import type { SigningKey } from './record-keys.js';
import { signRecords, type Unsigned } from './record-signature.js';
import { topicOf, type TopicNames } from './topics.js';

/** The signed records of a page, grouped by topic, in the order of the log. `places` are those of its events. `only`: those of this topic. */
export const topicMessages = (
  page: readonly StoredEvent[],
  places: readonly Place[],
  topics: TopicNames,
  signingKey: SigningKey,
  only?: string,
): TopicMessages[] => {
  const byTopic = new Map<string, Unsigned[]>();
  const add = (topic: string, record: Unsigned): void => {
    if (only !== undefined && topic !== only) return;
    const records = byTopic.get(topic);
    if (records) records.push(record);
    else byTopic.set(topic, [record]);
  };
  for (const [index, event] of page.entries()) {
    const metadata = metadataIn(event);
    add(topicOf(event.streamId, topics), internalRecord(event, metadata, places[index]!));
    if (metadata.classification === 'PUBLIC') add(topics.public, publicRecord(event, metadata, places[index]!));
  }
  return [...byTopic].map(([topic, records]) => ({
    topic,
    messages: signRecords(records, topic === topics.public ? 'public' : 'internal', signingKey),
  }));
};

/** Bytes for one partition in one request: half of the limit of a topic (`max.message.bytes`). */
const MAX_BYTES = 1_048_576;
/** Estimated bytes of headers, signature and framing of a record, beside payload and metadata. */
const OVERHEAD = 1_536;

/** Divides a page so that a topic accepts each part, even if the whole part goes to one partition. An event is never divided. */
export function* partsThatFit(page: readonly StoredEvent[]): Generator<readonly StoredEvent[]> {
  let [begin, bytes] = [0, 0];
  for (const [index, { payload, metadata }] of page.entries()) {
    const size = Buffer.byteLength(payload) + Buffer.byteLength(metadata) + OVERHEAD;
    if (index > begin && bytes + size > MAX_BYTES) {
      yield page.slice(begin, index);
      [begin, bytes] = [index, 0];
    }
    bytes += size;
  }
  yield page.slice(begin);
}

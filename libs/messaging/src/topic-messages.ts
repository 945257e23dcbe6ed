import { metadataIn, type StoredEvent } from '@minglu/event-store';
import type { TopicMessages } from 'kafkajs';
import { internalRecord, publicRecord } from './record.js';
import { topicOf, type TopicNames } from './topics.js';

/** The records of a page, grouped by topic, in the order of the log. `only`: those of this topic. */
export const topicMessages = (page: readonly StoredEvent[], topics: TopicNames, only?: string): TopicMessages[] => {
  const byTopic = new Map<string, TopicMessages['messages']>();
  const add = (topic: string, message: TopicMessages['messages'][number]): void => {
    if (only !== undefined && topic !== only) return;
    const messages = byTopic.get(topic);
    if (messages) messages.push(message);
    else byTopic.set(topic, [message]);
  };
  for (const event of page) {
    const metadata = metadataIn(event);
    add(topicOf(event.streamId, topics), internalRecord(event, metadata));
    if (metadata.classification === 'PUBLIC') add(topics.public, publicRecord(event, metadata));
  }
  return [...byTopic].map(([topic, messages]) => ({ topic, messages }));
};

/** Bytes for one partition in one request: half of the limit of a topic (`max.message.bytes`). */
const MAX_BYTES = 1_048_576;
/** Estimated bytes of headers and framing of a record, beside payload and metadata. */
const OVERHEAD = 1_024;

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

import { randomUUID } from 'node:crypto';
import { waitFor } from './kafka-client.js';
import type { Admin, Kafka, KafkaMessage } from 'kafkajs';
import { existingTopics } from './topics.js';

/** The end of a partition: the offset of its next record. */
export interface PartitionEnd {
  readonly topic: string;
  readonly partition: number;
  readonly end: bigint;
}

/** Records of a partition that are still to be read: from `from` up to before `end`. */
export interface Range extends PartitionEnd {
  readonly from: bigint;
}

export interface ReadRecord {
  readonly topic: string;
  readonly message: KafkaMessage;
}

export const withAdmin = async <T>(kafka: Kafka, use: (admin: Admin) => Promise<T>): Promise<T> => {
  const admin = kafka.admin({ retry: { retries: 0 } });
  await admin.connect();
  try {
    return await use(admin);
  } finally {
    await admin.disconnect();
  }
};

/** The ends of the partitions of these topics. A topic that does not exist has none. */
export const topicEnds = (kafka: Kafka, topics: readonly string[]): Promise<readonly PartitionEnd[]> =>
  withAdmin(kafka, async (admin) => {
    const found = await Promise.all(
      [...(await existingTopics(admin, topics))].map(async (topic) =>
        (await admin.fetchTopicOffsets(topic)).map(({ partition, high }) => ({ topic, partition, end: BigInt(high) })),
      ),
    );
    return found.flat();
  });

/** Reads the records of these ranges. Rejects if they do not come in `patienceMs`. */
export const readRanges = async (kafka: Kafka, ranges: readonly Range[], patienceMs = 60_000): Promise<readonly ReadRecord[]> => {
  const found: ReadRecord[] = [];
  await eachRecord(kafka, ranges, async (record) => void found.push(record), patienceMs);
  return found;
};

/** Hands over the records of these ranges, those of a partition in order. Rejects if no record comes for `patienceMs`. */
export const eachRecord = async (
  kafka: Kafka,
  ranges: readonly Range[],
  onRecord: (record: ReadRecord) => Promise<void>,
  patienceMs = 60_000,
): Promise<void> => {
  const open = new Map(ranges.filter(({ from, end }) => from < end).map((range) => [`${range.topic}/${range.partition}`, range]));
  if (open.size === 0) return;
  const consumer = kafka.consumer({ groupId: `minglu-reading-${randomUUID()}`, maxWaitTimeInMs: 100, allowAutoTopicCreation: false });
  await consumer.connect();
  try {
    await consumer.subscribe({ topics: [...new Set(ranges.map(({ topic }) => topic))], fromBeginning: true });
    await waitFor(patienceMs, async (done, failed, renew) => {
      await consumer.run({
        autoCommit: false,
        eachMessage: async ({ topic, partition, message }) => {
          const range = open.get(`${topic}/${partition}`);
          const offset = BigInt(message.offset);
          if (!range || offset < range.from) return;
          renew();
          if (offset < range.end) await onRecord({ topic, message }).catch(failed);
          if (offset >= range.end - 1n) open.delete(`${topic}/${partition}`);
          if (open.size === 0) done();
        },
      });
      for (const { topic, partition, from } of open.values()) consumer.seek({ topic, partition, offset: from.toString() });
    });
  } finally {
    await consumer.disconnect();
  }
};

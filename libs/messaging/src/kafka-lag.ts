import type { Kafka } from 'kafkajs';
import type { Pool } from 'pg';
import type { Lag } from './port.js';
import { sharedAdmin } from './shared-admin.js';

/** Lag of a consumer: from its offsets, which are in its database, to the ends of its topics, which the brokers know. */
export const kafkaLag = (kafka: Kafka, pool: Pool, schema: string, consumer: string, topics: readonly string[]) => {
  const { use, close } = sharedAdmin(kafka);
  /** The next offset to read of each partition, by the stored offsets, and the end of the partition. */
  const places = () =>
    use(async (admin) => {
      const { rows } = await pool.query<{ topic: string; part: number; next: string }>(
        `SELECT topic, part, next::text FROM ${schema}.offsets WHERE consumer = $1`,
        [consumer],
      );
      const next = new Map(rows.map((row) => [`${row.topic}/${row.part}`, BigInt(row.next)]));
      const ends = await Promise.all(topics.map(async (topic) => ({ topic, partitions: await admin.fetchTopicOffsets(topic) })));
      return ends.flatMap(({ topic, partitions }) =>
        partitions.map(({ partition, high, low }) => {
          const [begins, end] = [BigInt(low), BigInt(high)];
          const stored = next.get(`${topic}/${partition}`) ?? begins;
          // Beyond the end: the topic was created again, and is read from its beginning.
          const from = stored > begins && stored <= end ? stored : begins;
          return { topic, partition, from, end };
        }),
      );
    });
  let measuring: Promise<readonly Lag[]> | undefined;
  /** Concurrent callers share a measurement: while a broker is silent, each would wait for half a minute. */
  const measure = (): Promise<readonly Lag[]> =>
    (measuring ??= places()
      .then((all) =>
        all.map(({ topic, partition, from, end }) => ({ of: { topic, partition: String(partition) }, behind: Number(end - from) })),
      )
      .finally(() => (measuring = undefined)));
  /** The places before the offset of the group in Kafka. Kafka would skip them, as after a reset of the group. */
  const skipped = async (groupId: string) => {
    const groups = await use((admin) => admin.fetchOffsets({ groupId, topics: [...topics] }));
    const committed = new Map(
      groups.flatMap(({ topic, partitions }) => partitions.map(({ partition, offset }) => [`${topic}/${partition}`, BigInt(offset)])),
    );
    return (await places()).filter(({ topic, partition, from }) => (committed.get(`${topic}/${partition}`) ?? -1n) > from);
  };
  return { measure, places, skipped, close };
};

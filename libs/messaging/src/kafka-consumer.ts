import { inTransaction, retry, type EventStore } from '@minglu/event-store';
import type { Batch, EachBatchPayload, Kafka, KafkaMessage } from 'kafkajs';
import { branchGuard } from './branch-guard.js';
import { inbox } from './inbox.js';
import { inboxQueries } from './inbox-queries.js';
import { kafkaGroup } from './kafka-group.js';
import { kafkaLag } from './kafka-lag.js';
import { judgedBy, partitionBatches } from './partition-batch.js';
import type { Consumer, ConsumerOptions } from './port.js';
import type { PublicKeys } from './record-keys.js';
import { recordVerifier } from './record-signature.js';
import { watchdog } from './watchdog.js';

export interface KafkaConsumerOptions extends ConsumerOptions {
  readonly kafka: Kafka;
  /** Records are compared with it; those of another log are not taken. */
  readonly log: Pick<EventStore, 'look' | 'entriesAt'>;
  readonly topics: readonly string[];
  /** The keys of the publisher. A record that none of them has signed is set aside. */
  readonly publicKeys: PublicKeys;
  /** Default: the name of the consumer. */
  readonly groupId?: string;
  /** Most records of one transaction. */
  readonly batch?: number;
  readonly sessionMs?: number;
  /** Time in milliseconds without a sign of life after which the client counts as stalled. */
  readonly stallMs?: number;
}

export interface KafkaConsumer extends Consumer {
  /** Why it cannot read from Kafka, in one line; null while it can. */
  readonly trouble: () => string | null;
}

/**
 * The consumer over Kafka. Effects, watermarks and offsets commit in one database transaction; the offset in Kafka follows.
 * After a crash in between, records are delivered again and the watermarks recognize them. An error of the database is
 * retried here: thrown at kafkajs it would end the client.
 */
export const kafkaConsumer = (options: KafkaConsumerOptions): KafkaConsumer => {
  const {
    kafka,
    log,
    name,
    pool,
    schema,
    handler,
    topics,
    groupId = name,
    batch: size = 4_000,
    sessionMs = 10_000,
    stallMs = 60_000,
  } = options;
  const { publicKeys, onError, onCommitted, onInvalid, onStall } = options;
  const box = inbox({ consumer: name, schema, handler });
  const guard = branchGuard({ consumer: name, pool, schema, log });
  const judge = judgedBy({ guard, verify: recordVerifier(publicKeys, 'internal') });
  const take = partitionBatches({ consumer: name, schema, inbox: box, ...(onInvalid ? { onInvalid } : {}) });
  const lag = kafkaLag(kafka, pool, schema, name, topics);
  /** The expected next offset of each partition: the end of the last batch. */
  const next = new Map<string, bigint>();
  const dog = watchdog(stallMs, (reason) => {
    onStall?.(reason);
    onError(new Error(`${name} has stalled: ${reason}`));
  });

  /** Commits messages; repeats with backoff while the database is not available. Resolves to false if the batch is not ours any more. */
  const commit = (batch: Batch, messages: readonly KafkaMessage[], isOurs: () => boolean, heartbeat: () => Promise<void>) =>
    retry(
      async () => {
        if (!isOurs()) return false;
        const judged = await judge(messages);
        const { outcome, events } = await inTransaction(pool, (tx) => take(batch, judged, tx));
        onCommitted?.(outcome, events);
        return true;
      },
      {
        longestPauseMs: 2_000,
        onFailure: async (error) => {
          onError(error);
          // The session must outlive the wait.
          await heartbeat().catch(() => undefined);
          dog.alive();
        },
      },
    );

  /** The offset to read from, if Kafka skips records that are still there, as after a reset of the group; otherwise null. */
  const placeBefore = async ({ topic, partition, messages }: Batch): Promise<bigint | null> => {
    const begins = BigInt(messages[0]?.offset ?? 0);
    const expected = next.get(`${topic}/${partition}`);
    next.set(`${topic}/${partition}`, BigInt(messages.at(-1)?.offset ?? -1) + 1n);
    if (expected === begins) return null;
    const place = (await lag.places()).find((one) => one.topic === topic && one.partition === partition);
    return place && place.from < begins ? place.from : null;
  };

  const eachBatch = async (payload: EachBatchPayload): Promise<void> => {
    if (group.hasLeft()) return;
    const { batch, resolveOffset, heartbeat, commitOffsetsIfNecessary, isRunning, isStale } = payload;
    const resumed = await placeBefore(batch);
    if (resumed !== null) return group.seek(batch.topic, batch.partition, resumed);
    const isOurs = () => isRunning() && !isStale() && !group.hasLeft();
    for (let from = 0; from < batch.messages.length; from += size) {
      const messages = batch.messages.slice(from, from + size);
      if (!(await commit(batch, messages, isOurs, heartbeat))) return;
      resolveOffset(messages.at(-1)!.offset);
      dog.alive();
      await heartbeat();
      await commitOffsetsIfNecessary();
    }
  };
  const group = kafkaGroup({
    kafka,
    groupId,
    topics,
    sessionMs,
    eachBatch,
    skipped: () => lag.skipped(groupId),
    onAlive: dog.alive,
    onError,
  });

  return {
    ...inboxQueries(pool, schema, name, box),
    lag: lag.measure,
    trouble: group.trouble,
    standing: guard.standing,
    start: async () => {
      dog.start();
      await group.join();
    },
    stop: async () => {
      dog.stop();
      await group.leave();
      await lag.close();
    },
    wake: () => undefined,
  };
};

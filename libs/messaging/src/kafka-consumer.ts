import { setTimeout as delay } from 'node:timers/promises';
import type { StoredEvent } from '@minglu/event-store';
import type { Batch, Consumer as KafkaClient, EachBatchPayload, Kafka, KafkaMessage } from 'kafkajs';
import type { PoolClient } from 'pg';
import { broken, letGo } from './client.js';
import { inbox, type Taken } from './inbox.js';
import { inboxQueries } from './inbox-queries.js';
import { kafkaLag } from './kafka-lag.js';
import type { Consumer, ConsumerOptions } from './port.js';
import { eventOf, keptRecord } from './record.js';
import { inTransaction } from './transaction.js';
import { watchdog } from './watchdog.js';

export interface KafkaConsumerOptions extends ConsumerOptions {
  readonly kafka: Kafka;
  readonly topics: readonly string[];
  /** Of the group; its name by default. */
  readonly groupId?: string;
  /** Events in one transaction. */
  readonly batch?: number;
  readonly sessionMs?: number;
  /** Silent for longer than this, the client has stalled. */
  readonly stallMs?: number;
}

/** What a fetch brings at most, in bytes. */
export const FETCH_SIZES = { maxBytesPerPartition: 8 * 1_048_576, maxBytes: 32 * 1_048_576 } as const;

/**
 * The Kafka adapter, on raw kafkajs. Effects, watermarks and offsets commit in one database transaction, Kafka's own offset only after it: whatever
 * dies in between is delivered again, and the watermarks know it. A handler never throws at kafkajs, which would stop without starting again.
 */
export const kafkaConsumer = (options: KafkaConsumerOptions): Consumer => {
  const { kafka, name, pool, schema, handler, topics, groupId = name, batch: size = 4_000, sessionMs = 10_000, stallMs = 60_000 } = options;
  const { onError, onTaken, onForeign, onStall } = options;
  const box = inbox({ consumer: name, schema, handler });
  const ends = kafkaLag(kafka, pool, schema, name, topics);
  let client: KafkaClient | undefined;
  let stopped = false;
  let restarting: Promise<void> | undefined;
  const dog = watchdog(stallMs, (why) => {
    onStall?.(why);
    onError(new Error(`${name} has stalled: ${why}`));
  });

  /** One transaction of a partition: its events, what is foreign in it, what is missing before and in it, and the offset that comes next. */
  const commit = async (
    { topic, partition, highWatermark }: Batch,
    messages: readonly KafkaMessage[],
    tx: PoolClient,
  ): Promise<readonly [Taken, StoredEvent[]]> => {
    const keep = async (at: string, reason: string, record: unknown): Promise<void> => {
      await tx.query(
        `INSERT INTO ${schema}.foreign_records (consumer, topic, part, at, reason, record) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING`,
        [name, topic, partition, at, reason, JSON.stringify(record)],
      );
      onForeign?.(reason);
    };
    const { rows } = await tx.query<{ next: string }>(
      `SELECT next::text FROM ${schema}.offsets WHERE consumer = $1 AND topic = $2 AND part = $3`,
      [name, topic, partition],
    );
    // 主题只增不减、不压缩，消息的位次因而相连：缺了便是丢了（留存期、压缩、重建），须说出来，不能悄悄跳过。
    const stood = BigInt(rows[0]?.next ?? 0);
    const anew = stood > BigInt(highWatermark);
    if (anew) await keep(stood.toString(), 'its topic ends before what was taken of it', { stood: stood.toString(), end: highWatermark });
    let next = anew ? 0n : stood;
    const events: StoredEvent[] = [];
    for (const message of messages) {
      const offset = BigInt(message.offset);
      if (offset > next)
        await keep(next.toString(), 'what came before it on its topic is gone', { from: next.toString(), to: (offset - 1n).toString() });
      if (offset >= next) next = offset + 1n;
      const event = eventOf(message);
      if ('foreign' in event) await keep(message.offset, event.foreign, keptRecord(message));
      else events.push(event);
    }
    const taken = await box.take(events, tx);
    await tx.query(
      `INSERT INTO ${schema}.offsets (consumer, topic, part, next) VALUES ($1, $2, $3, $4)
       ON CONFLICT (consumer, topic, part) DO UPDATE SET next = EXCLUDED.next WHERE ${schema}.offsets.next < EXCLUDED.next OR $5`,
      [name, topic, partition, next.toString(), anew],
    );
    return [taken, events];
  };

  const eachBatch = async ({
    batch,
    resolveOffset,
    heartbeat,
    commitOffsetsIfNecessary,
    isRunning,
    isStale,
  }: EachBatchPayload): Promise<void> => {
    for (let from = 0; from < batch.messages.length; from += size) {
      const messages = batch.messages.slice(from, from + size);
      for (let failures = 0; ;) {
        if (!isRunning() || isStale() || stopped) return;
        try {
          const [taken, events] = await inTransaction(pool, (tx) => commit(batch, messages, tx));
          onTaken?.(taken, events);
          break;
        } catch (error) {
          // 数据库一时不在：不跳过，也不抛给 kafkajs；按会话心跳继续等。
          failures += 1;
          onError(error);
          await delay(Math.min(50 * 2 ** failures, 2_000));
          await heartbeat().catch(() => undefined);
          dog.pat();
        }
      }
      resolveOffset(messages.at(-1)!.offset);
      dog.pat();
      await heartbeat();
      await commitOffsetsIfNecessary();
    }
  };

  const connect = async (): Promise<void> => {
    const consumer = kafka.consumer({
      groupId,
      sessionTimeout: sessionMs,
      heartbeatInterval: Math.floor(sessionMs / 4),
      rebalanceTimeout: Math.max(sessionMs, 10_000),
      allowAutoTopicCreation: false,
      maxWaitTimeInMs: 100,
      // 补课时一次多取：同一案卷的事件合并成一次写入。
      ...FETCH_SIZES,
      // 客户端自己的重试用尽后不再自行重来：由此处换一个新的。
      retry: { retries: 5, restartOnFailure: async () => false },
    });
    client = consumer;
    const { CRASH, HEARTBEAT, FETCH, GROUP_JOIN, REQUEST_TIMEOUT } = consumer.events;
    consumer.on(HEARTBEAT, dog.pat);
    consumer.on(FETCH, dog.pat);
    consumer.on(GROUP_JOIN, dog.pat);
    const breaking = broken((tell, unanswered) => {
      consumer.on(CRASH, ({ payload: { error } }) => tell(error));
      consumer.on(REQUEST_TIMEOUT, unanswered);
    });
    const run = async (): Promise<void> => {
      await consumer.connect();
      if (client !== consumer) return; // replaced meanwhile: it must not come back as a member that nobody will dismiss
      await consumer.subscribe({ topics: [...topics], fromBeginning: true });
      if (client !== consumer) return;
      await consumer.run({
        eachBatchAutoResolve: false,
        autoCommitInterval: 1_000,
        autoCommitThreshold: 5_000,
        partitionsConsumedConcurrently: 2,
        eachBatch,
      });
    };
    // 加入小组时即出错也算：此时尚无别人会换新的。
    await Promise.race([run(), breaking]);
    breaking.catch((error: unknown) => {
      if (client !== consumer) return;
      onError(error);
      again();
    });
  };
  const dismissed = (): KafkaClient | undefined => {
    const old = client;
    client = undefined;
    return old;
  };
  /** A new client in place of one that broke, ever more slowly, until it stands or is stopped. */
  const again = (): void => {
    restarting ??= (async () => {
      for (let failures = 0; !stopped; failures += 1) {
        await letGo(dismissed());
        await delay(Math.min(200 * 2 ** failures, 5_000));
        if (stopped) break;
        try {
          await connect();
          break;
        } catch (error) {
          onError(error);
        }
      }
      restarting = undefined;
    })();
  };

  return {
    ...inboxQueries(pool, schema, name, box),
    lag: ends.lag,
    start: async () => {
      stopped = false;
      dog.start();
      try {
        await connect();
      } catch (error) {
        onError(error);
        again();
      }
    },
    stop: async () => {
      stopped = true;
      dog.stop();
      await restarting;
      await dismissed()
        ?.disconnect()
        .catch(() => undefined);
      await ends.close();
    },
    nudge: () => undefined,
  };
};

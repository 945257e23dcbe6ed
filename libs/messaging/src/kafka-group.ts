import { setTimeout as delay } from 'node:timers/promises';
import { retry } from '@minglu/event-store';
import type { Consumer as GroupMember, EachBatchPayload, Kafka } from 'kafkajs';
import { clientFailure, disconnectFailed, kafkaCause } from './kafka-client.js';

/** Upper bounds of a fetch in bytes. */
export const FETCH_SIZES = { maxBytesPerPartition: 8 * 1_048_576, maxBytes: 32 * 1_048_576 } as const;

interface KafkaGroupOptions {
  readonly kafka: Kafka;
  readonly groupId: string;
  readonly topics: readonly string[];
  readonly sessionMs: number;
  readonly eachBatch: (payload: EachBatchPayload) => Promise<void>;
  /** The partitions whose offset in Kafka is beyond the applied records, with the offset to read from. */
  readonly skipped: () => Promise<readonly { readonly topic: string; readonly partition: number; readonly from: bigint }[]>;
  /** Called for each sign of life of the client. */
  readonly onAlive: () => void;
  readonly onError: (error: unknown) => void;
}

/** Membership in a consumer group. A kafkajs client that failed is replaced by a new one, with backoff, until `leave`. */
export const kafkaGroup = ({ kafka, groupId, topics, sessionMs, eachBatch, skipped, onAlive, ...options }: KafkaGroupOptions) => {
  let member: GroupMember | undefined;
  let left = new AbortController();
  let reconnecting: Promise<void> | undefined;
  let seeking: Promise<void> | undefined;
  let trouble: string | null = null;
  const onError = (error: unknown): void => {
    trouble = kafkaCause(error);
    options.onError(error);
  };

  const takeMember = (): GroupMember | undefined => {
    const old = member;
    member = undefined;
    return old;
  };

  const connect = async (): Promise<void> => {
    const consumer = kafka.consumer({
      groupId,
      sessionTimeout: sessionMs,
      heartbeatInterval: Math.floor(sessionMs / 4),
      rebalanceTimeout: Math.max(sessionMs, 10_000),
      allowAutoTopicCreation: false,
      maxWaitTimeInMs: 100,
      // Large fetches when catching up: the events of one dossier are then written together.
      ...FETCH_SIZES,
      // kafkajs must not restart itself when its retries are spent: this module replaces it.
      retry: { retries: 5, restartOnFailure: async () => false },
    });
    member = consumer;
    const { CRASH, HEARTBEAT, FETCH, GROUP_JOIN, REQUEST_TIMEOUT } = consumer.events;
    for (const sign of [HEARTBEAT, FETCH, GROUP_JOIN]) consumer.on(sign, onAlive);
    consumer.on(FETCH, () => (trouble = null));
    const seek = async (assigned: Readonly<Record<string, readonly number[]>>): Promise<void> => {
      if (member !== consumer) return;
      for (const { topic, partition, from } of await skipped())
        if (member === consumer && assigned[topic]?.includes(partition)) consumer.seek({ topic, partition, offset: from.toString() });
    };
    consumer.on(GROUP_JOIN, ({ payload }) => void (seeking = seek(payload.memberAssignment).catch(onError)));
    const failure = clientFailure((onFailure, onTimeout) => {
      consumer.on(CRASH, ({ payload: { error } }) => onFailure(error));
      consumer.on(REQUEST_TIMEOUT, onTimeout);
    });
    const run = async (): Promise<void> => {
      try {
        await consumer.connect();
        if (member !== consumer) return; // it must not become a member
        await consumer.subscribe({ topics: [...topics], fromBeginning: true });
        if (member !== consumer) return;
        await consumer.run({
          eachBatchAutoResolve: false,
          autoCommitInterval: 1_000,
          autoCommitThreshold: 5_000,
          partitionsConsumedConcurrently: 2,
          eachBatch,
        });
      } finally {
        // It was disconnected while it still connected: kafkajs then leaves the connection open.
        if (member !== consumer) await disconnectFailed(consumer);
      }
    };
    // A failure while it joins the group counts too: then the handler below is not registered yet.
    await Promise.race([run(), failure]);
    failure.catch((error: unknown) => {
      if (member !== consumer) return;
      onError(error);
      reconnect();
    });
  };

  const reconnect = (): void => {
    const { signal } = left;
    reconnecting ??= retry(
      async () => {
        await disconnectFailed(takeMember());
        // A client that fails right after it has connected must not be replaced in a tight loop.
        await delay(200, undefined, { signal });
        await connect();
      },
      { firstPauseMs: 200, signal, onFailure: onError },
    )
      .catch(() => undefined) // `leave` was called
      .finally(() => (reconnecting = undefined));
  };

  return {
    /** Resolves after the first attempt to connect, which may have failed. */
    join: async (): Promise<void> => {
      left = new AbortController();
      try {
        await connect();
      } catch (error) {
        onError(error);
        reconnect();
      }
    },
    /** Reads a partition from another offset next. */
    seek: (topic: string, partition: number, offset: bigint): void => member?.seek({ topic, partition, offset: offset.toString() }),
    /** The last failure, until records can be read again; null if there is none. */
    trouble: (): string | null => trouble,
    hasLeft: (): boolean => left.signal.aborted,
    leave: async (): Promise<void> => {
      left.abort();
      await reconnecting;
      await takeMember()
        ?.disconnect()
        .catch(() => undefined);
      await seeking;
    },
  };
};

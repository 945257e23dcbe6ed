import { randomUUID } from 'node:crypto';
import { workLoop, type EventStore } from '@minglu/event-store';
import kafkajs, { type Kafka, type Producer } from 'kafkajs';
import type { Pool } from 'pg';
import { clientFailure, disconnectFailed } from './kafka-client.js';
import { publisherLease } from './publisher-lease.js';
import { predecessors } from './predecessors.js';
import type { SigningKey } from './record-keys.js';
import { partsThatFit, topicMessages } from './topic-messages.js';
import type { TopicNames } from './topics.js';

export interface PublisherOptions {
  readonly kafka: Kafka;
  /** With the rights of `minglu_publisher`. */
  readonly pool: Pool;
  readonly log: Pick<EventStore, 'head' | 'identity' | 'readAll' | 'readStream'>;
  readonly topics: TopicNames;
  /** Signs every record. */
  readonly signingKey: SigningKey;
  readonly onError: (error: unknown) => void;
  /** Most events of one request. */
  readonly batch?: number;
  readonly pollMs?: number;
  /** Lease duration in milliseconds. Must exceed `deliveryMs`. */
  readonly leaseMs?: number;
  /** Longest time in milliseconds for the brokers to acknowledge a request. */
  readonly deliveryMs?: number;
  readonly owner?: string;
}

export interface Publisher {
  readonly start: () => void;
  /** A hint that there are new events in the log. */
  readonly wake: () => void;
  /** Resolves when the request in flight is answered and the lease is released. */
  readonly stop: () => Promise<void>;
  /** The position up to which Kafka has acknowledged every event. */
  readonly position: () => Promise<number>;
  /** The last error, until the next success; null if there is none. */
  readonly trouble: () => string | null;
  /** Whether this instance holds the lease. */
  readonly isActive: () => boolean;
}

/**
 * Publishes the log to Kafka: in order, each event at least once. One request is in flight at a time, event n + 1 is never
 * sent before n is acknowledged, and the checkpoint moves after the acknowledgement. Only the holder of the lease publishes.
 * An instance that was paused past its lease can repeat events that its successor has published. It can never overtake the
 * successor, because its page lies before the checkpoint of the successor.
 */
export const publisher = (options: PublisherOptions): Publisher => {
  const { kafka, pool, log, topics, signingKey, onError, batch = 500, pollMs = 500, leaseMs = 30_000, deliveryMs = 10_000 } = options;
  const lease = publisherLease({ pool, leaseMs, owner: options.owner ?? randomUUID() });
  const placesOf = predecessors(log);
  let producer: Producer | undefined;
  let trouble: string | null = null;

  const connect = async (): Promise<Producer> => {
    const created = kafka.producer({
      allowAutoTopicCreation: false,
      createPartitioner: kafkajs.Partitioners.DefaultPartitioner,
      maxInFlightRequests: 1,
      // After an error a new producer sends again from the checkpoint. kafkajs would retry on a connection that may be lost.
      retry: { retries: 0 },
    });
    producer = created;
    const { REQUEST_TIMEOUT } = created.events;
    await Promise.race([created.connect(), clientFailure((_, onTimeout) => created.on(REQUEST_TIMEOUT, onTimeout))]);
    return created;
  };
  const disconnect = async (): Promise<void> => {
    const old = producer;
    producer = undefined;
    await disconnectFailed(old);
  };

  /** Publishes up to the current head. Resolves to false if there is nothing to publish or another instance holds the lease. */
  const publishToHead = async (to: Producer, signal: AbortSignal): Promise<boolean> => {
    let at = await lease.acquire();
    if (at === null) return false;
    const head = await log.head();
    if (at > head) throw new Error(`the checkpoint of the publisher is ${at}, beyond the end of the log at ${head}`);
    if (at === head) return false;
    const identity = await log.identity();
    // Reads the next page while this one is sent.
    for await (const page of prefetched(log.readAll({ after: at, upTo: head, pageSize: batch }))) {
      if (signal.aborted) return true;
      page.forEach(({ position }, index) => {
        const expected = at! + index + 1;
        if (position !== expected) throw new Error(`the publisher expected position ${expected} and read ${position}`);
      });
      for (const part of partsThatFit(page)) {
        const messages = topicMessages(part, await placesOf(part, identity), topics, signingKey);
        await to.sendBatch({ acks: -1, timeout: deliveryMs, topicMessages: messages });
        if (!(await lease.advance(at, at + part.length))) return true;
        at += part.length;
      }
    }
    return true;
  };

  const loop = workLoop({
    pollMs,
    work: async (signal) => {
      try {
        const more = await publishToHead(producer ?? (await connect()), signal);
        trouble = null;
        return more;
      } catch (error) {
        trouble = String(error);
        await disconnect();
        throw error;
      }
    },
    onError,
  });

  let started = false;
  return {
    start: () => {
      started = true;
      loop.start();
    },
    wake: loop.wake,
    stop: async () => {
      if (!started) return;
      started = false;
      await loop.stop();
      await disconnect();
      await lease.release().catch(onError);
    },
    position: lease.position,
    trouble: () => trouble,
    isActive: lease.isHeld,
  };
};

/** The same elements; requests the next one while the consumer handles the current one. */
async function* prefetched<T>(source: AsyncIterable<T>): AsyncGenerator<T> {
  const iterator = source[Symbol.asyncIterator]();
  let next = iterator.next();
  try {
    for (let { done, value } = await next; !done; { done, value } = await next) {
      next = iterator.next();
      next.catch(() => undefined); // the error is thrown where `next` is awaited
      yield value;
    }
  } finally {
    await next.catch(() => undefined);
    await iterator.return?.();
  }
}

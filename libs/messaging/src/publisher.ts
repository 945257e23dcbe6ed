import { randomUUID } from 'node:crypto';
import { workLoop, type EventStore, type LogIdentity, type LogLook, type StoredEvent } from '@minglu/event-store';
import type { Kafka, TopicMessages } from 'kafkajs';
import type { Pool } from 'pg';
import { acknowledgingProducer } from './acknowledging-producer.js';
import { kafkaCause } from './kafka-client.js';
import { keptEpochRecords } from './kept-epoch-records.js';
import { predecessors } from './predecessors.js';
import { publishedCheckpoints, type CheckpointSource } from './published-checkpoints.js';
import { publicWatermarks } from './public-watermarks.js';
import { acknowledge, publisherLease } from './publisher-lease.js';
import { publicKeysFrom, type PublicKeys, type SigningKey } from './record-keys.js';
import { epochRequests, requestedRecords } from './reconciliation.js';
import { refills, type Refill } from './refills.js';
import { setAsideByPublisher } from './set-aside.js';
import { topicGuard, type MissingRecords } from './topic-guard.js';
import type { Range } from './topic-reading.js';
import { keyOf, type Ahead } from './topics-ahead.js';
import { partsThatFit, topicMessages } from './topic-messages.js';
import type { TopicNames } from './topics.js';

export interface PublisherOptions {
  readonly kafka: Kafka;
  /** With the rights of `minglu_publisher`. */
  readonly pool: Pool;
  readonly log: Pick<EventStore, 'look' | 'readAll' | 'readStream'>;
  readonly topics: TopicNames;
  /** Signs every record. */
  readonly signingKey: SigningKey;
  /** Its public key, by default, and those before it. Records on the topics that none of them has signed say nothing about the log. */
  readonly publicKeys?: PublicKeys;
  readonly onError: (error: unknown) => void;
  /** Most events of one request. */
  readonly batch?: number;
  readonly pollMs?: number;
  /** Lease duration in milliseconds. Must exceed `deliveryMs`. */
  readonly leaseMs?: number;
  /** Longest time in milliseconds for the brokers to acknowledge a request. */
  readonly deliveryMs?: number;
  readonly owner?: string;
  /** Time in milliseconds between comparisons of the topics with the acknowledged offsets. */
  readonly compareMs?: number;
  /** Time in milliseconds between rounds of signed watermarks. */
  readonly watermarkMs?: number;
  /** Where the checkpoints of the transparency log are; none are sent without it. */
  readonly checkpoints?: CheckpointSource;
  /** Called when a topic has lost records; they are published again. */
  readonly onLost?: (topic: string, records: number) => void;
  /** Called when the topics that were ahead of the log go on under its epoch: the number of their keys that went back. */
  readonly onReconciled?: (epoch: number, keys: number) => void;
}

type Producer = ReturnType<typeof acknowledgingProducer>;
/** Records of the positions behind `from`, up to `to`. */
interface SignedPart {
  readonly from: number;
  readonly to: number;
  readonly messages: TopicMessages[];
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
  /** The events that cannot be sent: their number, and the seconds for which the oldest has waited. */
  readonly setAside: () => Promise<{ readonly events: number; readonly seconds: number | null }>;
  /** The topics that lack records of the log, with their number. */
  readonly missing: () => Promise<readonly MissingRecords[]>;
}

/**
 * Publishes the log to Kafka: in order, each event at least once. An event that cannot be sent is set aside with the later
 * ones of its stream; the other streams go on. One request is in flight at a time, event n + 1 is never
 * sent before n is acknowledged, and the checkpoint moves after the acknowledgement. Only the holder of the lease publishes.
 * A topic that has lost records is published again from the log first. Over topics that are ahead of the log nothing is published
 * until an operator asks to reconcile them. Then epoch records come first, and after them the log from where the two part.
 * An instance that was paused past its lease can repeat events that its successor has published. It can never overtake the
 * successor, because its page lies before the checkpoint of the successor.
 */
export const publisher = (options: PublisherOptions): Publisher => {
  const { kafka, pool, log, topics, signingKey, onError, batch = 500, pollMs = 500, leaseMs = 30_000, deliveryMs = 10_000 } = options;
  const { publicKeys = publicKeysFrom([signingKey.publicKey]), compareMs: everyMs = 5_000, watermarkMs = 60_000 } = options;
  const onLost = (topic: string, records: number): void => {
    hasLost = true;
    options.onLost?.(topic, records);
  };
  const reconcile = async (ahead: Ahead): Promise<boolean> => {
    const requested = await requestedRecords(pool, ahead, topics);
    if (requested === null) return false;
    const ends = new Map(ahead.beyond.map((range) => [keyOf(range), range]));
    for (const request of epochRequests(requested.records, topics, signingKey)) {
      if ((await lease.acquire()) === null) throw new Error('another publisher has taken the lease');
      for (const range of await producer!.send([request])) ends.set(keyOf(range), range);
    }
    await lease.reconciled(requested.epoch.after, [...ends.values()], requested.records);
    placesOf = predecessors(log);
    options.onReconciled?.(requested.epoch.epoch, requested.records.length);
    return true;
  };
  const guard = topicGuard({ kafka, pool, topics, publicKeys, everyMs, onLost, reconcile });
  const marks = publicWatermarks(pool, topics, signingKey);
  const heads = options.checkpoints
    ? publishedCheckpoints({ kafka, pool, topics, source: options.checkpoints, signingKey, publicKeys })
    : null;
  const requests = refills(pool);
  const keptEpochs = keptEpochRecords(pool);
  const lease = publisherLease({ pool, leaseMs, owner: options.owner ?? randomUUID() });
  const aside = setAsideByPublisher(pool);
  let placesOf = predecessors(log);
  let producer: Producer | undefined;
  let trouble: string | null = null;
  let lastWatermarks = -Infinity;
  /** A topic was lost, so its watermarks may be too. */
  let hasLost = false;

  const connect = async (): Promise<Producer> => {
    const created = acknowledgingProducer(kafka, deliveryMs);
    producer = created;
    await created.connect();
    return created;
  };
  const disconnect = async (): Promise<void> => {
    const old = producer;
    producer = undefined;
    await old?.disconnect();
  };

  /** Resolves to the offsets that Kafka acknowledged. */
  const deliver = async (to: Producer, messages: TopicMessages[], at: number): Promise<readonly Range[]> => {
    const written = await to.send(messages);
    await guard.sent(written, at);
    return written;
  };
  /** Sends the records of events that a log of this identity has, of one topic or all. */
  const send = async (to: Producer, events: readonly StoredEvent[], of: LogIdentity, at: number, only?: string) =>
    deliver(to, topicMessages(events, await placesOf(events, of), topics, signingKey, only), at);

  /**
   * Publishes a topic again, as far as the request goes. Its epoch records come first: they hold for all events of lower epochs. Stops if
   * the lease is lost.
   */
  const refill = async (to: Producer, request: Refill, of: LogIdentity, signal: AbortSignal): Promise<void> => {
    for (const one of epochRequests(await keptEpochs.of(request.topic), topics, signingKey)) {
      const position = await lease.acquire();
      if (position === null) return;
      await acknowledge(pool, await deliver(to, [one], position));
    }
    let { after } = request;
    for await (const page of log.readAll({ after, upTo: request.upTo, pageSize: batch }))
      for (const part of partsThatFit(page)) {
        if (signal.aborted) return;
        const position = await lease.acquire();
        if (position === null) return;
        await acknowledge(pool, await send(to, await aside.sendable(part), of, position, request.topic));
        const reached = part.at(-1)!.position;
        if (!(await requests.advance({ ...request, after }, reached))) return;
        after = reached;
      }
  };

  /** The signed records of the log behind a position, in parts that the topics accept. */
  const signedParts = async function* (look: LogLook, after: number): AsyncGenerator<SignedPart> {
    let at = after;
    for await (const page of log.readAll({ after, upTo: look.head, pageSize: batch })) {
      page.forEach(({ position }, index) => {
        const expected = at + index + 1;
        if (position !== expected) throw new Error(`the publisher expected position ${expected} and read ${position}`);
      });
      for (const part of partsThatFit(page)) {
        const [from, to] = [at, (at += part.length)];
        const events = await aside.sendable(part);
        yield { from, to, messages: topicMessages(events, await placesOf(events, look), topics, signingKey) };
      }
    }
  };

  /** Publishes up to the current head. Resolves to false if there is nothing to publish or another instance holds the lease. */
  const publishToHead = async (to: Producer, signal: AbortSignal): Promise<boolean> => {
    const at = await lease.acquire();
    if (at === null) return false;
    const checkpoint = at;
    const look = await log.look(0);
    const { head } = look;
    await aside.retry(log, async (event) => acknowledge(pool, await send(to, [event], look, checkpoint)));
    if (at > head) throw new Error(`the checkpoint of the publisher is ${at}, beyond the end of the log at ${head}`);
    const requested = await guard.check(at);
    if (requested === null) return true;
    for (const request of requested) await refill(to, request, look, signal);
    if (at === head || signal.aborted) return false;
    // The next part is read and signed while this one is on its way.
    for await (const { from, to: upTo, messages } of prefetched(signedParts(look, at))) {
      if (signal.aborted) return true;
      const written = await deliver(to, messages, from);
      if (!(await lease.advance(from, upTo, written))) return true;
    }
    return true;
  };

  /** Publishes the signed watermarks up to the checkpoint, if it is time. */
  const publishWatermarks = async (to: Producer): Promise<void> => {
    const position = await lease.position();
    if (!lease.isHeld() || position === 0 || performance.now() - lastWatermarks < watermarkMs) return;
    if (hasLost) await marks.forget();
    hasLost = false;
    const records = await marks.next(position, await log.look(0));
    for (let from = 0; from < records.length; from += batch)
      await to.send([{ topic: topics.checkpoints, messages: records.slice(from, from + batch) }]);
    await marks.save(position, records);
    lastWatermarks = performance.now();
  };

  /** Publishes the checkpoints that are new. Resolves to whether there are more. */
  const publishHeads = async (to: Producer): Promise<boolean> => {
    if (!heads || !lease.isHeld()) return false;
    return heads.publish(async (messages) => {
      if ((await lease.acquire()) === null) throw new Error('another publisher has taken the lease');
      return to.send(messages);
    });
  };

  const loop = workLoop({
    pollMs,
    work: async (signal) => {
      try {
        const to = producer ?? (await connect());
        if (!lease.isHeld()) heads?.doubt();
        const more = await publishToHead(to, signal);
        if (!more) await publishWatermarks(to);
        const isMore = await publishHeads(to);
        trouble = null;
        return more || isMore;
      } catch (error) {
        trouble = kafkaCause(error);
        guard.doubt();
        heads?.doubt();
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
      guard.doubt();
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
    setAside: aside.waiting,
    missing: guard.missing,
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

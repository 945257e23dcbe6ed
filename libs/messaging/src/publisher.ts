import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { metadataIn, resting, type EventStore, type StoredEvent } from '@minglu/event-store';
import kafkajs, { type Kafka, type Producer, type TopicMessages } from 'kafkajs';
import type { Pool } from 'pg';
import { broken, letGo } from './client.js';
import { internalRecord, publicRecord } from './record.js';
import { topicOf, type TopicNames } from './topics.js';

export interface PublisherOptions {
  readonly kafka: Kafka;
  /** With the rights of `minglu_publisher`. */
  readonly pool: Pool;
  readonly log: Pick<EventStore, 'head' | 'readAll'>;
  readonly topics: TopicNames;
  readonly onError: (error: unknown) => void;
  /** Most events in one request. */
  readonly batch?: number;
  readonly pollMs?: number;
  /** Longer than a delivery can take: whoever is silent for so long has lost it. */
  readonly leaseMs?: number;
  readonly deliveryMs?: number;
  readonly owner?: string;
}

export interface Publisher {
  readonly start: () => void;
  /** There is something new in the log: a hint. */
  readonly nudge: () => void;
  /** Resolves when the request in flight is answered and the lease is given back. */
  readonly stop: () => Promise<void>;
  /** The last position of which it is known that Kafka has it, and all before it. */
  readonly position: () => Promise<number>;
  /** Why it cannot work just now; null where it can. */
  readonly trouble: () => string | null;
  /** Whether this one holds the lease. */
  readonly isActive: () => boolean;
}

/**
 * The log, onto Kafka: in order, each event at least once. One request is in flight, n + 1 never before n is acknowledged, and the
 * checkpoint follows the acknowledgement. Only the holder of the lease publishes; one that was paused past it can at worst repeat what the
 * next has published, never overtake it, since what it has in hand lies before the other's checkpoint.
 */
export const publisher = (options: PublisherOptions): Publisher => {
  const {
    kafka,
    pool,
    log,
    topics,
    onError,
    batch = 500,
    pollMs = 500,
    leaseMs = 30_000,
    deliveryMs = 10_000,
    owner = randomUUID(),
  } = options;
  let active = false;
  let running: { readonly end: AbortController; readonly done: Promise<void> } | undefined;
  const pause = resting(pollMs);
  let trouble: string | null = null;

  /** Takes or renews the lease; the database's clock decides. Gives the checkpoint, or null where another holds it. */
  const lease = async (): Promise<number | null> => {
    const { rows } = await pool.query<{ position: string }>(
      `INSERT INTO publisher.lease (name, owner, until, position) VALUES ('kafka', $1, clock_timestamp() + $2::int * interval '1 ms', 0)
       ON CONFLICT (name) DO UPDATE SET owner = $1, until = EXCLUDED.until
       WHERE publisher.lease.owner = $1 OR publisher.lease.until < clock_timestamp()
       RETURNING position`,
      [owner, leaseMs],
    );
    active = rows.length > 0;
    return rows[0] ? Number(rows[0].position) : null;
  };
  /** Notes what Kafka has acknowledged, and renews the lease with it; false where it was lost meanwhile. */
  const advance = async (from: number, to: number): Promise<boolean> => {
    const { rowCount } = await pool.query(
      `UPDATE publisher.lease SET position = $3, until = clock_timestamp() + $4::int * interval '1 ms'
       WHERE name = 'kafka' AND owner = $1 AND position = $2 AND until > clock_timestamp()`,
      [owner, from, to, leaseMs],
    );
    active = rowCount === 1;
    return active;
  };

  const run = async (end: AbortSignal): Promise<void> => {
    let failures = 0;
    while (!end.aborted) {
      let producer: Producer | undefined;
      try {
        // 生产者出了错就换新的，从检查点重发；不由客户端在也许已断的连接上自行重试。
        const made = kafka.producer({
          allowAutoTopicCreation: false,
          createPartitioner: kafkajs.Partitioners.DefaultPartitioner,
          maxInFlightRequests: 1,
          retry: { retries: 0 },
        });
        producer = made;
        await Promise.race([made.connect(), broken((_, unanswered) => made.on(made.events.REQUEST_TIMEOUT, unanswered))]);
        while (!end.aborted) {
          pause.look();
          const moved = await publishOnce(made, end);
          failures = 0;
          trouble = null;
          if (!moved) await pause.rest(end);
        }
      } catch (error) {
        failures += 1;
        trouble = String(error);
        if (!end.aborted) onError(error);
        await delay(Math.min(50 * 2 ** failures, 5_000), undefined, { signal: end }).catch(() => undefined);
      } finally {
        await letGo(producer);
      }
    }
    await pool.query(`UPDATE publisher.lease SET until = clock_timestamp() WHERE name = 'kafka' AND owner = $1`, [owner]).catch(onError);
    active = false;
  };

  /** Publishes up to the head as it is now. False where nothing was to be done, or another does it. */
  const publishOnce = async (producer: Producer, end: AbortSignal): Promise<boolean> => {
    let at = await lease();
    if (at === null) return false;
    const head = await log.head();
    if (at > head) throw new Error(`the publisher stands at ${at}, beyond the log’s end at ${head}`);
    if (at === head) return false;
    // 发送一页之时，读取下一页。
    for await (const page of ahead(log.readAll({ after: at, upTo: head, pageSize: batch }))) {
      if (end.aborted) return true;
      page.forEach(({ position }, index) => {
        if (position !== at! + index + 1) throw new Error(`the publisher was to read ${at! + index + 1} and got ${position}`);
      });
      for (const part of parts(page)) {
        await producer.sendBatch({ acks: -1, timeout: deliveryMs, topicMessages: topicMessages(part, topics) });
        if (!(await advance(at, at + part.length))) return true;
        at += part.length;
      }
    }
    return true;
  };

  return {
    start: () => {
      if (running) return;
      const end = new AbortController();
      running = { end, done: run(end.signal) };
    },
    nudge: pause.nudge,
    stop: async () => {
      const current = running;
      running = undefined;
      current?.end.abort();
      pause.wake();
      await current?.done;
    },
    position: async () => {
      const { rows } = await pool.query<{ position: string }>(`SELECT position FROM publisher.lease WHERE name = 'kafka'`);
      return Number(rows[0]?.position ?? 0);
    },
    trouble: () => trouble,
    isActive: () => active,
  };
};

/** The same, with one more asked for while the last is in hand. */
async function* ahead<T>(source: AsyncIterable<T>): AsyncGenerator<T> {
  const iterator = source[Symbol.asyncIterator]();
  let next = iterator.next();
  try {
    for (let { done, value } = await next; !done; { done, value } = await next) {
      next = iterator.next();
      // Nobody waits for it yet: a failure is told when it is its turn.
      next.catch(() => undefined);
      yield value;
    }
  } finally {
    await next.catch(() => undefined);
    await iterator.return?.();
  }
}

/** What a request carries at most to one partition; a topic takes twice as much at once (`max.message.bytes`). */
const MOST_BYTES = 1_048_576;
/** Of headers and framing, beside payload and metadata. */
const BESIDE = 1_024;

/** A page in parts that a topic takes, even if all of a part goes to one partition; an event is never divided. */
function* parts(page: readonly StoredEvent[]): Generator<readonly StoredEvent[]> {
  let [begin, bytes] = [0, 0];
  for (const [index, { payload, metadata }] of page.entries()) {
    const own = Buffer.byteLength(payload) + Buffer.byteLength(metadata) + BESIDE;
    if (index > begin && bytes + own > MOST_BYTES) {
      yield page.slice(begin, index);
      [begin, bytes] = [index, 0];
    }
    bytes += own;
  }
  yield page.slice(begin);
}

/** The records of a page, topic by topic, each in the order of the log. */
export const topicMessages = (page: readonly StoredEvent[], topics: TopicNames): TopicMessages[] => {
  const byTopic = new Map<string, TopicMessages['messages']>();
  const add = (topic: string, message: TopicMessages['messages'][number]): void => {
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

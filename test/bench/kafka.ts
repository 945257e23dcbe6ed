import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { migrate, postgresStore, type EventStore, type StoredEvent } from '@minglu/event-store';
import {
  deleteTopics,
  ensureTopics,
  FETCH_SIZES,
  kafkaClient,
  kafkaConsumer,
  logConsumer,
  publisher,
  readTopics,
  topicMessages,
  topicNames,
  type Consumer,
  type ConsumerOptions,
} from '@minglu/messaging';
import { discardCluster, findProgram, makeCluster } from '@minglu/embedded/kafka';
import { projector } from '@minglu/projections/adapters';
import { allMigrations, registry, SYSTEM } from '@minglu/system';
import pg from 'pg';
import type { Contest } from './compare.js';
import { copyHistory, titled } from './history.js';
import type { Measured } from './measure.js';
import { logOn, oursOn } from './ours.js';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const BATCH = 500;

/** One broker of its own, thrown away afterwards. */
const broker = async () => {
  const folder = resolve('.data/bench', `kafka-${process.pid}-${randomBytes(3).toString('hex')}`);
  const cluster = await makeCluster(folder, await findProgram(ROOT), 1);
  await cluster.start();
  const kafka = kafkaClient(cluster.brokers, 'bench');
  const prefix = 'b.';
  const topics = readTopics(resolve(ROOT, 'infra/kafka/topics.yaml'), 1, prefix);
  const fresh = async (): Promise<void> => {
    await deleteTopics(kafka, topics);
    await delay(300);
    await ensureTopics(kafka, topics);
  };
  await ensureTopics(kafka, topics);
  return { kafka, names: topicNames(prefix), fresh, close: () => discardCluster(folder, cluster) };
};

/** A log with so many events, all schemas, and the read model empty. */
const filledLog = async (databaseUrl: string, events: number): Promise<{ readonly store: EventStore; readonly pool: pg.Pool }> => {
  const store = await logOn(databaseUrl);
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 4 });
  pool.on('error', () => undefined); // its last connections may still be closing when the database goes
  await migrate(pool, allMigrations);
  await copyHistory(databaseUrl, store, await titled(), Math.ceil(events / 30), events);
  await store.close();
  return { store: postgresStore({ connection: { connectionString: databaseUrl } }), pool };
};

const timed = async (events: number, work: () => Promise<void>): Promise<Measured> => {
  const started = performance.now();
  await work();
  return { perSecond: (events / (performance.now() - started)) * 1_000 };
};
/** The same from the first record on: how long a group takes to form is not how fast it reads. `taking` says that records have come. */
const timedFromFirst = async (events: number, work: (taking: () => void) => Promise<void>): Promise<Measured> => {
  let started: number | undefined;
  await work(() => (started ??= performance.now()));
  return { perSecond: (events / (performance.now() - started!)) * 1_000 };
};
const until = async (holds: () => Promise<boolean> | boolean): Promise<void> => {
  while (!(await holds())) await delay(5);
};

/** The publisher against a bare kafkajs producer that sends the same bytes in the same batches, both with acks=all. */
export const publish = async (databaseUrl: string, { events }: { events: number }): Promise<Contest> => {
  const [{ store, pool }, { kafka, names, close }] = await Promise.all([filledLog(databaseUrl, events), broker()]);
  const pages: (readonly StoredEvent[])[] = [];
  for await (const page of store.readAll({ pageSize: BATCH })) pages.push(page);
  const prepared = pages.map((page) => topicMessages(page, names));
  const total = pages.reduce((sum, page) => sum + page.length, 0);
  const bare = kafka.producer({ allowAutoTopicCreation: false, maxInFlightRequests: 1 });
  await bare.connect();
  return {
    ours: {
      name: `publisher, ${total.toLocaleString('en')} events`,
      run: async () => {
        await pool.query('DELETE FROM publisher.lease');
        const it = publisher({ kafka, pool, log: store, topics: names, batch: BATCH, pollMs: 5, onError: (error) => console.error(error) });
        return timed(total, async () => {
          it.start();
          await until(async () => (await it.position()) === total);
        }).finally(() => it.stop());
      },
    },
    baseline: {
      name: 'bare kafkajs producer, the same bytes',
      run: () =>
        timed(total, async () => {
          for (const messages of prepared) await bare.sendBatch({ acks: -1, topicMessages: messages });
        }),
    },
    close: async () => {
      await bare.disconnect();
      await store.close();
      await pool.end();
      await close();
    },
  };
};

/** The read model catching up over Kafka against a bare `eachBatch` that only parses. */
export const consume = async (databaseUrl: string, { events }: { events: number }): Promise<Contest> => {
  const [{ store, pool }, { kafka, names, close }] = await Promise.all([filledLog(databaseUrl, events), broker()]);
  const sender = publisher({ kafka, pool, log: store, topics: names, batch: BATCH, pollMs: 5, onError: (error) => console.error(error) });
  const total = await store.head();
  sender.start();
  await until(async () => (await sender.position()) === total);
  await sender.stop();
  const topics = [names.dossier, names.reference];
  return {
    ours: {
      name: `read model over Kafka, ${total.toLocaleString('en')} events`,
      run: async (round) => {
        await pool.query('TRUNCATE query.dossiers, query.deadlines, query.campaigns, query.settings, query.watermarks, query.offsets');
        let taken = 0;
        let taking = (): void => undefined;
        const handle = projector(registry);
        const consumer = kafkaConsumer({
          kafka,
          name: 'bench',
          groupId: `ours-${round}`,
          topics,
          pool,
          schema: 'query',
          handler: (page, tx) => {
            taking();
            return handle(page, tx);
          },
          onError: (error) => console.error(error),
          onCommitted: ({ applied }) => void (taken += applied),
        });
        return timedFromFirst(total, async (first) => {
          taking = first;
          await consumer.start();
          await until(() => taken >= total);
        }).finally(() => consumer.stop());
      },
    },
    baseline: {
      name: 'bare eachBatch that parses',
      run: async (round) => {
        let taken = 0;
        const consumer = kafka.consumer({ groupId: `bare-${round}`, maxWaitTimeInMs: 100, ...FETCH_SIZES });
        await consumer.connect();
        await consumer.subscribe({ topics, fromBeginning: true });
        return timedFromFirst(total, async (first) => {
          await consumer.run({
            eachBatch: async ({ batch }) => {
              first();
              for (const { value, headers } of batch.messages)
                if (JSON.parse(value!.toString()) && JSON.parse(String(headers!['metadata']))) taken += 1;
            },
          });
          await until(() => taken >= total);
        }).finally(() => consumer.disconnect());
      },
    },
    close: async () => {
      await store.close();
      await pool.end();
      await close();
    },
  };
};

/** From an acknowledged command to its visible projection, at so many commands a second: over Kafka, and straight from the log. */
export const visible = async (databaseUrl: string, { perSecond, seconds }: { perSecond: number; seconds: number }): Promise<Contest> => {
  const { kafka, names, close } = await broker();
  const store = await logOn(databaseUrl);
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 6 });
  pool.on('error', () => undefined); // its last connections may still be closing when the database goes
  await migrate(pool, allMigrations);
  const office = await oursOn(store);
  const log = postgresStore({ connection: { connectionString: databaseUrl } });
  const sender = publisher({ kafka, pool, log, topics: names, pollMs: 25, onError: (error) => console.error(error) });
  sender.start();
  let parks = 0;
  const measure = async (make: (options: ConsumerOptions) => Consumer, round: number): Promise<Measured> => {
    const seen = new Map<string, number>();
    const consumer = make({
      name: `visible-${round}`,
      pool,
      schema: 'query',
      handler: projector(registry),
      onError: (error) => console.error(error),
      onCommitted: (_, events) => {
        const now = performance.now();
        for (const { streamId } of events) seen.set(streamId, now);
      },
    });
    await consumer.start();
    const head = await log.head();
    await until(async () => (await consumer.appliedCount()) >= head);
    const acknowledged: (readonly [string, number])[] = [];
    const begun = performance.now();
    const going: Promise<void>[] = [];
    for (let n = 0; n < perSecond * seconds; n += 1) {
      const due = begun + (n / perSecond) * 1_000;
      if (due > performance.now()) await delay(due - performance.now());
      consumer.wake();
      const park = `p-${round}-${(parks += 1)}`;
      going.push(
        office
          .give({
            type: 'RegisterPark',
            data: { parkId: park, name: '园区', cityCode: '441900' },
            actor: SYSTEM,
            at: '2026-01-01T00:00:00.000Z',
          })
          .then(() => void acknowledged.push([`park/${park}`, performance.now()])),
      );
    }
    await Promise.all(going);
    const rate = (acknowledged.length / (performance.now() - begun)) * 1_000;
    await until(() => acknowledged.every(([stream]) => seen.has(stream)));
    await consumer.stop();
    return { perSecond: rate, latencies: Float64Array.from(acknowledged, ([stream, at]) => Math.max(0, seen.get(stream)! - at)).sort() };
  };
  return {
    ours: {
      name: `acknowledged → visible over Kafka at ${perSecond}/s`,
      run: (round) =>
        measure((options) => kafkaConsumer({ ...options, kafka, groupId: options.name, topics: [names.dossier, names.reference] }), round),
    },
    baseline: {
      name: 'the same straight from the log',
      run: (round) => measure((options) => logConsumer({ ...options, log, checkpoints: 'query.checkpoints', pollMs: 25 }), round + 1_000),
    },
    close: async () => {
      await sender.stop();
      await Promise.all([store.close(), log.close()]);
      await pool.end();
      await close();
    },
  };
};

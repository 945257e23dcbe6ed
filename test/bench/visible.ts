import { setTimeout as delay } from 'node:timers/promises';
import { migrate, postgresStore } from '@minglu/event-store';
import { kafkaConsumer, logConsumer, publisher, type Consumer, type ConsumerOptions } from '@minglu/messaging';
import { projector } from '@minglu/projections/adapters';
import { allMigrations, registry, SYSTEM } from '@minglu/system';
import pg from 'pg';
import type { Contest } from './compare.js';
import { broker, signingKey, trusting, until } from './kafka-setup.js';
import type { Measured } from './measure.js';
import { logOn, oursOn } from './ours.js';

/** Time from the acknowledgement of a command to its visible projection, at a fixed rate: over Kafka, and directly from the log. */
export const visible = async (databaseUrl: string, { perSecond, seconds }: { perSecond: number; seconds: number }): Promise<Contest> => {
  const { kafka, names, close } = await broker();
  const store = await logOn(databaseUrl);
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 6 });
  pool.on('error', () => undefined); // its last connections may still be closing when the database is dropped
  await migrate(pool, allMigrations);
  const handler = await oursOn(store);
  const log = postgresStore({ connection: { connectionString: databaseUrl } });
  const sender = publisher({ kafka, pool, log, topics: names, signingKey, pollMs: 25, onError: (error) => console.error(error) });
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
        handler
          .give({
            type: 'RegisterPark',
            data: { parkId: park, name: `园区 ${park}`, cityCode: '441900' },
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
        measure(
          (options) =>
            kafkaConsumer({ ...options, ...trusting(log), kafka, groupId: options.name, topics: [names.dossier, names.reference] }),
          round,
        ),
    },
    baseline: {
      name: 'the same directly from the log',
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

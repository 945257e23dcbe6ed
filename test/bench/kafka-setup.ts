import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { migrate, postgresStore, type EventStore } from '@minglu/event-store';
import { ensureTopics, kafkaClient, publicKeysFrom, readTopics, signingKeyFrom, topicNames } from '@minglu/messaging';
import { discardCluster, findProgram, makeCluster } from '@minglu/embedded/kafka';
import { allMigrations } from '@minglu/system';
import pg from 'pg';
import { copyHistory } from './copy-history.js';
import { titled } from './history.js';
import { logOn } from './ours.js';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/**
 * A new broker with empty topics, discarded by `close`. `bare` are the same topics once more, for a baseline. A publisher that finds records
 * of others on its topics reads all of them before it begins.
 */
export const broker = async () => {
  const folder = resolve('.data/bench', `kafka-${process.pid}-${randomBytes(3).toString('hex')}`);
  const cluster = await makeCluster(folder, await findProgram(ROOT), 1);
  await cluster.start();
  const kafka = kafkaClient(cluster.access(), 'bench');
  const [own, others] = ['b.', 'bare.'] as const;
  for (const prefix of [own, others]) await ensureTopics(kafka, readTopics(resolve(ROOT, 'infra/kafka/topics.yaml'), 1, prefix));
  return { kafka, names: topicNames(own), bare: topicNames(others), close: () => discardCluster(folder, cluster) };
};

/** A log with `events` events, and an empty read model. */
export const filledLog = async (databaseUrl: string, events: number): Promise<{ readonly store: EventStore; readonly pool: pg.Pool }> => {
  const store = await logOn(databaseUrl);
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 4 });
  pool.on('error', () => undefined); // its last connections may still be closing when the database is dropped
  await migrate(pool, allMigrations);
  await copyHistory(databaseUrl, store, await titled(), Math.ceil(events / 30), events);
  await store.close();
  return { store: postgresStore({ connection: { connectionString: databaseUrl } }), pool };
};

/** Empties the read model, with the tables that a later migration adds. The numbers of changes go on. */
export const emptyReadModel = async (pool: pg.Pool): Promise<void> => {
  const { rows } = await pool.query<{ tables: string }>(
    `SELECT string_agg(format('%I.%I', schemaname, tablename), ', ') AS tables FROM pg_tables
     WHERE schemaname = 'query' AND tablename NOT IN ('change_counter', 'figures_complete')`,
  );
  await pool.query(`TRUNCATE ${rows[0]!.tables}`);
};

export const signingKey = signingKeyFrom(randomBytes(32));
export const trusting = (log: Pick<EventStore, 'look' | 'entriesAt'>) => ({
  log,
  publicKeys: publicKeysFrom([signingKey.publicKey]),
});

export const until = async (holds: () => Promise<boolean> | boolean): Promise<void> => {
  while (!(await holds())) await delay(5);
};

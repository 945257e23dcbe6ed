import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { migrate, openPool, postgresStore, type EventStore, type SubscriptionHandler } from '@minglu/event-store';
import { appendOf, eventually, migratedDatabase, type Database } from '@minglu/event-store/testing';
import type { Pool, PoolClient } from 'pg';
import { authenticInbox, inboxMigration, publisherMigrations } from './migrations.js';
import type { Consumer, ConsumerOptions } from './port.js';

/** Carries events from the log to consumers. */
export interface Transport {
  readonly consumer: (options: ConsumerOptions) => Consumer;
  /** Delivers every event again, from the beginning. */
  readonly resend: (consumer: string) => Promise<void>;
  readonly close: () => Promise<void>;
}

const canonical = (data: unknown): string => JSON.stringify(data);
const metadata = (classification: string): string =>
  canonical({
    actor: { org: 'MIIT', person: 'p', role: 'ministry-officer' },
    causationId: null,
    classification,
    commandId: 'c',
    correlationId: 'c',
    occurredAt: '2026-01-01T00:00:00.000Z',
    traceparent: null,
  });

export const anEvent = (n: number, classification: 'PUBLIC' | 'INTERNAL' | 'RESTRICTED' = 'INTERNAL') => ({
  eventId: randomUUID(),
  type: 'ThingHappened',
  schemaVersion: 1,
  payload: canonical({ n }),
  metadata: metadata(classification),
  classification,
});

/** A log and a table of effects in one database. */
export interface Bench {
  readonly database: Database;
  readonly store: EventStore;
  readonly append: (stream: string, from: number, count: number, classification?: 'PUBLIC' | 'INTERNAL') => Promise<void>;
  /** `stream@version` of each effect, in order. */
  readonly effects: () => Promise<readonly string[]>;
  readonly close: () => Promise<void>;
}

export const bench = async (): Promise<Bench> => {
  const database = await migratedDatabase();
  await migrate(database.pool, publisherMigrations);
  await database.pool
    .query(`CREATE SCHEMA reading; CREATE TABLE reading.checkpoints (name text COLLATE "C" PRIMARY KEY, position bigint NOT NULL, log_id uuid, epoch integer, hash bytea);
    CREATE TABLE reading.effects (seq bigserial PRIMARY KEY, stream_id text, version int)`);
  await migrate(database.pool, [inboxMigration('reading', 'minglu_query'), authenticInbox('reading')]);
  const store = postgresStore({ connection: database.connection, readers: 2 });
  return {
    database,
    store,
    append: async (stream, from, count, classification = 'INTERNAL') => {
      const outcome = await store.append(
        appendOf({
          at: '2026-01-01T00:00:00.000Z',
          writes: [
            {
              streamId: stream,
              expectedVersion: from,
              events: Array.from({ length: count }, (_, i) => anEvent(from + i + 1, classification)),
            },
          ],
        }),
      );
      expect(outcome.outcome).toBe('appended');
    },
    effects: async () => {
      const { rows } = await database.pool.query<{ effect: string }>(
        `SELECT stream_id || '@' || version AS effect FROM reading.effects ORDER BY seq`,
      );
      return rows.map(({ effect }) => effect);
    },
    close: async () => {
      await store.close();
      await database.drop();
    },
  };
};

export const noteEffects: SubscriptionHandler<PoolClient> = async (events, tx) => {
  await tx.query('INSERT INTO reading.effects (stream_id, version) SELECT * FROM unnest($1::text[], $2::int[])', [
    events.map(({ streamId }) => streamId),
    events.map(({ streamVersion }) => streamVersion),
  ]);
};

/** The effects of each stream are 1, 2, 3, … up to its end, once. */
export const expectOnceInOrder = (effects: readonly string[], ends: Readonly<Record<string, number>>): void => {
  for (const [stream, end] of Object.entries(ends)) {
    const own = effects.filter((effect) => effect.startsWith(`${stream}@`)).map((effect) => Number(effect.slice(stream.length + 1)));
    expect({ stream, own }).toEqual({ stream, own: Array.from({ length: end }, (_, i) => i + 1) });
  }
  expect(effects).toHaveLength(Object.values(ends).reduce((a, b) => a + b, 0));
};

/** The suite of every transport. */
export const describeTransport = (
  name: string,
  describeHere: (name: string, tests: () => void) => void,
  open: (one: Bench) => Promise<Transport>,
): void => {
  describeHere(name, () => {
    let one: Bench;
    let transport: Transport;
    let consumers: Consumer[];
    let pools: Pool[];
    let errors: unknown[];
    beforeEach(async () => {
      one = await bench();
      transport = await open(one);
      consumers = [];
      pools = [];
      errors = [];
    }, 30_000);
    afterEach(async () => {
      await Promise.all(consumers.map((consumer) => consumer.stop()));
      await Promise.all(pools.map((pool) => pool.end()));
      await transport.close();
      await one.close();
    }, 30_000);

    const consume = async (
      handler: SubscriptionHandler<PoolClient> = noteEffects,
      more: Partial<ConsumerOptions> = {},
    ): Promise<Consumer> => {
      const consumer = transport.consumer({
        name: 'reader',
        pool: one.database.pool,
        schema: 'reading',
        handler,
        onError: (error) => void errors.push(error),
        ...more,
      });
      consumers.push(consumer);
      await consumer.start();
      return consumer;
    };
    const allApplied = (consumer: Consumer, count: number): Promise<void> =>
      eventually(`${count} events are applied`, async () => (await consumer.appliedCount()) >= count);

    it('delivers the events of each stream in order, once', async () => {
      const streams = ['dossier/a', 'dossier/b', 'campaign/c', 'dossier/d'];
      for (let version = 0; version < 5; version += 1) for (const stream of streams) await one.append(stream, version, 1);
      await allApplied(await consume(), 20);
      expectOnceInOrder(await one.effects(), Object.fromEntries(streams.map((stream) => [stream, 5])));
    }, 60_000);

    it('reads the events that were recorded before it started', async () => {
      for (let n = 0; n < 20; n += 1) await one.append(`dossier/${n}`, 0, 100);
      await allApplied(await consume(), 2_000);
      expectOnceInOrder(await one.effects(), Object.fromEntries(Array.from({ length: 20 }, (_, n) => [`dossier/${n}`, 100])));
    }, 60_000);

    it('applies nothing twice that is delivered again', async () => {
      await one.append('dossier/a', 0, 10);
      let duplicates = 0;
      const consumer = await consume(noteEffects, { onCommitted: (outcome) => void (duplicates += outcome.duplicates) });
      await allApplied(consumer, 10);
      await transport.resend('reader');
      await eventually('ten duplicates', () => duplicates >= 10);
      await one.append('dossier/a', 10, 1);
      await allApplied(consumer, 11);
      expectOnceInOrder(await one.effects(), { 'dossier/a': 11 });
    }, 60_000);

    it('shares the work among instances of one name, while one starts and another stops', async () => {
      const ends = Object.fromEntries(Array.from({ length: 8 }, (_, n) => [`dossier/${n}`, 20]));
      const first = await consume();
      const appended = (async () => {
        for (let version = 0; version < 20; version += 1) for (const stream of Object.keys(ends)) await one.append(stream, version, 1);
      })();
      const second = await consume();
      await delay(300);
      await first.stop();
      await appended;
      await allApplied(second, 160);
      expectOnceInOrder(await one.effects(), ends);
    }, 60_000);

    it('needs one connection at a time, so that busy partitions cannot wait for each other', async () => {
      const pool = openPool({ ...one.database.connection, max: 1 });
      pools.push(pool);
      await one.append('dossier/a', 0, 3);
      await one.append('dossier/b', 0, 3);
      await consume(noteEffects, { pool });
      await eventually('six events are applied', async () => (await one.effects()).length === 6);
    }, 60_000);

    it('continues where it stopped after a restart', async () => {
      await one.append('dossier/a', 0, 3);
      const first = await consume();
      await allApplied(first, 3);
      await first.stop();
      await one.append('dossier/a', 3, 3);
      await allApplied(await consume(), 6);
      expectOnceInOrder(await one.effects(), { 'dossier/a': 6 });
    }, 60_000);

    it('measures its lag, also while it is stopped', async () => {
      const behind = async (consumer: Consumer): Promise<number> => (await consumer.lag()).reduce((sum, one) => sum + one.behind, 0);
      await one.append('dossier/a', 0, 5);
      const consumer = await consume();
      await allApplied(consumer, 5);
      await eventually('the lag is 0', async () => (await behind(consumer)) === 0);
      await consumer.stop();
      await one.append('dossier/a', 5, 3);
      await eventually('the lag is 3', async () => (await behind(consumer)) === 3);
      await allApplied(await consume(), 8);
    }, 60_000);

    it('waits for a handler that is slower than the session, and loses nothing', async () => {
      await one.append('dossier/a', 0, 2);
      await one.append('dossier/b', 0, 2);
      const slow: SubscriptionHandler<PoolClient> = async (events, tx) => {
        await delay(2_500);
        await noteEffects(events, tx);
      };
      await allApplied(await consume(slow), 4);
      await one.append('dossier/b', 2, 1);
      await eventually('the fifth', async () => (await one.effects()).length >= 5);
      expectOnceInOrder(await one.effects(), { 'dossier/a': 2, 'dossier/b': 3 });
    }, 60_000);

    it('parks a failing event and the later ones of its stream; other streams go on; a replay applies them in order', async () => {
      let repaired = false;
      const selective: SubscriptionHandler<PoolClient> = async (events, tx) => {
        await noteEffects(events, tx);
        const bad = events.find(({ streamId, streamVersion }) => streamId === 'dossier/a' && streamVersion === 2);
        if (bad && !repaired) (undefined as unknown as { of: string }).of.toString();
      };
      await one.append('dossier/a', 0, 3);
      await one.append('dossier/b', 0, 3);
      const consumer = await consume(selective);
      await eventually('two are parked', async () => (await consumer.parked()).length === 2);
      await one.append('dossier/a', 3, 1);
      await one.append('dossier/b', 3, 1);
      await eventually(
        'the other stream went on',
        async () => (await consumer.parked()).length === 3 && (await consumer.appliedCount()) === 5,
      );
      expectOnceInOrder(await one.effects(), { 'dossier/a': 1, 'dossier/b': 4 });
      expect(await consumer.parked()).toEqual([
        { streamId: 'dossier/a', streamVersion: 2, type: 'ThingHappened', reason: expect.stringContaining('TypeError') },
        { streamId: 'dossier/a', streamVersion: 3, type: 'ThingHappened', reason: 'waits behind an event that is parked' },
        { streamId: 'dossier/a', streamVersion: 4, type: 'ThingHappened', reason: 'waits behind an event that is parked' },
      ]);
      expect(await consumer.parkedAndInvalid()).toEqual({ parked: { ThingHappened: 3 }, invalid: {} });
      expect(await consumer.replay('dossier/a')).toEqual({ applied: 0, left: 3 });
      repaired = true;
      expect(await consumer.replay('dossier/a')).toEqual({ applied: 3, left: 0 });
      await one.append('dossier/a', 4, 1);
      await allApplied(consumer, 9);
      expectOnceInOrder(await one.effects(), { 'dossier/a': 5, 'dossier/b': 4 });
    }, 60_000);

    it('repeats a batch after a transient error', async () => {
      let failures = 2;
      const deadlocked: SubscriptionHandler<PoolClient> = async (events, tx) => {
        await noteEffects(events, tx);
        if ((failures -= 1) >= 0) throw Object.assign(new Error('deadlock detected'), { code: '40P01' });
      };
      await one.append('dossier/a', 0, 3);
      const consumer = await consume(deadlocked);
      await allApplied(consumer, 3);
      expect([await consumer.parked(), errors.length]).toEqual([[], 2]);
      expectOnceInOrder(await one.effects(), { 'dossier/a': 3 });
    }, 60_000);

    it('survives the loss of its database connections', async () => {
      const consumer = await consume();
      const appended = (async () => {
        for (let version = 0; version < 30; version += 1) await one.append('dossier/a', version, 1);
      })();
      for (let cut = 0; cut < 3; cut += 1) {
        await delay(50);
        await one.database.pool
          .query(
            `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND query LIKE '%reading.%'`,
          )
          .catch(() => undefined);
      }
      await appended;
      await allApplied(consumer, 30);
      expectOnceInOrder(await one.effects(), { 'dossier/a': 30 });
    }, 60_000);

    it('stops under load without partial effects', async () => {
      const consumer = await consume();
      let go = true;
      let version = 0;
      const appended = (async () => {
        while (go) await one.append('dossier/a', version++, 1);
      })();
      await eventually('some are applied', async () => (await consumer.appliedCount()) > 20);
      await consumer.stop();
      const effects = (await one.effects()).length;
      expect(await consumer.appliedCount()).toBe(effects);
      go = false;
      await appended;
      await delay(200);
      expect(await one.effects()).toHaveLength(effects);
      await allApplied(await consume(), version);
      expectOnceInOrder(await one.effects(), { 'dossier/a': version });
    }, 60_000);
  });
};

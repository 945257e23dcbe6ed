import { setTimeout as delay } from 'node:timers/promises';
import type { PoolClient } from 'pg';
import { memoryStore } from './memory-store.js';
import type { EventStore, StoredEvent, Subscription } from './port.js';
import { postgresStore } from './postgres-store.js';
import { subscribe, subscribeInMemory, type SubscriptionOptions } from './subscription.js';
import { write } from './testing/appends.test.js';
import { describeOnPostgres, emptyLog, migratedDatabase, type Database } from './testing/database.test.js';

type Options = Pick<SubscriptionOptions<unknown>, 'log' | 'handler'> & Partial<SubscriptionOptions<unknown>>;

/** What every subscription does, whatever keeps its checkpoint. */
const describeSubscription = (
  name: string,
  fresh: () => Promise<{ store: EventStore; follow: (options: Options) => Subscription }>,
): void => {
  describe(name, () => {
    let store: EventStore;
    let follow: (options: Options) => Subscription;
    let seen: number[];
    const note = async (events: readonly StoredEvent[]) => void seen.push(...events.map(({ position }) => position));
    const upTo = (n: number) => Array.from({ length: n }, (_, i) => i + 1);
    const until = async (done: () => boolean) => {
      for (let waited = 0; !done() && waited < 500; waited += 1) await delay(10);
    };
    beforeEach(async () => {
      ({ store, follow } = await fresh());
      seen = [];
    });
    afterEach(() => store.close());

    it('handles the log in order, page by page, and goes on from where it stopped', async () => {
      await store.append(write('dossier/a', 0, {}, 7));
      const pages: number[] = [];
      const handler = async (events: readonly StoredEvent[]) => (pages.push(events.length), note(events));
      expect(await follow({ log: store, handler, pageSize: 3 }).catchUp()).toBe(7);
      expect(pages).toEqual([3, 3, 1]);
      await store.append(write('dossier/a', 7, {}, 2));
      const again = follow({ log: store, handler });
      expect(await again.catchUp()).toBe(9);
      expect(await again.position()).toBe(9);
      expect(seen).toEqual(upTo(9));
    });

    it('does not move past a page that its handler could not take', async () => {
      await store.append(write('dossier/a', 0, {}, 6));
      let failing = true;
      const handler = async (events: readonly StoredEvent[]) => {
        if (failing && events[0]!.position === 4) throw new Error('not now');
        await note(events);
      };
      const subscription = follow({ log: store, handler, pageSize: 3 });
      await expect(subscription.catchUp()).rejects.toThrow('not now');
      expect(await subscription.position()).toBe(3);
      failing = false;
      await subscription.catchUp();
      expect(seen).toEqual(upTo(6));
    });

    it('keeps up by itself, at once when nudged, until it is stopped', async () => {
      const subscription = follow({ log: store, handler: note, pollMs: 60_000 });
      subscription.start();
      subscription.start();
      await delay(20);
      for (let i = 0; i < 5; i += 1) {
        await store.append(write(`dossier/${i}`, 0));
        subscription.nudge();
      }
      await until(() => seen.length === 5);
      await subscription.stop();
      await store.append(write('dossier/late', 0));
      subscription.nudge();
      await delay(20);
      expect(seen).toEqual(upTo(5));
      subscription.start();
      await until(() => seen.length === 6);
      await subscription.stop();
      expect(seen).toEqual(upTo(6));
    });

    it('tries again after a failure, tells of each, and skips nothing', async () => {
      await store.append(write('dossier/a', 0, {}, 4));
      const failures: number[] = [];
      let left = 3;
      const handler = async (events: readonly StoredEvent[]) => {
        if (left-- > 0) throw new Error('not now');
        await note(events);
      };
      const subscription = follow({ log: store, handler, pageSize: 2, pollMs: 5, onError: (_, where) => failures.push(where.failures) });
      subscription.start();
      await until(() => seen.length === 4);
      await subscription.stop();
      expect(failures).toEqual([1, 2, 3]);
      expect(seen).toEqual(upTo(4));
    });

    it('stops while it is failing', async () => {
      await store.append(write('dossier/a', 0));
      const subscription = follow({ log: store, handler: () => Promise.reject(new Error('never')) });
      subscription.start();
      await delay(30);
      await subscription.stop();
      expect(await subscription.position()).toBe(0);
    });

    it('refuses a log with a gap', async () => {
      await store.append(write('dossier/a', 0, {}, 3));
      const holed = {
        head: store.head,
        readAll: async function* () {
          for await (const page of store.readAll()) yield page.filter(({ position }) => position !== 2);
        },
      };
      const subscription = follow({ log: holed, handler: note });
      await expect(subscription.catchUp()).rejects.toThrow('was to read 2 and got 3');
      expect(seen).toEqual([]);
    });

    it('refuses a log that is shorter than what it has read', async () => {
      await store.append(write('dossier/a', 0, {}, 3));
      const subscription = follow({ log: store, handler: note });
      await subscription.catchUp();
      await expect(follow({ log: memoryStore(), handler: note }).catchUp()).rejects.toThrow('beyond the log’s end');
    });
  });
};

describeSubscription('a subscription in memory', async () => {
  const checkpoints = new Map<string, number>();
  return {
    store: memoryStore(),
    follow: (options) => subscribeInMemory({ name: 'reader', onError: () => undefined, checkpoints, ...options }),
  };
});

describeOnPostgres('a subscription on PostgreSQL', () => {
  let database: Database;
  beforeAll(async () => {
    database = await migratedDatabase();
    await database.pool.query('CREATE TABLE effects (position bigint PRIMARY KEY)');
  });
  afterAll(() => database.drop());
  const fresh = async () => {
    await emptyLog(database);
    await database.pool.query('TRUNCATE effects');
    return {
      store: postgresStore({ connection: database.connection, readers: 3 }),
      follow: (options: Options) => subscribe({ name: 'reader', onError: () => undefined, pool: database.pool, ...options }),
    };
  };
  describeSubscription('as every subscription', fresh);

  it('commits its effects with its checkpoint, or neither', async () => {
    const { store, follow } = await fresh();
    await store.append(write('dossier/a', 0, {}, 4));
    let failing = true;
    const handler = async (events: readonly StoredEvent[], tx: unknown) => {
      for (const { position } of events) await (tx as PoolClient).query('INSERT INTO effects VALUES ($1)', [position]);
      if (failing && events[0]!.position === 3) throw new Error('not now');
    };
    const effects = async () =>
      (await database.pool.query('SELECT position::int FROM effects ORDER BY position')).rows.map((row) => row.position);
    const subscription = follow({ log: store, handler, pageSize: 2 });
    await expect(subscription.catchUp()).rejects.toThrow('not now');
    expect(await effects()).toEqual([1, 2]);
    failing = false;
    await subscription.catchUp();
    expect(await effects()).toEqual([1, 2, 3, 4]);
    await store.close();
  });

  it('misses nothing and repeats nothing behind several appenders whose commits overtake one another', async () => {
    const { store, follow } = await fresh();
    const appenders = Array.from({ length: 4 }, () => postgresStore({ connection: database.connection, readers: 1 }));
    const handler = async (events: readonly StoredEvent[], tx: unknown) =>
      void (await (tx as PoolClient).query('INSERT INTO effects SELECT unnest($1::bigint[])', [events.map(({ position }) => position)]));
    const readers = [1, 2].map(() => follow({ log: store, handler, pageSize: 7, pollMs: 1 }));
    readers.forEach((reader) => reader.start());
    await Promise.all(
      appenders.map(async (appender, a) => {
        for (let i = 0; i < 40; i += 1) await Promise.all([1, 2, 3].map((n) => appender.append(write(`dossier/${a}-${i}-${n}`, 0))));
      }),
    );
    expect(await readers[0]!.catchUp()).toBe(480);
    await Promise.all(readers.map((reader) => reader.stop()));
    expect((await database.pool.query('SELECT count(*)::int AS n, max(position)::int AS last FROM effects')).rows).toEqual([
      { n: 480, last: 480 },
    ]);
    await Promise.all([store, ...appenders].map((one) => one.close()));
  });

  it('does not see what is not committed, however long that takes', async () => {
    const { store, follow } = await fresh();
    const seen: number[] = [];
    const subscription = follow({
      log: store,
      handler: async (events) => void seen.push(...events.map(({ position }) => position)),
      pollMs: 1,
    });
    subscription.start();
    const lock = await database.pool.connect();
    await lock.query('BEGIN; SELECT pg_advisory_xact_lock(7021001)');
    const waiting = [1, 2, 3].map((n) => store.append(write(`dossier/${n}`, 0)));
    await delay(50);
    expect(seen).toEqual([]);
    await lock.query('COMMIT');
    lock.release();
    await Promise.all(waiting);
    await subscription.catchUp();
    await subscription.stop();
    expect(seen).toEqual([1, 2, 3]);
    await store.close();
  });
});

import { setTimeout as delay } from 'node:timers/promises';
import type { PoolClient } from 'pg';
import { memoryStore } from './memory-store.js';
import type { EventStore, StoredEvent, Subscription } from './port.js';
import { postgresStore } from './postgres-store.js';
import { subscribe, type SubscriptionOptions } from './subscription.js';
import { collect, write } from './testing/appends.test.js';
import { describeOnPostgres, emptyLog, migratedDatabase, type Database } from './testing/database.test.js';

type Options = Pick<SubscriptionOptions, 'log' | 'handler'> & Partial<SubscriptionOptions>;

/** A backup of the log, made at a position. */
const copyOf = async (store: EventStore, upTo: number) => ({ ...(await store.identity()), events: await collect(store.readAll({ upTo })) });

describeOnPostgres('a subscription', () => {
  let database: Database;
  let store: EventStore;
  let seen: number[];
  const follow = (options: Options): Subscription =>
    subscribe({ name: 'reader', onError: () => undefined, pool: database.pool, ...options });
  const note = async (events: readonly StoredEvent[]) => void seen.push(...events.map(({ position }) => position));
  const upTo = (n: number) => Array.from({ length: n }, (_, i) => i + 1);
  const until = async (done: () => boolean) => {
    for (let waited = 0; !done() && waited < 500; waited += 1) await delay(10);
  };
  beforeAll(async () => {
    database = await migratedDatabase();
    await database.pool.query('CREATE TABLE effects (position bigint PRIMARY KEY)');
  });
  afterAll(() => database.drop());
  beforeEach(async () => {
    await emptyLog(database);
    await database.pool.query('TRUNCATE effects');
    store = postgresStore({ connection: database.connection, readers: 3 });
    seen = [];
  });
  afterEach(() => store.close());

  it('handles the log in order, page by page, and continues where it stopped', async () => {
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

  it('does not move past a page that its handler failed on', async () => {
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

  it('follows the log by itself, at once when woken, until it is stopped', async () => {
    const subscription = follow({ log: store, handler: note, pollMs: 60_000 });
    subscription.start();
    subscription.start();
    await delay(20);
    for (let i = 0; i < 5; i += 1) {
      await store.append(write(`dossier/${i}`, 0));
      subscription.wake();
    }
    await until(() => seen.length === 5);
    await subscription.stop();
    await store.append(write('dossier/late', 0));
    subscription.wake();
    await delay(20);
    expect(seen).toEqual(upTo(5));
    subscription.start();
    await until(() => seen.length === 6);
    await subscription.stop();
    expect(seen).toEqual(upTo(6));
  });

  it('repeats a failed page, reports each failure, and skips nothing', async () => {
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

  it('can be stopped while it is failing', async () => {
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
      look: store.look,
      readAll: async function* () {
        for await (const page of store.readAll()) yield page.filter(({ position }) => position !== 2);
      },
    };
    const subscription = follow({ log: holed, handler: note });
    await expect(subscription.catchUp()).rejects.toThrow('expected position 2 and read 3');
    expect(seen).toEqual([]);
  });

  it('refuses a log that is shorter than its checkpoint', async () => {
    await store.append(write('dossier/a', 0, {}, 3));
    const subscription = follow({ log: store, handler: note });
    await subscription.catchUp();
    const shorter = memoryStore(await copyOf(store, 2));
    await expect(follow({ log: shorter, handler: note }).catchUp()).rejects.toThrow('no epoch says where it parts');
    await database.pool.query('UPDATE checkpoints SET log_id = NULL, epoch = NULL, hash = NULL');
    await expect(follow({ log: shorter, handler: note }).catchUp()).rejects.toThrow('beyond the end of the log');
  });

  it('stops at an earlier copy of the log that has grown past its checkpoint, and says where the two part', async () => {
    await store.append(write('dossier/a', 0, {}, 3));
    await follow({ log: store, handler: note }).catchUp();
    const copy = await copyOf(store, 2);
    const second = { epoch: 2, after: 2, hash: '' };
    const restored = memoryStore({ ...copy, epochs: [...copy.epochs, second] });
    await restored.append(write('dossier/b', 0, {}, 4));
    const subscription = follow({ log: restored, handler: note });
    await expect(subscription.catchUp()).rejects.toThrow('it parts from the log after position 2');
    expect([seen, await subscription.position()]).toEqual([upTo(3), 3]);
  });

  it('stops at another log', async () => {
    await store.append(write('dossier/a', 0));
    await follow({ log: store, handler: note }).catchUp();
    await expect(follow({ log: memoryStore(), handler: note }).catchUp()).rejects.toThrow('of another log');
  });

  it('takes nothing of a page if the log was replaced before the page was read', async () => {
    await store.append(write('dossier/a', 0, {}, 3));
    await follow({ log: store, handler: note }).catchUp();
    const restored = memoryStore(await copyOf(store, 2));
    await restored.append(write('dossier/b', 0, {}, 4));
    let looks = 0;
    const replaced: Pick<EventStore, 'look' | 'readAll'> = {
      look: async (position) => ((looks += 1) === 1 ? { ...(await store.look(position)), head: 6 } : restored.look(position)),
      readAll: (options) => restored.readAll(options),
    };
    await expect(follow({ log: replaced, handler: note }).catchUp()).rejects.toThrow('a branch that is no more');
    expect(seen).toEqual(upTo(3));
  });

  it('learns its place with the next page if its checkpoint has none yet', async () => {
    await store.append(write('dossier/a', 0, {}, 2));
    await follow({ log: store, handler: note }).catchUp();
    await database.pool.query('UPDATE checkpoints SET log_id = NULL, epoch = NULL, hash = NULL');
    await store.append(write('dossier/a', 2));
    await follow({ log: store, handler: note }).catchUp();
    const { logId } = await store.identity();
    const { rows } = await database.pool.query(`SELECT position::int, log_id, epoch, encode(hash, 'hex') AS hash FROM checkpoints`);
    expect(rows).toEqual([{ position: 3, log_id: logId, epoch: 1, hash: (await store.look(3)).hash }]);
  });

  it('commits its effects and its checkpoint together or not at all', async () => {
    await store.append(write('dossier/a', 0, {}, 4));
    let failing = true;
    const handler = async (events: readonly StoredEvent[], tx: PoolClient) => {
      for (const { position } of events) await tx.query('INSERT INTO effects VALUES ($1)', [position]);
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
  });

  it('misses nothing and repeats nothing behind several concurrent appenders', async () => {
    const appenders = Array.from({ length: 4 }, () => postgresStore({ connection: database.connection, readers: 1 }));
    const handler = async (events: readonly StoredEvent[], tx: PoolClient) =>
      void (await tx.query('INSERT INTO effects SELECT unnest($1::bigint[])', [events.map(({ position }) => position)]));
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
    await Promise.all(appenders.map((one) => one.close()));
  });

  it('does not read events that are not committed yet', async () => {
    const subscription = follow({
      log: store,
      handler: note,
      pollMs: 1,
    });
    subscription.start();
    const lock = await database.pool.connect();
    await lock.query('BEGIN; LOCK TABLE append_lock IN EXCLUSIVE MODE');
    const waiting = [1, 2, 3].map((n) => store.append(write(`dossier/${n}`, 0)));
    await delay(50);
    expect(seen).toEqual([]);
    await lock.query('COMMIT');
    lock.release();
    await Promise.all(waiting);
    await subscription.catchUp();
    await subscription.stop();
    expect(seen).toEqual([1, 2, 3]);
  });
});

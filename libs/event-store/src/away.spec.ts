import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { OutcomeUnknown } from './appends.js';
import type { EventStore } from './port.js';
import { postgresStore } from './postgres-store.js';
import { openPool } from './session.js';
import { write } from './testing/appends.test.js';
import { describeOnPostgres, emptyLog, migratedDatabase, type Database } from './testing/database.test.js';

const ATTEMPT_MS = 300;
const GONE = new Error('the caller is gone');

describeOnPostgres('the event store while the database does not answer', () => {
  let database: Database;
  let store: EventStore;
  beforeAll(async () => {
    database = await migratedDatabase();
  });
  afterAll(() => database.drop());
  beforeEach(async () => {
    await emptyLog(database);
    store = postgresStore({ connection: database.connection, readers: 2, attemptMs: ATTEMPT_MS });
    await store.append(write('dossier/before', 0));
    await store.readStream('dossier/before');
  });
  afterEach(() => store.close());

  /** Another session holds a lock until the returned function is called. */
  const locked = async (sql: string): Promise<() => Promise<void>> => {
    const holder = new pg.Client(database.connection);
    await holder.connect();
    await holder.query(`BEGIN; ${sql}`);
    return () => holder.end();
  };
  const appendLocked = () => locked('LOCK TABLE append_lock IN EXCLUSIVE MODE');
  const eventsLocked = () => locked('LOCK TABLE events IN ACCESS EXCLUSIVE MODE');
  const patience = (ms: number): AbortSignal => {
    const end = new AbortController();
    void delay(ms).then(() => end.abort(GONE));
    return end.signal;
  };

  it('does not know the outcome of an append that was sent, and answers its repeat as the first time', async () => {
    const release = await appendLocked();
    const append = write('dossier/a', 0);
    await expect(store.within(patience(100)).append(append)).rejects.toThrow(OutcomeUnknown);
    await release();
    const repeat = await store.append(append);
    expect(['appended', 'repeated']).toContain(repeat.outcome);
    expect(await store.append(append)).toMatchObject({ outcome: 'repeated', result: append.result });
    expect(await store.readStream('dossier/a')).toHaveLength(1);
  });

  it('has not sent an append whose caller left the queue', async () => {
    const release = await appendLocked();
    // Two batches are in flight; a third append waits for them.
    const flying = [0, 1].map(async (n) => {
      await delay(n * 20);
      return store.append(write(`dossier/${n}`, 0));
    });
    await delay(80);
    const append = write('dossier/queued', 0);
    await expect(store.within(patience(50)).append(append)).rejects.toBe(GONE);
    await release();
    await Promise.all(flying);
    expect(await store.findCommand(append.commandId)).toBeNull();
  });

  it('answers at once when it is back, however many calls were abandoned', async () => {
    const release = await Promise.all([appendLocked(), eventsLocked()]);
    const abandoned = Array.from({ length: 30 }, (_, n) => {
      const log = store.within(patience(20 + n * 20));
      return Promise.allSettled([log.readStream('dossier/before'), log.head(), log.append(write('dossier/a', 0))]);
    });
    for (const calls of await Promise.all(abandoned))
      expect(calls.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    await Promise.all(release.map((one) => one()));
    expect(await store.within(AbortSignal.timeout(5_000)).readStream('dossier/before')).toHaveLength(1);
    const { outcome } = await store.within(AbortSignal.timeout(5_000)).append(write('dossier/b', 0));
    // Its first attempt may be committed after it was given up; the second then finds the command.
    expect(['appended', 'repeated']).toContain(outcome);
    expect(await store.readStream('dossier/b')).toHaveLength(1);
  });

  it('takes a silent connection for lost, and asks again on another', async () => {
    const release = await eventsLocked();
    const head = store.head();
    await delay(ATTEMPT_MS * 2);
    await release();
    expect(await head).toBe(1);
  });

  it('closes a connection whose query got no answer in time, so that no later query waits for it', async () => {
    const pool = openPool({ ...database.connection, max: 1, query_timeout: 200 });
    const client = await pool.connect();
    await expect(client.query('SELECT pg_sleep(60)')).rejects.toThrow('timeout');
    client.release();
    await delay(20);
    expect((await pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
    await pool.end();
  });
});

import { setTimeout as delay } from 'node:timers/promises';
import fc from 'fast-check';
import { APPEND_SQL, appendParameters, prepareAppend } from './append-batch.js';
import type { Append, AppendOutcome, EventStore, StoredEvent } from './port.js';
import { postgresStore } from './postgres-store.js';
import { collect, write } from './testing/appends.test.js';
import { describeOnPostgres, emptyLog, migratedDatabase, type Database } from './testing/database.test.js';

describeOnPostgres('concurrent writers', () => {
  let database: Database;
  let stores: EventStore[];
  beforeAll(async () => {
    database = await migratedDatabase();
  });
  afterAll(() => database.drop());
  const closeStores = () => Promise.all(stores.map((store) => store.close()));
  /** Each store has its own connections, as in a separate process. A store that has seen a log refuses one that was emptied. */
  const begin = async () => {
    await emptyLog(database);
    stores = Array.from({ length: 4 }, () =>
      postgresStore({ connection: { ...database.connection, application_name: 'writer' }, readers: 2 }),
    );
  };
  beforeEach(begin);
  afterEach(closeStores);

  /** Terminates every connection of the stores, also during a query. */
  const breakConnections = () =>
    database.pool.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'writer' AND datname = current_database()`,
    );

  const expectDense = (log: readonly StoredEvent[]) => {
    expect(log.map(({ position }) => position)).toEqual(log.map((_, i) => i + 1));
    const versions = new Map<string, number>();
    for (const { streamId, streamVersion } of log) {
      expect(streamVersion).toBe((versions.get(streamId) ?? 0) + 1);
      versions.set(streamId, streamVersion);
    }
    log.forEach(({ recordedAt }, i) => expect(recordedAt >= (log[i - 1]?.recordedAt ?? '')).toBe(true));
  };

  it('keep positions dense and neither lose nor repeat an event, while their connections break at random', async () => {
    const plan = fc.record({
      writers: fc.array(
        fc.array(
          fc.record({
            stream: fc.integer({ min: 0, max: 3 }),
            events: fc.integer({ min: 1, max: 3 }),
            claim: fc.integer({ min: 0, max: 5 }),
          }),
          { minLength: 5, maxLength: 20 },
        ),
        { minLength: 4, maxLength: 12 },
      ),
      breaks: fc.array(fc.integer({ min: 0, max: 15 }), { maxLength: 4 }),
    });
    await fc.assert(
      fc.asyncProperty(plan, async ({ writers, breaks }) => {
        await closeStores();
        await begin();
        const answered: { append: Append; answer: AppendOutcome }[] = [];
        const breaking = (async () => {
          for (const pause of breaks) {
            await delay(pause);
            await breakConnections();
          }
        })();
        await Promise.all(
          writers.map(async (commands, w) => {
            const store = stores[w % stores.length]!;
            for (const { stream, events, claim } of commands) {
              const streamId = `dossier/${stream}`;
              const [version] = await store.versions([streamId]);
              const append = write(streamId, version!, { claims: claim < 2 ? [{ kind: 'city', id: `${claim}`, streamId }] : [] }, events);
              answered.push({ append, answer: await store.append(append) });
            }
          }),
        );
        await breaking;

        const log = await collect(stores[0]!.readAll());
        expectDense(log);
        const [took, refused] = [
          answered.filter(({ answer }) => answer.outcome !== 'conflict'),
          answered.filter(({ answer }) => answer.outcome === 'conflict'),
        ];
        const ids = (some: typeof answered) =>
          some.flatMap(({ append }) => append.writes.flatMap((one) => one.events.map(({ eventId }) => eventId)));
        expect(log.map(({ eventId }) => eventId).sort()).toEqual(ids(took).sort());
        expect(took.length + refused.length).toBe(writers.flat().length);
        for (const { append, answer } of took) {
          const { position } = answer as { position: number };
          expect(log[position - 1]!.eventId).toBe(append.writes[0]!.events.at(-1)!.eventId);
        }
      }),
      { numRuns: 25 },
    );
  }, 120_000);

  it('on one version: exactly one succeeds', async () => {
    for (let version = 0; version < 10; version += 1) {
      const answers = await Promise.all(Array.from({ length: 32 }, (_, i) => stores[i % 4]!.append(write('dossier/a', version))));
      expect(answers.filter(({ outcome }) => outcome === 'appended')).toHaveLength(1);
    }
    expect(await stores[0]!.versions(['dossier/a'])).toEqual([10]);
  });

  it('cannot cause write skew: of two that each read the stream that the other writes, one is refused', async () => {
    for (let round = 0; round < 20; round += 1) {
      const [left, right] = [`dossier/left-${round}`, `dossier/right-${round}`];
      const answers = await Promise.all([
        stores[0]!.append(write(left, 0, { checks: [{ streamId: right, version: 0 }] })),
        stores[1]!.append(write(right, 0, { checks: [{ streamId: left, version: 0 }] })),
      ]);
      expect(answers.map(({ outcome }) => outcome).sort()).toEqual(['appended', 'conflict']);
    }
  });

  it('of one claim, each on its own stream: exactly one succeeds', async () => {
    const answers = await Promise.all(
      Array.from({ length: 32 }, (_, i) =>
        stores[i % 4]!.append(write(`dossier/${i}`, 0, { claims: [{ kind: 'city', id: '440100', streamId: `dossier/${i}` }] })),
      ),
    );
    expect(answers.filter(({ outcome }) => outcome === 'appended')).toHaveLength(1);
    expect(await stores[0]!.head()).toBe(1);
  });

  it('of one command id append once', async () => {
    const once = write('dossier/a', 0, { result: '{"n":1}' });
    const answers = await Promise.all(stores.map((store) => store.append(once)));
    expect(answers.map(({ outcome }) => outcome).sort()).toEqual(['appended', 'repeated', 'repeated', 'repeated']);
    expect(new Set(answers.map((answer) => (answer as { position: number }).position))).toEqual(new Set([1]));
  });

  it.each(['COMMIT', 'ROLLBACK'])('wait for one whose transaction ends late, and leave no gap after its %s', async (end) => {
    const slow = await database.pool.connect();
    await slow.query('BEGIN');
    await slow.query(APPEND_SQL, appendParameters([prepareAppend(write('dossier/slow', 0))]) as unknown[]);
    const waiting = stores.map((store, i) => store.append(write(`dossier/${i}`, 0)));
    await delay(50);
    expect(await stores[0]!.head()).toBe(0);
    await slow.query(end);
    slow.release();
    await Promise.all(waiting);
    const log = await collect(stores[0]!.readAll());
    expectDense(log);
    expect(log).toHaveLength(end === 'COMMIT' ? 5 : 4);
    expect(log[0]!.streamId === 'dossier/slow').toBe(end === 'COMMIT');
  });

  it('get the error of a server that stays away longer than their patience', async () => {
    const lost = postgresStore({
      connection: { ...database.connection, connectionString: 'postgres://nobody@127.0.0.1:1/none' },
      patienceMs: 100,
    });
    await expect(lost.append(write('dossier/a', 0))).rejects.toThrow('ECONNREFUSED');
    await expect(lost.head()).rejects.toThrow('ECONNREFUSED');
    await lost.close();
  });
});

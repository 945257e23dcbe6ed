import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { LogWentBack, migrate, openPool, postgresStore, type EventStore, type StoredEvent } from '@minglu/event-store';
import { appendOf, collect, databaseCopies, eventually, migratedDatabase } from '@minglu/event-store/testing';
import fc from 'fast-check';
import type { Pool, PoolClient } from 'pg';
import { anEvent, bench, type Bench } from './behaviour.test.js';
import { kafkaConsumer } from './kafka-consumer.js';
import { logConsumer } from './log-consumer.js';
import { publisherMigrations } from './migrations.js';
import type { Consumer } from './port.js';
import { publisher } from './publisher.js';
import { describeOnKafka, freshTopics, testSigningKey, trusting } from './testing/index.js';

/** Each run takes some seconds. */
const RUNS = process.env['MINGLU_LONG'] === '1' ? 50 : 2;
/** Cut connections are made again with growing pauses. */
const PATIENCE_MS = 120_000;
const STREAMS = ['dossier/a', 'dossier/b', 'campaign/c'] as const;
const PARTS = ['publisher', 'over-kafka', 'over-log'] as const;
type Part = (typeof PARTS)[number];

const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('append' as const),
      stream: fc.constantFrom(...STREAMS),
      count: fc.integer({ min: 1, max: 3 }),
    }),
  },
  // The parts get time or none, so the next step meets them at rest or at work.
  { weight: 4, arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.constantFrom(20, 200, 1_000) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('copy' as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('restore' as const), copy: fc.nat() }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('kill' as const), part: fc.constantFrom(...PARTS) }) },
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

/** A publisher says so while its log is older than the topics. */
const AHEAD = /the log does not have|beyond the end of the log/;

/** A part as a process: with connections of its own, that end with it. */
interface Process {
  readonly standing: () => Promise<string | null>;
  /** The last error that it has reported. */
  readonly lastError: () => string | null;
  /** Resolves to the number of events that it has dealt with. */
  readonly reached: () => Promise<number>;
  readonly parked: () => Promise<number>;
  /** It has seen that the log went back, after which a service ends and is started again. */
  readonly hasEnded: () => boolean;
  /** Cuts its connections to the databases, and stops the rest. */
  readonly kill: () => Promise<void>;
}

const entry = ({ streamId, streamVersion, contentHash }: StoredEvent): string =>
  `${streamId}@${streamVersion} ${Buffer.from(contentHash).toString('hex')}`;

const world = async (readers: Bench) => {
  await readers.database.pool.query(
    'TRUNCATE reading.checkpoints, reading.watermarks, reading.parked, reading.foreign_records, reading.offsets, reading.taken',
  );
  const database = await migratedDatabase();
  await migrate(database.pool, publisherMigrations);
  const copies = databaseCopies(database);
  await copies.take();
  const topics = await freshTopics();
  const processes = new Map<Part, Process>();

  const begin = (part: Part): Process => {
    const name = `${part}_${randomBytes(4).toString('hex')}`;
    const pool = openPool({ ...(part === 'publisher' ? database : readers.database).connection, max: 3, application_name: name });
    const log = postgresStore({ connection: { ...database.connection, application_name: name }, readers: 1 });
    let ended = false;
    let last: unknown = null;
    const onError = (error: unknown): void => {
      last = error;
      ended ||= error instanceof LogWentBack;
    };
    const works = part === 'publisher' ? publishing(pool, log, onError) : reading(part, pool, log, onError);
    return {
      ...works,
      lastError: () => (last === null ? null : String(last)),
      hasEnded: () => ended,
      kill: async () => {
        await readers.database.pool.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1', [name]);
        await works.stop();
        await Promise.all([log.close(), pool.end()]);
      },
    };
  };
  const publishing = (pool: Pool, log: EventStore, onError: (error: unknown) => void) => {
    const it = publisher({
      kafka: topics.kafka,
      pool,
      log,
      topics: topics.names,
      signingKey: testSigningKey,
      onError,
      pollMs: 20,
      compareMs: 100,
      leaseMs: 1_000,
      deliveryMs: 900,
    });
    it.start();
    return {
      stop: it.stop,
      standing: async () => (AHEAD.test(it.trouble() ?? '') ? it.trouble() : null),
      // An outage that it has not got over yet, since a copy or a restore cuts all connections.
      reached: async () => (it.trouble() === null ? it.position() : -1),
      parked: async () => (await it.setAside()).events,
    };
  };
  const reading = (part: Exclude<Part, 'publisher'>, pool: Pool, log: EventStore, onError: (error: unknown) => void) => {
    const handler = async (events: readonly StoredEvent[], tx: PoolClient): Promise<void> => {
      await tx.query('INSERT INTO reading.taken SELECT $1, * FROM unnest($2::text[])', [part, events.map(entry)]);
    };
    const common = { name: part, pool, schema: 'reading', handler, onError } as const;
    const it: Consumer =
      part === 'over-log'
        ? logConsumer({ ...common, log, checkpoints: 'reading.checkpoints', pollMs: 20 })
        : kafkaConsumer({
            ...common,
            ...trusting(log),
            kafka: topics.kafka,
            groupId: `${topics.names.dossier}-${part}`,
            topics: [topics.names.dossier, topics.names.reference],
          });
    void it.start();
    return { stop: it.stop, standing: it.standing, reached: it.appliedCount, parked: async () => (await it.parked()).length };
  };
  const restart = async (part: Part): Promise<void> => {
    await processes.get(part)?.kill();
    processes.set(part, begin(part));
  };
  for (const part of PARTS) await restart(part);

  const onLog = async <T>(use: (log: EventStore) => Promise<T>): Promise<T> => {
    const log = postgresStore({ connection: database.connection, readers: 1 });
    return use(log).finally(() => log.close());
  };
  const acts: { readonly [S in Step as S['do']]: (step: Extract<Step, { do: S['do'] }>) => Promise<void> } = {
    append: ({ stream, count }) =>
      onLog(async (log) => {
        const [version] = await log.versions([stream]);
        const events = Array.from({ length: count }, (_, i) => anEvent(version! + i + 1, 'PUBLIC'));
        const { outcome } = await log.append(appendOf({ writes: [{ streamId: stream, expectedVersion: version!, events }] }));
        expect(outcome).toBe('appended');
      }),
    wait: ({ ms }) => delay(ms),
    copy: copies.take,
    restore: ({ copy }) => copies.restore(copy),
    kill: ({ part }) => restart(part),
  };

  /** True if a part has caught up, or says why it does not; otherwise how far it has come. A part that has ended is started again. */
  const settled = async (part: Part, head: number): Promise<true | object> => {
    const it = processes.get(part)!;
    if (it.hasEnded()) await restart(part);
    const [standing, reached] = await Promise.all([processes.get(part)!.standing(), processes.get(part)!.reached()]);
    const isStarved = part === 'over-kafka' && (await processes.get('publisher')!.standing()) !== null;
    return standing !== null || reached === head || isStarved || { reached, lastError: processes.get(part)!.lastError() };
  };
  return {
    run: (one: Step): Promise<void> => (acts[one.do] as (step: Step) => Promise<void>)(one),
    check: async (): Promise<Readonly<Record<Part, string | null>>> => {
      const own = await onLog(async (log) => collect(log.readAll()));
      const found: Partial<Record<Part, unknown>> = {};
      const note = async (part: Part) => settled(part, own.length).catch((error: unknown) => String(error));
      await eventually(
        'each part has caught up, or says why not',
        async () => (await Promise.all(PARTS.map(async (part) => (found[part] = await note(part))))).every((one) => one === true),
        PATIENCE_MS,
      ).catch((error: unknown) => {
        throw new Error(`each part has caught up, or says why not: ${JSON.stringify({ head: own.length, ...found })}`, { cause: error });
      });
      const standing = Object.fromEntries(
        await Promise.all(PARTS.map(async (part) => [part, await processes.get(part)!.standing()] as const)),
      ) as Record<Part, string | null>;
      for (const part of ['over-kafka', 'over-log'] as const) {
        if (standing[part] !== null) continue;
        const { rows } = await readers.database.pool.query<{ entry: string }>(
          'SELECT entry FROM reading.taken WHERE reader = $1 ORDER BY seq',
          [part],
        );
        const isComplete = part === 'over-log' || standing.publisher === null;
        for (const stream of STREAMS) {
          const taken = rows.map((row) => row.entry).filter((one) => one.startsWith(`${stream}@`));
          const events = own.filter(({ streamId }) => streamId === stream).map(entry);
          expect({ part, taken }).toEqual({ part, taken: events.slice(0, isComplete ? events.length : taken.length) });
        }
        expect([part, await processes.get(part)!.parked()]).toEqual([part, 0]);
      }
      return standing;
    },
    close: async () => {
      await Promise.all([...processes.values()].map((one) => one.kill()));
      await copies.drop();
      await database.drop();
      await topics.drop();
    },
  };
};

describeOnKafka('publisher and readers on real servers, while the log is restored and they are killed', () => {
  let readers: Bench;
  beforeAll(async () => {
    readers = await bench();
    await readers.database.pool.query('CREATE TABLE reading.taken (reader text, entry text, seq bigserial)');
  });
  afterAll(() => readers.close());

  it('either equal the log or say why not', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 6, maxLength: 16 }), async (steps) => {
        const it = await world(readers);
        try {
          for (const next of steps) await it.run(next);
          const standing = await it.check();
          if (!steps.some((one) => one.do === 'restore'))
            expect(standing).toEqual({ publisher: null, 'over-kafka': null, 'over-log': null });
        } finally {
          await it.close();
        }
      }),
      { numRuns: RUNS, endOnFailure: true },
    );
  }, 3_600_000);
});

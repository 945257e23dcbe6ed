import { inTransaction, memoryStore, type EventStore, type LogIdentity, type StoredEvent } from '@minglu/event-store';
import { appendOf, collect, describeOnPostgres } from '@minglu/event-store/testing';
import fc from 'fast-check';
import type { Batch, KafkaMessage } from 'kafkajs';
import type { Pool, PoolClient } from 'pg';
import { anEvent, bench, type Bench } from './behaviour.test.js';
import { branchGuard } from './branch-guard.js';
import { inbox } from './inbox.js';
import { inboxQueries } from './inbox-queries.js';
import { logConsumer } from './log-consumer.js';
import { judgedBy, partitionBatches } from './partition-batch.js';
import { predecessors } from './predecessors.js';
import { signingKeyFrom, type SigningKey } from './record-keys.js';
import { recordVerifier } from './record-signature.js';
import { testSigningKey, trusting } from './testing/index.js';
import { topicMessages } from './topic-messages.js';
import { topicNames } from './topics.js';

const RUNS = process.env['MINGLU_LONG'] === '1' ? 2_000 : 60;
const STREAMS = ['dossier/a', 'dossier/b', 'dossier/c'] as const;
const NAMES = topicNames();
const OVER_KAFKA = 'over-kafka';
const OVER_LOG = 'over-log';

/** How the process of a reader fares while it takes a batch: it survives, or is killed before or after the work of its transaction. */
const fate = fc.constantFrom('survives' as const, 'survives' as const, 'dies-before' as const, 'dies-after' as const);
const step = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('append' as const),
      stream: fc.constantFrom(...STREAMS),
      count: fc.integer({ min: 1, max: 3 }),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('publish' as const), count: fc.integer({ min: 1, max: 4 }) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('take' as const), count: fc.integer({ min: 1, max: 4 }), again: fc.nat(2), fate }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('follow' as const), fate }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('copy' as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('restore' as const), copy: fc.nat(), declared: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('forge' as const), stream: fc.constantFrom(...STREAMS) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('rebuild' as const), reader: fc.constantFrom(OVER_KAFKA, OVER_LOG) }) },
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

/** The log is restored from an older copy, which lacks a published event, and then from a newer one that has it. */
const LEFT_OUT: Step[] = [
  { do: 'append', stream: 'dossier/a', count: 1 },
  { do: 'publish', count: 1 },
  { do: 'copy' },
  { do: 'restore', copy: 0, declared: false },
  { do: 'take', count: 1, again: 0, fate: 'survives' },
  { do: 'restore', copy: 1, declared: false },
];

class Killed extends Error {}
type Copy = LogIdentity & { readonly events: readonly StoredEvent[] };

const copyOf = async (log: EventStore): Promise<Copy> => ({ ...(await log.identity()), events: await collect(log.readAll()) });
const entry = ({ streamId, streamVersion, contentHash }: StoredEvent): string =>
  `${streamId}@${streamVersion} ${Buffer.from(contentHash).toString('hex')}`;

/**
 * A log and a topic in memory, and one reader of each with its tables in PostgreSQL. `check` holds after every step.
 * The publisher is careless: it publishes over a topic that is ahead of its log, as no publisher of ours does.
 */
const world = async (pool: Pool) => {
  await pool.query(
    'TRUNCATE reading.checkpoints, reading.watermarks, reading.parked, reading.foreign_records, reading.offsets, reading.taken',
  );
  let log = memoryStore();
  let published = 0;
  const topic: KafkaMessage[] = [];
  /** A new installation has a backup of its empty log. */
  const copies: { readonly of: Copy; readonly published: number }[] = [{ of: await copyOf(log), published: 0 }];
  let dies = false;
  let restored = false;
  let forged = 0;

  const note = (reader: string) => async (events: readonly StoredEvent[], tx: PoolClient) => {
    await tx.query('INSERT INTO reading.taken SELECT $1, * FROM unnest($2::text[])', [reader, events.map(entry)]);
    if (dies) throw Object.assign(new Killed(), { code: '57P01' }); // as if the connection was lost
  };
  const box = inbox({ consumer: OVER_KAFKA, schema: 'reading', handler: note(OVER_KAFKA) });
  const kafkaTables = inboxQueries(pool, 'reading', OVER_KAFKA, box);
  const overLog = () =>
    logConsumer({
      name: OVER_LOG,
      log,
      pool,
      schema: 'reading',
      checkpoints: 'reading.checkpoints',
      handler: note(OVER_LOG),
      onError: (error) => {
        throw error;
      },
    });
  const overKafka = () => {
    const guard = branchGuard({ consumer: OVER_KAFKA, pool, schema: 'reading', log });
    const { publicKeys } = trusting(log);
    return { guard, judge: judgedBy({ guard, verify: recordVerifier(publicKeys, 'internal') }) };
  };
  const take = partitionBatches({ consumer: OVER_KAFKA, schema: 'reading', inbox: box });
  const offset = async (): Promise<number> => {
    const { rows } = await pool.query<{ next: string }>('SELECT next FROM reading.offsets WHERE consumer = $1', [OVER_KAFKA]);
    return Number(rows[0]?.next ?? 0);
  };

  const send = async (from: EventStore, events: readonly StoredEvent[], key: SigningKey): Promise<void> => {
    const places = await predecessors(from)(events, await from.identity());
    for (const { messages } of topicMessages(events, places, NAMES, key, NAMES.dossier))
      for (const { key: name, value, headers } of messages)
        topic.push({
          key: Buffer.from(String(name)),
          value: Buffer.from(String(value)),
          headers: Object.fromEntries(
            Object.entries(headers!).map(([header, content]) => [header, Buffer.from(content as string | Buffer)]),
          ),
          offset: String(topic.length),
          timestamp: '0',
          attributes: 0,
        });
  };
  const append = async (to: EventStore, stream: string, count: number): Promise<void> => {
    const [version] = await to.versions([stream]);
    const events = Array.from({ length: count }, (_, i) => anEvent(version! + i + 1));
    await to.append(appendOf({ writes: [{ streamId: stream, expectedVersion: version!, events }] }));
  };
  const deliver = async (from: number, count: number): Promise<void> => {
    const batch = { topic: NAMES.dossier, partition: 0, highWatermark: String(topic.length) } as Batch;
    const judged = await overKafka().judge(topic.slice(from, from + count));
    await inTransaction(pool, (tx) => take(batch, judged, tx));
  };

  const acts: { readonly [S in Step as S['do']]: (step: Extract<Step, { do: S['do'] }>) => Promise<unknown> } = {
    append: ({ stream, count }) => append(log, stream, count),
    publish: async ({ count }) => {
      const events = (await collect(log.readAll({ after: published }))).slice(0, count);
      await send(log, events, testSigningKey);
      published += events.length;
    },
    take: async ({ count, again, fate: how }) => {
      const from = Math.max(0, (await offset()) - again);
      dies = how === 'dies-after';
      if (how === 'dies-before') await overKafka().judge(topic.slice(from, from + count));
      else await deliver(from, count);
    },
    follow: async ({ fate: how }) => {
      dies = how === 'dies-after';
      if (how !== 'dies-before') await overLog().catchUp();
    },
    copy: async () => copies.push({ of: await copyOf(log), published }),
    // The checkpoint of the publisher stands in the database of the log, so it goes back too. An epoch is declared, or the restore is not seen.
    restore: async ({ copy, declared }) => {
      const { of, published: before } = copies[copy % copies.length]!;
      const last = of.epochs.at(-1)!;
      const epochs = [...of.epochs, { epoch: last.epoch + 1, after: of.events.length, hash: '' }];
      if (of.events.length < (await log.head())) restored = true;
      log = memoryStore(declared ? { ...of, epochs } : of);
      published = before;
    },
    forge: async ({ stream }) => {
      const other = memoryStore(await copyOf(log));
      await append(other, stream, 1);
      await send(other, (await collect(other.readAll())).slice(-1), signingKeyFrom(Buffer.alloc(32, 9)));
      forged += 1;
    },
    rebuild: async ({ reader }) => {
      for (const table of ['watermarks', 'parked', 'offsets'])
        await pool.query(`DELETE FROM reading.${table} WHERE consumer = $1`, [reader]);
      await pool.query('DELETE FROM reading.checkpoints WHERE name = $1', [reader]);
      await pool.query('DELETE FROM reading.taken WHERE reader = $1', [reader]);
    },
  };

  const taken = async (reader: string): Promise<readonly string[]> =>
    (await pool.query<{ entry: string }>('SELECT entry FROM reading.taken WHERE reader = $1 ORDER BY seq', [reader])).rows.map(
      (row) => row.entry,
    );
  const ofStreams = (entries: readonly string[]) => STREAMS.map((stream) => entries.filter((one) => one.startsWith(`${stream}@`)));

  return {
    run: async (one: Step): Promise<void> => {
      try {
        await (acts[one.do] as (step: Step) => Promise<unknown>)(one);
      } catch (error) {
        // A reader that was killed, or that refuses to read on. Other errors are faults.
        if (!(error instanceof Killed) && !/branch that is no more|beyond the end of the log/.test(String(error))) throw error;
      } finally {
        dies = false;
      }
    },
    /** Reads all that is there, as readers do that run on. */
    settle: async (): Promise<void> => {
      published = Math.min(published, await log.head());
      await send(log, await collect(log.readAll({ after: published })), testSigningKey);
      published = await log.head();
      const standing = await overKafka().guard.standing();
      const isToRefill = standing?.includes('has left out events') ?? false;
      if (isToRefill) await send(log, await collect(log.readAll()), testSigningKey);
      if (standing === null || isToRefill) await deliver(await offset(), topic.length);
      if ((await overLog().standing()) === null) await overLog().catchUp();
    },
    check: async (complete: boolean): Promise<void> => {
      const own = (await collect(log.readAll())).map(entry);
      const [kafka, direct] = [await taken(OVER_KAFKA), await taken(OVER_LOG)];
      const stands = { kafka: (await overKafka().guard.standing()) === null, direct: (await overLog().standing()) === null };
      // A reader of the log stops if, and only if, it holds an event that the log lost.
      expect({ stands: stands.direct, direct }).toEqual({ stands: direct.every((one) => own.includes(one)), direct });
      if (stands.direct) expect(direct).toEqual(own.slice(0, complete ? own.length : direct.length));
      const parked = await kafkaTables.parked();
      if (stands.kafka)
        ofStreams(own).forEach((events, index) => {
          const reached = ofStreams(kafka)[index]!;
          expect(reached).toEqual(events.slice(0, complete && parked.length === 0 ? events.length : reached.length));
        });
      if (!restored) expect([stands, parked]).toEqual([{ kafka: true, direct: true }, []]);
      if (complete && stands.kafka) expect(parked).toEqual([]);
      if (complete) expect((await overKafka().guard.standing()) ?? '').not.toContain('left out');
      if (complete && stands.kafka) expect(await kafkaTables.alarms()).toBe(forged);
    },
  };
};

describeOnPostgres('readers while the log, its topic and they themselves are restored and killed', () => {
  let one: Bench;
  beforeAll(async () => {
    one = await bench();
    await one.database.pool.query('CREATE TABLE reading.taken (reader text, entry text, seq bigserial)');
  });
  afterAll(() => one.close());

  it('either equal the log or say that they stand on another branch', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 30 }), async (steps) => {
        const it = await world(one.database.pool);
        for (const next of steps) {
          await it.run(next);
          await it.check(false);
        }
        await it.settle();
        await it.check(true);
      }),
      { numRuns: RUNS, examples: [[LEFT_OUT]] },
    );
  }, 1_200_000);
});

import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { APPEND_SQL, outcomeOf, appendParameters, prepareAppend, type OutcomeRow } from './append-batch.js';
import { memoryStore } from './memory-store.js';
import type { Append, AppendOutcome, EventStore, StoredEvent } from './port.js';
import { postgresStore } from './postgres-store.js';
import { asText } from './stored-event.js';
import { collect, appendOf, event } from './testing/appends.test.js';
import { describeOnPostgres, emptyLog, migratedDatabase, type Database } from './testing/database.test.js';

const stream = fc.constantFrom('dossier/a', 'dossier/b', 'dossier/c');
const kind = fc.constantFrom('city', 'title');
/** Distance from the right version: mostly 0. */
const off = fc.oneof({ weight: 5, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.constantFrom(-1, 1) });
/** Few enough that some are repeated. */
const COMMANDS = 80;
const few = <T>(arbitrary: fc.Arbitrary<T>, maxLength: number) => fc.array(arbitrary, { maxLength });

const abstractCommand = fc.record({
  id: fc.integer({ min: 0, max: COMMANDS - 1 }),
  content: fc.oneof({ weight: 9, arbitrary: fc.constant(1) }, { weight: 1, arbitrary: fc.constant(2) }),
  writes: few(
    fc.record({
      stream,
      off,
      follows: fc.oneof({ weight: 9, arbitrary: fc.constantFrom('last', null) }, { weight: 1, arbitrary: fc.constant('other') }),
      levels: few(fc.constantFrom('PUBLIC' as const, 'INTERNAL' as const), 2),
    }),
    2,
  ),
  checks: few(fc.record({ stream, off }), 1),
  claims: fc.uniqueArray(fc.record({ kind, id: fc.constantFrom('x', 'y'), streamId: stream }), {
    maxLength: 2,
    selector: ({ kind, id }) => kind + id,
  }),
  unheld: few(fc.record({ kind, id: fc.constantFrom('x', 'y') }), 1),
  releases: few(fc.record({ kind, streamId: stream }), 1),
  clock: fc.integer({ min: 0, max: 9 }),
});

describeOnPostgres('random batches', () => {
  let database: Database;
  beforeAll(async () => {
    database = await migratedDatabase();
  });
  afterAll(() => database.drop());

  it('have the same outcomes on PostgreSQL, sent at once, as in memory, one by one', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(abstractCommand, { minLength: 1, maxLength: 24 }), { minLength: 1, maxLength: 4 }),
        async (batches) => {
          await emptyLog(database);
          const [memory, postgres] = [memoryStore(), postgresStore({ connection: database.connection, readers: 2 })];
          try {
            for (const batch of batches) {
              const appends: Append[] = [];
              const expected: AppendOutcome[] = [];
              for (const abstract of batch) {
                const append = await concrete(abstract, memory);
                appends.push(append);
                expected.push(await memory.append(append));
              }
              const answers = await atOnce(database, appends);
              expect(answers.map(comparable)).toEqual(expected.map(comparable));
            }
            expect(await everything(postgres)).toEqual(await everything(memory));
          } finally {
            await postgres.close();
          }
        },
      ),
      { numRuns: 80 },
    );
  }, 60_000);
});

/** In one call of the SQL function: the store would send each append alone if the batch failed. */
const atOnce = async ({ pool }: Database, appends: readonly Append[]): Promise<AppendOutcome[]> => {
  const { rows } = await pool.query<OutcomeRow>({
    text: APPEND_SQL,
    values: appendParameters(appends.map(prepareAppend)),
    rowMode: 'array',
    types: asText,
  });
  return rows.map((row, i) => outcomeOf(row, appends[i]!));
};

const concrete = async (abstract: typeof abstractCommand extends fc.Arbitrary<infer T> ? T : never, store: EventStore): Promise<Append> => {
  const version = async (id: string, by: number) => Math.max(0, (await store.versions([id]))[0]! + by);
  return appendOf({
    commandId: `c${abstract.id}`,
    requestHash: new Uint8Array(32).fill(abstract.content),
    at: `2024-01-01T00:00:0${abstract.clock}.000Z`,
    writes: await Promise.all(
      abstract.writes.map(async (one) => ({
        streamId: one.stream,
        expectedVersion: await version(one.stream, one.off),
        follows:
          one.follows === 'last'
            ? ((await store.readStream(one.stream)).at(-1)?.eventId ?? null)
            : one.follows === 'other'
              ? randomUUID()
              : null,
        events: one.levels.map((level) => event({}, level)),
      })),
    ),
    checks: await Promise.all(abstract.checks.map(async (one) => ({ streamId: one.stream, version: await version(one.stream, one.off) }))),
    claims: abstract.claims,
    unheld: abstract.unheld,
    releases: abstract.releases,
    result: `{"of":${abstract.id}}`,
  });
};

/** If one command has several conflicts, either may be reported. */
const comparable = (outcome: AppendOutcome) => (outcome.outcome === 'conflict' ? { ...outcome, id: expect.any(String) } : outcome);

const everything = async (store: EventStore) => ({
  events: (await collect(store.readAll())).map(({ salt: _salt, contentHash: _hash, ...event }: StoredEvent) => event),
  claims: await Promise.all(['city', 'title'].flatMap((kind) => ['x', 'y'].map((id) => store.findClaim(kind, id)))),
  commands: await Promise.all(Array.from({ length: COMMANDS }, async (_, i) => (await store.findCommand(`c${i}`))?.position)),
});

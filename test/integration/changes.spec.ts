import fc from 'fast-check';
import { approver, city, command, expert, filing, municipality, officer, on, opening, province, someone } from '@minglu/dossier/testing';
import { inTransaction, placeAt, type StoredEvent } from '@minglu/event-store';
import { describeOnPostgres } from '@minglu/event-store/testing';
import { parseInstant, type Actor } from '@minglu/kernel';
import { projector, rebuild, type Change, type ChangePlace } from '@minglu/projections/adapters';
import { READ_MODEL, registry } from '@minglu/system';
import { given, inPublicity, systemOnDatabase, wholeLog, type SystemOnDatabase } from './support.js';

const CALLERS: readonly Actor[] = [
  officer,
  city('330200'),
  city('340100'),
  municipality('330200'),
  province('330000'),
  province('340000'),
  { ...expert, person: 'of no panel' },
  { role: 'subscriber', org: '-', person: 's' },
  { role: 'witness', org: '-', person: 'w' },
  someone,
];
const [RUNS, LIMIT_MS] = process.env['MINGLU_LONG'] === '1' ? [300, 600_000] : [15, 15_000];

/** The events reach the read model as from Kafka: in order within a stream, in any order among streams, in batches. */
describeOnPostgres('the changes of each caller', () => {
  let one: SystemOnDatabase;
  let events: readonly StoredEvent[];
  /** By caller: the events that his histories show. */
  const visible = new Map<Actor, ReadonlySet<string>>();

  beforeAll(async () => {
    one = await systemOnDatabase();
    const { casework, readModel } = one.system;
    await given(
      casework,
      opening({ caseId: 'a' }, on('2023-11-01'), '330100'),
      ...inPublicity('b', '340100', '2025-09-26', 'p-b'),
      ...inPublicity('c', '330200', '2025-09-26', 'p-c'),
      filing('o1', on('2025-09-28'), { caseId: 'c', publicityId: 'p-c' }),
      command(officer, on('2025-09-29', '11:00:00'), 'OpenInvestigation', {
        investigationId: 'i1',
        subject: 'c',
        clue: '来信',
        sourceProtected: true,
      }),
      command(approver, on('2025-09-29', '14:00:00'), 'CloseInvestigation', {
        investigationId: 'i1',
        finding: 'not-substantiated',
        reasons: '经查不实',
      }),
    );
    await one.system.runUntil(parseInstant(on('2025-10-20'))!);
    events = await wholeLog(one.system.store);
    for (const caller of CALLERS) {
      const pages = await Promise.all(['a', 'b', 'c'].map((id) => readModel.history(caller, id)));
      visible.set(caller, new Set(pages.flatMap((page) => page?.items.map(({ eventId }) => eventId) ?? [])));
    }
  }, 120_000);
  afterAll(() => one?.close(), 60_000);

  const changes = () => one.system.readModel.changes;
  const empty = async () => {
    await one.database.pool
      .query(`TRUNCATE query.dossiers, query.deadlines, query.campaigns, query.settings, query.reports, query.corrections,
      query.places, query.listed, query.totals, query.tag_totals, query.documents, query.steps, query.objections, query.changes, query.watermarks, query.parked;
      UPDATE query.change_counter SET last = 0, reached = '-infinity', all_chain = '', party_chain = '', public_chain = ''`);
  };
  const again = () =>
    rebuild({ owner: one.database.pool, log: one.system.log, registry, consumer: READ_MODEL, checkpoint: 'read-model/1', pageSize: 50 });
  const streamsOf = () => {
    const streams = new Map<string, StoredEvent[]>();
    for (const event of events) streams.set(event.streamId, [...(streams.get(event.streamId) ?? []), event]);
    return [...streams.values()];
  };

  /** A caller who pages at random moments. */
  const reader = (caller: Actor) => {
    let place: ChangePlace;
    const seen: Change[] = [];
    return {
      caller,
      seen,
      begin: async () => {
        place = await changes().begin(caller, null);
      },
      page: async (limit: number): Promise<boolean> => {
        const { items, upTo, isFull } = await changes().read(caller, place, limit);
        for (const { change } of items) seen.push(change);
        // A caller may stop at any item, as a stream does that is cut.
        place = upTo;
        return isFull;
      },
      stopAt: async (limit: number, item: number): Promise<void> => {
        const { items } = await changes().read(caller, place, limit);
        const taken = items.slice(0, item);
        for (const { change } of taken) seen.push(change);
        if (taken.length > 0) place = taken.at(-1)!.place;
      },
    };
  };

  const step = fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constant('deliver' as const),
        stream: fc.nat(),
        count: fc.integer({ min: 1, max: 12 }),
        with: fc.nat(),
      }),
    },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('page' as const), caller: fc.nat(), limit: fc.integer({ min: 1, max: 20 }) }) },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant('cut' as const),
        caller: fc.nat(),
        limit: fc.integer({ min: 1, max: 20 }),
        item: fc.nat({ max: 20 }),
      }),
    },
  );
  type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

  it(
    'come exactly once and in one order, whenever he pages, while they arrive without order and through a rebuild',
    async () => {
      const run = async (steps: readonly Step[], isRebuilt: boolean): Promise<void> => {
        await empty();
        const handle = projector(registry);
        const waiting = streamsOf();
        const arrived: string[] = [];
        const readers = CALLERS.map(reader);
        for (const one of readers) await one.begin();
        const take = (stream: number, count: number) => waiting[stream % waiting.length]!.splice(0, count);
        const deliver = async (page: readonly StoredEvent[]) => {
          if (page.length === 0) return;
          await inTransaction(one.database.pool, (tx) => handle(page, tx));
          for (const { eventId } of page) arrived.push(eventId);
        };
        for (const one of steps)
          if (one.kind === 'deliver') await deliver([...take(one.stream, one.count), ...take(one.with, one.count)]);
          else if (one.kind === 'page') await readers[one.caller % readers.length]!.page(one.limit);
          else await readers[one.caller % readers.length]!.stopAt(one.limit, one.item);
        if (isRebuilt) {
          await again();
          const had = new Set(arrived);
          for (const { eventId } of events) if (!had.has(eventId)) arrived.push(eventId);
        } else for (const rest of waiting) await deliver(rest);
        for (const { caller, page, seen } of readers) {
          while (await page(7));
          const mine = visible.get(caller)!;
          expect([caller, seen.map(({ eventId }) => eventId)]).toEqual([caller, arrived.filter((id) => mine.has(id))]);
        }
      };
      let last: Promise<void> = Promise.resolve();
      await fc.assert(
        fc.asyncProperty(
          fc.array(step, { minLength: 10, maxLength: 60 }),
          fc.boolean(),
          (steps, isRebuilt) => (last = run(steps, isRebuilt)),
        ),
        { numRuns: RUNS, interruptAfterTimeLimit: LIMIT_MS },
      );
      // The limit leaves the last run on its way. It would write into the tables of the next test.
      await last;
    },
    LIMIT_MS + 120_000,
  );

  it('come to an expert while he sits on the panel, and none of them twice', async () => {
    await empty();
    const handle = projector(registry);
    const [own] = streamsOf().filter(([event]) => event!.streamId === 'dossier/b');
    const { page, seen, begin } = reader(expert);
    await begin();
    const internal = new Set(events.filter(({ publicVersion }) => publicVersion === null).map(({ eventId }) => eventId));
    let told = 0;
    for (const event of own!) {
      await inTransaction(one.database.pool, (tx) => handle([event], tx));
      const from = seen.length;
      while (await page(3));
      const isSeated = (await one.system.readModel.dossier(expert, 'b'))?.status === 'UNDER_REVIEW';
      const more = seen.slice(from).filter(({ eventId }) => internal.has(eventId)).length;
      if (!isSeated) expect(more).toBe(0);
      told += more;
    }
    expect(told).toBeGreaterThan(0);
    expect(new Set(seen.map(({ eventId }) => eventId)).size).toBe(seen.length);
  }, 60_000);

  it('since an instant are exactly those recorded from then on', async () => {
    await empty();
    await again();
    const since = parseInstant(on('2025-09-28'))!;
    const late = new Set(events.filter(({ recordedAt }) => recordedAt >= since).map(({ eventId }) => eventId));
    expect(late.size).toBeGreaterThan(2);
    for (const caller of CALLERS) {
      const { items } = await changes().read(caller, await changes().begin(caller, since), 500);
      expect([caller, items.map(({ change }) => change.eventId)]).toEqual([
        caller,
        events.flatMap(({ eventId }) => (late.has(eventId) && visible.get(caller)!.has(eventId) ? [eventId] : [])),
      ]);
    }
  }, 60_000);

  it('have the number and the status that his history and his lists have', async () => {
    await empty();
    await again();
    for (const caller of CALLERS) {
      const start = await changes().begin(caller, parseInstant(on('2020-01-01'))!);
      const { items } = await changes().read(caller, start, 500);
      const last = new Map<string, Change>();
      for (const { change } of items) {
        const { items: history } = (await one.system.readModel.history(caller, change.caseId))!;
        expect([change.eventId, change.type]).toEqual([history[change.version - 1]!.eventId, history[change.version - 1]!.type]);
        last.set(change.caseId, change);
      }
      for (const { caseId, status } of last.values())
        expect([caller, await one.system.readModel.dossier(caller, caseId)]).toMatchObject([caller, { caseId, status }]);
    }
  }, 60_000);

  it('are refused to a cursor whose order is no more: no change is missed or repeated in silence', async () => {
    await empty();
    const handle = projector(registry);
    const [first, second] = streamsOf().filter(([event]) => ['dossier/b', 'dossier/c'].includes(event!.streamId));
    for (const page of [first!, second!]) await inTransaction(one.database.pool, (tx) => handle(page, tx));
    const places = await Promise.all(CALLERS.map((caller) => changes().begin(caller, null)));
    await empty();
    for (const page of [second!, first!]) await inTransaction(one.database.pool, (tx) => handle(page, tx));
    for (const [index, caller] of CALLERS.entries()) await expect(changes().read(caller, places[index]!, 10)).rejects.toThrow();
    expect(places.every(({ number }) => number > 0)).toBe(true);
  }, 60_000);

  it('are numbered anew from the first event that the log lacks', async () => {
    await empty();
    await again();
    const lost = events.filter(({ streamId }) => streamId === 'dossier/c').at(-3)!;
    const numberOf = async ({ eventId }: StoredEvent) =>
      (await one.database.pool.query<{ number: string }>('SELECT number FROM query.changes WHERE event_id = $1', [eventId])).rows[0]!
        .number;
    const at = Number(await numberOf(lost));
    await one.database.pool.query(`UPDATE query.changes SET hash = sha256('other') WHERE number = $1`, [at]);
    const places = new Map<number, ChangePlace>();
    for (const { place } of (await changes().read(officer, await changes().begin(officer, parseInstant(on('2020-01-01'))!), 500)).items)
      places.set(place.number, place);
    await again();
    const { rows } = await one.database.pool.query<{ number: string }>('SELECT number FROM query.changes ORDER BY number');
    expect(rows.map(({ number }) => Number(number))).toEqual(rows.map((_, index) => index + 1));
    await expect(changes().read(officer, places.get(at - 1)!, 10)).resolves.toMatchObject({
      items: { length: rows.length - at + 1 < 10 ? rows.length - at + 1 : 10 },
    });
    expect((await placeAt(one.system.log, lost.position)).hash).toBe(Buffer.from(lost.contentHash).toString('hex'));
  }, 60_000);

  it('wait for a writer that has numbers and is not committed', async () => {
    await empty();
    const handle = projector(registry);
    const [first, second] = streamsOf().filter(([event]) => ['dossier/b', 'dossier/c'].includes(event!.streamId));
    const { pool } = one.database;
    const [slow, fast] = [await pool.connect(), await pool.connect()];
    try {
      await slow.query('BEGIN');
      await handle(first!, slow);
      await fast.query('BEGIN');
      const other = projector(registry)(second!, fast).then(() => fast.query('COMMIT'));
      for (let waits = false; !waits;) waits = (await pool.query('SELECT FROM pg_locks WHERE NOT granted')).rows.length > 0;
      expect(await changes().head()).toBe(0);
      await slow.query('COMMIT');
      await other;
      const { rows } = await pool.query<{ case_id: string }>('SELECT case_id FROM query.changes ORDER BY number');
      expect(rows.map(({ case_id }) => case_id)).toEqual([...first!, ...second!].map(({ streamId }) => streamId.slice('dossier/'.length)));
    } finally {
      slow.release();
      fast.release();
    }
  }, 60_000);
});

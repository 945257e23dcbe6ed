import type { CommandHandler } from '@minglu/casework';
import { consent, on, opening } from '@minglu/dossier/testing';
import { answeredPlaces, eventIn, inTransaction, placeAt, postgresStore } from '@minglu/event-store';
import { describeOnPostgres } from '@minglu/event-store/testing';
import { inbox } from '@minglu/messaging';
import { projector, rebuild } from '@minglu/projections/adapters';
import { READ_MODEL, registry } from '@minglu/system';
import pg from 'pg';
import { give, given, handlerOn, systemOnDatabase, wholeLog, type SystemOnDatabase } from './support.js';

/** The traffic on the connections to PostgreSQL: the first words of each statement, and bytes. */
const wire = () => {
  const original = Object.getOwnPropertyDescriptor(pg.Client.prototype, 'query')!;
  const asked: string[] = [];
  const streams = new Set<{ readonly bytesWritten: number }>();
  const query = original.value as (this: pg.Client, ...of: unknown[]) => unknown;
  pg.Client.prototype.query = function (this: pg.Client, ...of: unknown[]) {
    const [first] = of as [string | { readonly text?: string; readonly name?: string }];
    const text = typeof first === 'string' ? first : (first.name ?? first.text ?? 'COPY');
    asked.push(text.trim().split(/\s+/).slice(0, 3).join(' '));
    streams.add((this as unknown as { readonly connection: { readonly stream: { readonly bytesWritten: number } } }).connection.stream);
    return query.apply(this, of);
  } as typeof pg.Client.prototype.query;
  const sent = (): number => [...streams].reduce((sum, { bytesWritten }) => sum + bytesWritten, 0);
  return {
    /** The statements and the bytes that a piece of work sends. */
    of: async (work: () => Promise<unknown>) => {
      const [from, before] = [asked.length, sent()];
      await work();
      return { statements: asked.slice(from), bytes: sent() - before };
    },
    restore: (): void => Object.defineProperty(pg.Client.prototype, 'query', original) as never,
  };
};

/** Times differ between machines; these counts do not. A change that raises one of them makes a figure of infra/docs/performance.md worse. */
describeOnPostgres('what is asked of the database', () => {
  let counted: ReturnType<typeof wire>;
  let one: SystemOnDatabase;
  /** Its streams are in memory after the first commands. */
  let handler: CommandHandler;
  beforeAll(async () => {
    counted = wire();
    one = await systemOnDatabase();
    handler = handlerOn(one.system.store);
  }, 60_000);
  afterAll(async () => {
    counted.restore();
    await one.close();
  }, 60_000);

  const open = (index: number) => give(handler, opening({ caseId: `c${index}` }, on('2023-11-01'), CITIES[index]!));

  it('by a first application: the append alone', async () => {
    await open(0);
    const { statements, bytes } = await counted.of(async () => expect(await open(1)).toMatchObject({ outcome: 'accepted' }));
    expect(statements).toEqual(['append']);
    expect(bytes).toBeLessThan(4_300);
  });

  it('by an act on a case in memory: the append alone', async () => {
    await given(handler, opening({ caseId: 'k' }));
    const record = consent('application', { caseId: 'k' }, on('2023-11-03'), '440000');
    const { statements, bytes } = await counted.of(() => given(handler, record));
    expect(statements).toEqual(['append']);
    expect(bytes).toBeLessThan(4_000);
  });

  it('by many commands at once: a few appends together', async () => {
    const all = Array.from({ length: CITIES.length - 2 }, (_, index) => index + 2);
    const { statements } = await counted.of(() => Promise.all(all.map((index) => open(index))));
    expect([...new Set(statements)]).toEqual(['append']);
    expect(statements.length).toBeLessThanOrEqual(4);
  });

  it('by the places of many answers: one, for identity and epoch', async () => {
    const record = (n: number) =>
      give(handler, consent('application', { caseId: `c${n}` }, on('2023-11-03'), `${CITIES[n]!.slice(0, 2)}0000`));
    const answers = [await record(6), await record(7), await record(8)];
    const positions = answers.map((answer) => (answer.outcome === 'accepted' ? answer.position : 0));
    const placeOf = answeredPlaces(one.system.store);
    let places: unknown;
    const { statements } = await counted.of(async () => (places = await Promise.all(positions.map(placeOf))));
    expect(statements).toEqual(['look']);
    expect(places).toEqual(await Promise.all(positions.map((position) => placeAt(one.system.store, position))));
  });

  it('by the read model: as many statements for many events as for four', async () => {
    const events = await wholeLog(one.system.store);
    const dossiers = events.filter(({ streamId }) => streamId.startsWith('dossier/'));
    const taken = async (name: string, page: typeof events) => {
      const { take } = inbox({ consumer: name, schema: 'query', handler: projector(registry) });
      await one.database.pool.query(EMPTY);
      const { statements } = await counted.of(() => inTransaction(one.database.pool, (tx) => take(page, tx)));
      return statements;
    };
    const [few, many] = [await taken('few', dossiers.slice(0, 4)), await taken('many', dossiers)];
    expect(dossiers.length).toBeGreaterThan(8);
    expect(many).toEqual(few);
    expect(many.length).toBeLessThanOrEqual(18);
    // The rows that dossiers share stay locked until the commit, and another partition waits for them. So they come behind all other rows.
    const shared = many.filter((one) => /^query\.(places|totals|tag_totals)$/.test(one));
    const own = many.filter((one) => /^query\.(dossiers|listed|steps|deadlines|figures|documents)$/.test(one));
    expect(shared).toEqual(['query.places', 'query.totals', 'query.tag_totals']);
    expect(own).toContain('query.listed');
    expect(Math.min(...shared.map((one) => many.indexOf(one)))).toBeGreaterThan(Math.max(...own.map((one) => many.lastIndexOf(one))));
  });

  it('by a rebuild: as many statements for a longer log', async () => {
    const again = () =>
      counted.of(() =>
        rebuild({ owner: one.database.pool, log: one.system.log, registry, consumer: READ_MODEL, checkpoint: 'read-model/1' }),
      );
    const consents = (...numbers: readonly number[]) =>
      given(handler, ...numbers.map((n) => consent('application', { caseId: `c${n}` }, on('2023-11-03'), `${CITIES[n]!.slice(0, 2)}0000`)));
    await again();
    // Both find changes that have no number yet.
    await consents(2);
    const short = await again();
    await consents(3, 4, 5);
    const long = await again();
    expect(long.statements).toEqual(short.statements);
  });

  it('by a replay: one page for a thousand events, each payload parsed once, and no metadata', async () => {
    const log = postgresStore({ connection: one.database.connection, readers: 1 });
    try {
      const head = await log.head();
      const { parse } = JSON;
      let [events, parsed] = [0, 0];
      JSON.parse = (...of: Parameters<typeof parse>): unknown => {
        parsed += 1;
        return parse(...of) as unknown;
      };
      const { statements } = await counted
        .of(async () => {
          for await (const page of log.readAll()) for (const event of page) events += eventIn(event, registry) ? 1 : 0;
        })
        .finally(() => (JSON.parse = parse));
      expect([events, parsed]).toEqual([head, head]);
      expect(statements).toEqual(['head', 'COPY']);
    } finally {
      await log.close();
    }
  });
});

/** Cities of different provinces that need no park and no ruling. */
const CITIES = ['330100', '340100', '350100', '360100', '370100', '410100', '421000', '430100', '450100', '460100', '510100', '520100'];

const EMPTY = `TRUNCATE query.dossiers, query.deadlines, query.campaigns, query.settings, query.reports, query.corrections, query.places, query.listed,
  query.totals, query.tag_totals, query.documents, query.steps, query.objections, query.changes, query.figures;
  UPDATE query.change_counter SET last = 0, reached = '-infinity', all_chain = '', party_chain = '', public_chain = ''`;

import { parseInstant, type Actor } from '@minglu/kernel';
import { auditor, city, importing, on, opening, province, someone } from '@minglu/dossier/testing';
import { describeOnPostgres } from '@minglu/event-store/testing';
import { currentStateQueries, readModelEntities, SORT_FIELDS } from '@minglu/projections/adapters';
import { DataSource } from 'typeorm';
import { copyDossiers, LARGE } from '../bench/many-dossiers.js';
import { given, inPublicity, systemOnDatabase, type SystemOnDatabase } from './support.js';

/** Dossiers in the read model, copied from a few real ones. */
const SIZE = 100_000;

interface Plan {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly Plans?: readonly Plan[];
}
interface Explained {
  readonly 'QUERY PLAN': readonly [{ readonly Plan: Plan; readonly 'Execution Time': number; readonly 'Planning Time': number }];
}
const scans = ({ 'Node Type': node, 'Relation Name': table, Plans = [] }: Plan): readonly string[] => [
  ...(node === 'Seq Scan' && table !== undefined && LARGE.includes(table) ? [table] : []),
  ...Plans.flatMap(scans),
];

describeOnPostgres('the lists of a hundred thousand dossiers', () => {
  let one: SystemOnDatabase;
  let source: DataSource;
  const statements: { readonly text: string; readonly values: readonly unknown[] }[] = [];
  beforeAll(async () => {
    one = await systemOnDatabase();
    const { casework, runUntil } = one.system;
    await given(
      casework,
      opening({ caseId: 'a' }, on('2023-11-01'), '330100'),
      importing('b', '340100', '2025-09-25'),
      ...inPublicity('c', '350100', '2025-09-26'),
    );
    await runUntil(parseInstant(on('2025-09-26'))!);
    const { pool } = one.database;
    await copyDossiers(pool, ['a', 'b', 'c'], SIZE);
    // Without the time limits of the service, so that a slow machine measures too.
    source = await new DataSource({
      type: 'postgres',
      url: one.database.connection.connectionString!,
      entities: readModelEntities,
    }).initialize();
    const logger = { logQuery: (text: string, values?: unknown[]) => void statements.push({ text, values: values ?? [] }) };
    source.logger = new Proxy(logger as never, { get: (target, key) => Reflect.get(target, key) ?? (() => undefined) });
  }, 180_000);
  afterAll(async () => {
    await source?.destroy();
    await one?.close();
  }, 60_000);

  const filters = {
    everything: {},
    'a programme': { programme: 'city' },
    'a province': { province: '330000' },
    'a city': { city: '330100' },
    'a status': { status: ['DRAFT'] },
    'two statuses': { status: ['DRAFT', 'PUBLICITY_OPEN'] },
    'a flag': { flag: ['OVERDUE'] },
    'a campaign': { campaign: 'city-creation-2023' },
    'a year': { year: 2007 },
    'a deadline before a day': { deadlineBefore: '2025-02-01' },
    'an open deadline': { openDeadlines: true },
    'a city, a status and a year': { city: '330100', status: ['DRAFT'], year: 2007 },
    'a name': { q: '杭州' },
    'one character of a name': { q: '州' },
    'a name in pinyin': { q: 'hangzhou' },
    'first letters': { q: 'fzs' },
    'the number of a document': { q: '信发〔2014〕1234号' },
    'a number that no document has': { q: '〔1999〕1号' },
    'a name in a province': { province: '330000', q: '杭州' },
  } as const;
  /** The long form asks as more callers, and in more orders. */
  const long = process.env['MINGLU_LONG'] === '1';
  const viewers: Readonly<Record<string, Actor>> = {
    auditor,
    province: province('330000'),
    ...(long ? { city: city('330100'), public: someone } : {}),
  };
  const ordersOf = (name: string) => (name === 'everything' ? SORT_FIELDS : long ? (['id', 'changed'] as const) : (['changed'] as const));

  it('scan no large table, whatever the filter, the order and the caller', async () => {
    const model = currentStateQueries(source, () => parseInstant(on('2025-09-26'))!);
    const times: { readonly of: string; readonly ms: number }[] = [];
    const scanned: string[] = [];
    /** Explains the statements of an answer, and runs each once more for its time. */
    const explain = async (of: string): Promise<void> => {
      let ms = 0;
      for (const { text, values } of statements.filter((statement) => /^\s*\(?SELECT/.test(statement.text))) {
        const { rows } = await one.database.pool.query<Explained>(`EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) ${text}`, [...values]);
        const [{ Plan: plan, 'Execution Time': execution, 'Planning Time': planning }] = rows[0]!['QUERY PLAN'];
        ms += execution + planning;
        for (const table of scans(plan)) scanned.push(`${of}: ${table}: ${text}`);
      }
      times.push({ of, ms });
      statements.length = 0;
    };
    for (const [viewer, actor] of Object.entries(viewers))
      for (const [name, filter] of Object.entries(filters))
        for (const sort of ordersOf(name)) {
          statements.length = 0;
          const question = { filter: filter as object, sort, descending: sort === 'changed', limit: 50 };
          const { next } = await model.dossiers(actor, question);
          await explain(`${viewer}, ${name} by ${sort}, with the total`);
          if (!next) continue;
          await model.dossiers(actor, { ...question, after: next });
          await explain(`${viewer}, ${name} by ${sort}, next page`);
        }
    for (const [viewer, actor] of Object.entries({ ...viewers, everyone: someone })) {
      statements.length = 0;
      const now = await model.changes.begin(actor, null);
      await explain(`${viewer}, where the changes end`);
      for (const since of ['2020-01-01', '2025-09-27', '2025-12-01']) {
        const { items } = await model.changes.read(actor, await model.changes.begin(actor, parseInstant(on(since))!), 100);
        await explain(`${viewer}, changes since ${since}`);
        await model.changes.read(actor, items.at(-1)?.place ?? now, 100);
        await explain(`${viewer}, changes since ${since}, next page`);
      }
    }
    const slowest = [...times].sort((a, b) => b.ms - a.ms).slice(0, 5);
    process.stdout.write(
      `database time of the slowest of ${times.length} answers:\n${slowest.map(({ of, ms }) => `${ms.toFixed(1)} ms  ${of}`).join('\n')}\n`,
    );
    expect(scanned).toEqual([]);
  }, 180_000);

  it('have exact totals by one condition beside place and status, and an honest lower bound by more', async () => {
    const model = currentStateQueries(source, () => parseInstant(on('2025-09-26'))!);
    const totalOf = async (filter: object) => {
      const { total, totalIsExact } = await model.dossiers(auditor, { filter, limit: 1 });
      return { total, totalIsExact };
    };
    const counted = async (condition: string): Promise<number> =>
      (await one.database.pool.query<{ n: number }>(`SELECT count(*)::int AS n FROM query.listed WHERE audience = 'all' AND ${condition}`))
        .rows[0]!.n;
    for (const [filter, condition] of [
      [{ flag: ['OVERDUE'] }, `tags @> '{all/flag:OVERDUE}'`],
      [{ campaign: 'city-creation-2023' }, `tags @> '{all/campaign:city-creation-2023}'`],
      [{ year: 2007 }, `tags @> '{all/year:2007}'`],
      [{ year: 2007, status: ['DRAFT'] }, `tags @> '{all/year:2007}' AND status = 'DRAFT'`],
      [{ year: 2007, status: ['DRAFT', 'PUBLICITY_OPEN'] }, `tags @> '{all/year:2007}' AND status IN ('DRAFT', 'PUBLICITY_OPEN')`],
      [{ openDeadlines: true }, `next_deadline < '9999-12-31'`],
      [{ openDeadlines: false }, `next_deadline = '9999-12-31'`],
      [{ deadlineBefore: '2025-06-01' }, `next_deadline < '2025-06-01'`],
      [{ deadlineBefore: '2025-06-01', openDeadlines: true }, `next_deadline < '2025-06-01'`],
    ] as const) {
      const expected = await counted(condition);
      expect(expected).toBeGreaterThan(1);
      expect([filter, await totalOf(filter)]).toEqual([filter, { total: expected, totalIsExact: true }]);
    }
    const two = await counted(`tags @> '{all/campaign:city-creation-2023}' AND next_deadline = '9999-12-31'`);
    expect(two).toBeGreaterThan(2_000);
    expect(await totalOf({ campaign: 'city-creation-2023', openDeadlines: false })).toEqual({ total: 2_000, totalIsExact: false });
  }, 60_000);
});

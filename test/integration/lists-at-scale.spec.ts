import { parseInstant, type Actor } from '@minglu/kernel';
import { auditor, city, importing, on, opening, province, someone } from '@minglu/dossier/testing';
import { describeOnPostgres } from '@minglu/event-store/testing';
import { currentStateQueries, readModelEntities, SORT_FIELDS } from '@minglu/projections/adapters';
import { divisionOn } from '@minglu/regulation';
import { DataSource } from 'typeorm';
import { given, inPublicity, systemOnDatabase, type SystemOnDatabase } from './support.js';

/** Dossiers in the read model, copied from a few real ones. */
const SIZE = 100_000;
/** Numbers of documents that the copies share. */
const DOCUMENTS = 5_000;

interface Plan {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly Plans?: readonly Plan[];
}
interface Explained {
  readonly 'QUERY PLAN': readonly [{ readonly Plan: Plan; readonly 'Execution Time': number; readonly 'Planning Time': number }];
}
const LARGE = ['dossiers', 'listed', 'documents', 'deadlines', 'changes'];
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
    // Built after the rows are there, the indexes take a tenth of the time.
    const { rows: indexes } = await pool.query<{ name: string; definition: string }>(
      `SELECT indexname AS name, indexdef AS definition FROM pg_indexes
       WHERE schemaname = 'query' AND tablename IN ('listed', 'documents', 'changes') AND indexname NOT LIKE '%pkey'`,
    );
    for (const { name } of indexes) await pool.query(`DROP INDEX query.${name}`);
    await pool.query(`
      SET synchronous_commit = off;
      CREATE TABLE cities AS SELECT row_number() OVER (ORDER BY code) - 1 AS n, code, name, left(code, 2) || '0000' AS province
        FROM (VALUES ${CITIES.map(({ code, name }) => `('${code}', '${name}')`).join(',')}) AS one(code, name);
      INSERT INTO query.places SELECT code, 'city', code, name, code, province FROM cities;
      CREATE TABLE copies AS SELECT 'x' || lpad(i::text, 6, '0') AS case_id, (ARRAY['a', 'b', 'c'])[1 + i % 3] AS of, i, code, province
        FROM generate_series(1, ${SIZE}) AS i JOIN cities ON n = i % ${CITIES.length};
      INSERT INTO query.dossiers (case_id, applicant, province_code, city_code, public_status, view)
        SELECT x.case_id, code, province, code, d.public_status, d.view FROM copies x JOIN query.dossiers d ON d.case_id = x.of;
      INSERT INTO query.listed
        SELECT audience, x.case_id, code, status, name || i % 997,
               to_char('2020-01-01'::date + i % 2000, 'YYYY-MM-DD'), to_char('2020-01-01'::date + i % 1999, 'YYYY-MM-DD'), i,
               CASE WHEN i % 4 = 0 THEN to_char('2025-01-01'::date + i % 700, 'YYYY-MM-DD') ELSE next_deadline END,
               tags || CASE WHEN i % 50 = 0 THEN ARRAY[audience || '/flag:OVERDUE'] ELSE '{}' END || (audience || '/year:' || 2000 + i % 20), panel
        FROM copies x JOIN query.listed l ON l.case_id = x.of;
      INSERT INTO query.totals SELECT audience, place, status, count(*) FROM query.listed WHERE case_id LIKE 'x%' GROUP BY 1, 2, 3;
      INSERT INTO query.documents SELECT audience, case_id, '工信部信发' || 2000 + n % 20 || n || '号', ARRAY[2000 + n % 20 || '' || n]
        FROM (SELECT audience, case_id, right(case_id, 6)::int % ${DOCUMENTS} AS n FROM query.listed WHERE case_id LIKE 'x%') one;
      INSERT INTO query.changes
        SELECT last + n, level, own.case_id, own.place, 1000000 + n, hash, event_id, type, at, at, at, all_status, party_status, public_status,
               all_version, party_version, public_version, one.all_chain, one.party_chain, one.public_chain
        FROM (SELECT c.*, x.case_id AS copy, x.code, row_number() OVER (ORDER BY c.number, i) AS n FROM copies x JOIN query.changes c ON c.case_id = x.of
              WHERE (i + c.number) % 4 = 0) one
        CROSS JOIN LATERAL (SELECT copy AS case_id, code AS place, '2025-09-26'::timestamptz + n * interval '1 second' AS at) own, query.change_counter;
      UPDATE query.change_counter SET last = (SELECT max(number) FROM query.changes);
    `);
    await pool.query(`SET maintenance_work_mem = '256MB'; ${indexes.map(({ definition }) => definition).join('; ')}`);
    for (const table of LARGE) await pool.query(`VACUUM ANALYZE query.${table}`);
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
});

const CITIES = Array.from({ length: 70 }, (_, n) => n + 11)
  .flatMap((provinceCode) => Array.from({ length: 20 }, (_, n) => `${provinceCode}${String(n + 1).padStart(2, '0')}00`))
  .flatMap((code) => divisionOn([], code, '2025-09-26') ?? []);

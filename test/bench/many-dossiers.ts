import { divisionOn } from '@minglu/regulation';
import type pg from 'pg';

/** Numbers of documents that the copies share. */
const DOCUMENTS = 5_000;
/** The tables with a row for each dossier. */
export const LARGE = ['dossiers', 'listed', 'documents', 'deadlines', 'changes'];

/**
 * Copies dossiers of a read model: `x000001`, `x000002` and so on, over all cities. The log has no events of them.
 * @param of ids of the cases to copy
 */
export const copyDossiers = async (pool: pg.Pool, of: readonly string[], size: number): Promise<void> => {
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
    CREATE TABLE copies AS SELECT 'x' || lpad(i::text, 6, '0') AS case_id, (ARRAY[${of.map((id) => `'${id}'`).join(', ')}])[1 + i % ${of.length}] AS of, i, code, province
      FROM generate_series(1, ${size}) AS i JOIN cities ON n = i % ${CITIES.length};
    INSERT INTO query.dossiers (case_id, applicant, province_code, city_code, public_status, view)
      SELECT x.case_id, code, province, code, d.public_status, d.view FROM copies x JOIN query.dossiers d ON d.case_id = x.of;
    INSERT INTO query.listed
      SELECT audience, x.case_id, code, status, name || i % 997,
             to_char('2020-01-01'::date + i % 2000, 'YYYY-MM-DD'), to_char('2020-01-01'::date + i % 1999, 'YYYY-MM-DD'), i,
             CASE WHEN i % 4 = 0 THEN to_char('2025-01-01'::date + i % 700, 'YYYY-MM-DD') ELSE next_deadline END,
             tags || CASE WHEN i % 50 = 0 THEN ARRAY[audience || '/flag:OVERDUE'] ELSE '{}' END || (audience || '/year:' || 2000 + i % 20), panel
      FROM copies x JOIN query.listed l ON l.case_id = x.of;
    INSERT INTO query.totals SELECT audience, place, status, count(*) FROM query.listed WHERE case_id LIKE 'x%' GROUP BY 1, 2, 3;
    INSERT INTO query.tag_totals AS known
      SELECT tag, place, status, count(*) FROM query.listed,
        LATERAL (SELECT DISTINCT unnest(tags || (audience || '/due:' || next_deadline)
          || CASE WHEN next_deadline < '9999-12-31' THEN ARRAY[audience || '/open-deadline'] ELSE '{}' END) AS tag) tagged
      WHERE case_id LIKE 'x%' AND tag NOT LIKE '%/title:%' GROUP BY 1, 2, 3
      ON CONFLICT (tag, place, status) DO UPDATE SET dossiers = known.dossiers + EXCLUDED.dossiers;
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
};

const CITIES = Array.from({ length: 70 }, (_, n) => n + 11)
  .flatMap((provinceCode) => Array.from({ length: 20 }, (_, n) => `${provinceCode}${String(n + 1).padStart(2, '0')}00`))
  .flatMap((code) => divisionOn([], code, '2025-09-26') ?? []);

import { batcher, textArray } from '@minglu/event-store';
import { correctionsStream, type ApprovedCorrection, type CorrectionsView } from '../corrections-view.js';
import type { DossierRow } from './entities.js';
import { isId } from './ids.js';
import type { Prepared } from './prepared.js';
import { SETTINGS_STAMP } from './settings-memory.js';

/** The columns of a {@link DossierRow}. */
export const ROW = `d.case_id AS "caseId", d.title_id AS "titleId", d.applicant, d.province_code AS "provinceCode", d.city_code AS "cityCode",
  d.public_status AS "publicStatus", d.view`;

/** The corrections of the dossier `d`. */
export const CORRECTIONS = `query.corrections c ON c.stream_id = '${correctionsStream('dossier/')}' || d.case_id`;

/** A dossier with its corrections and the version of the settings. */
export interface WholeDossier {
  readonly row: DossierRow;
  readonly stamp: string | null;
  readonly corrections: readonly ApprovedCorrection[];
}

// A lookup by itself for each id: a subquery with a LIMIT cannot become a join with the whole table.
// The id of a case goes first: a title may have the id of another case.
const WHOLE = `
  SELECT wanted.ordinal::int, ${SETTINGS_STAMP} AS stamp, ${ROW}, c.view AS corrections
    FROM unnest($1::text[]) WITH ORDINALITY AS wanted(id, ordinal),
         LATERAL (SELECT * FROM query.dossiers WHERE case_id = coalesce(
             (SELECT own.case_id FROM query.dossiers own WHERE own.case_id = wanted.id),
             (SELECT titled.case_id FROM query.dossiers titled WHERE titled.title_id = wanted.id)) LIMIT 1) AS d
    LEFT JOIN ${CORRECTIONS}`;

const PARKS = `SELECT ${ROW} FROM query.dossiers d WHERE (d.city_code = ANY($1::text[]) OR d.applicant = ANY($1::text[]))
  AND d.view->'state'->'subject'->>'programme' = 'park' AND d.title_id IS NOT NULL`;

/** Statements of a kind that are under way at a time. With few of them, more of the concurrent questions go together. */
const STATEMENTS = { batches: 2 };

/**
 * The questions that most requests ask. Those of concurrent requests go to the database together: for one row a round trip costs more than
 * the row.
 */
export const dossierRows = (sql: Prepared) => {
  const wholes = batcher<string, WholeDossier | null>(async (ids) => {
    type Found = DossierRow & Pick<WholeDossier, 'stamp'> & { readonly ordinal: number; readonly corrections: CorrectionsView | null };
    const answers = ids.map((): WholeDossier | null => null);
    for (const { ordinal, stamp, corrections, ...row } of await sql<Found>('wholes', WHOLE, [textArray(ids)]))
      answers[ordinal - 1] = { row, stamp, corrections: corrections?.corrections ?? [] };
    return answers;
  }, STATEMENTS);
  const parks = batcher<readonly string[], readonly DossierRow[]>(async (wanted) => {
    const rows = await sql<DossierRow>('parks', PARKS, [textArray([...new Set(wanted.flat())])]);
    return wanted.map((cities) => rows.filter(({ cityCode, applicant }) => cities.includes(cityCode) || cities.includes(applicant)));
  }, STATEMENTS);
  return {
    /** A dossier by the id of its case or title. */
    whole: async (id: string): Promise<WholeDossier | null> => (isId(id) ? wholes.add(id) : null),
    /** The parks with a title that were opened in one of these cities, or are named here themselves. */
    titledParks: async (cities: readonly string[]): Promise<readonly DossierRow[]> => (cities.length === 0 ? [] : parks.add(cities)),
  };
};

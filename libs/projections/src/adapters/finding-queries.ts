import {
  corrected,
  findingsOf,
  indicatorNames,
  relationsOf,
  sharedFigures,
  sharedKey,
  type ApplicantFigures,
  type Finding,
  type Statement,
} from '@minglu/figures';
import { indicators168 } from '@minglu/regulation';
import { In, type DataSource } from 'typeorm';
import { correctionsStream, type ApprovedCorrection } from '../corrections-view.js';
import { CorrectionsRow } from './entities.js';
import { isId } from './ids.js';

/** A finding with the name of its applicant. */
export interface NamedFinding extends Finding {
  readonly applicantName: string;
}
interface FindingPage {
  readonly items: readonly NamedFinding[];
  /** The last applicant of the page; null on the last page. */
  readonly next: string | null;
  /** False if the applicants of the page state more figures than one answer reads. */
  readonly complete: boolean;
}

/** Consistency findings, from the read model. For the ministry and the auditors, who see every event on which they rest. */
export interface FindingQueries {
  /** Over all dossiers of the applicant of a case or title; null if there is none. */
  readonly ofDossier: (id: string) => Promise<Omit<FindingPage, 'next'> | null>;
  /** Of a data year, by applicants behind one. */
  readonly ofYear: (year: number, behind: string, applicants: number) => Promise<FindingPage>;
}

/** The statements that one answer reads, and those of other applicants with the same amounts. */
const STATEMENTS = 20_000;
const SHARED = 5_000;

interface Row {
  readonly applicant: string;
  readonly statement: Statement;
}

export const findingQueries = (source: DataSource): FindingQueries => {
  // Plans name indicators by words. The relations between indicators are known for this system alone.
  const called = indicatorNames([indicators168]);
  const relations = relationsOf(indicators168);

  const read = async (text: string, values: readonly unknown[]): Promise<readonly Row[]> => {
    const rows = await source.query<Row[]>(`SELECT applicant, statement FROM query.figures WHERE ${text}`, [...values]);
    return rows.map((row) => ({ ...row, statement: { ...row.statement, indicator: called(row.statement.indicator) } }));
  };
  const correctionsOf = async (rows: readonly Row[]): Promise<readonly ApprovedCorrection[]> => {
    const streams = [...new Set(rows.map(({ statement }) => correctionsStream(`dossier/${statement.caseId}`)))];
    const found = streams.length === 0 ? [] : await source.getRepository(CorrectionsRow).findBy({ streamId: In(streams) });
    return found.flatMap(({ view }) => view.corrections);
  };
  const namesOf = async (applicants: readonly string[]): Promise<ReadonlyMap<string, string>> => {
    const rows = await source.query<{ applicant: string; name: string }[]>(
      `SELECT DISTINCT ON (applicant) applicant, view->'state'->'subject'->>'applicantName' AS name
       FROM query.dossiers WHERE applicant = ANY($1::text[]) ORDER BY applicant, case_id`,
      [applicants],
    );
    return new Map(rows.map(({ applicant, name }) => [applicant, name]));
  };
  const figuresOf = async (rows: readonly Row[]): Promise<readonly ApplicantFigures[]> => {
    const corrections = await correctionsOf(rows);
    const byApplicant = new Map<string, Statement[]>();
    for (const { applicant, statement } of rows) byApplicant.set(applicant, [...(byApplicant.get(applicant) ?? []), statement]);
    const names = await namesOf([...byApplicant.keys()]);
    return [...byApplicant].map(([applicant, statements]) => ({
      applicant,
      applicantName: names.get(applicant) ?? applicant,
      statements: corrected(statements, corrections),
    }));
  };
  const findings = async (applicants: readonly string[]): Promise<Omit<FindingPage, 'next'>> => {
    const rows = await read(`applicant = ANY($1::text[]) ORDER BY applicant, position, ordinal LIMIT $2`, [applicants, STATEMENTS + 1]);
    const own = await figuresOf(rows.slice(0, STATEMENTS));
    const keys = own.flatMap(({ statements }) => statements.flatMap((one) => sharedKey(one) ?? []));
    const others = await read(`shared_key = ANY($1::text[]) AND NOT applicant = ANY($2::text[]) ORDER BY position LIMIT $3`, [
      [...new Set(keys)],
      applicants,
      SHARED,
    ]);
    const shared = sharedFigures([...own, ...(await figuresOf(others))]);
    return {
      items: own.flatMap((figures) =>
        findingsOf(figures, relations, shared.get(figures.applicant)).map((one) => ({ ...one, applicantName: figures.applicantName })),
      ),
      complete: rows.length <= STATEMENTS && others.length < SHARED,
    };
  };
  return {
    ofDossier: async (id) => {
      if (!isId(id)) return null;
      const [found] = await source.query<{ applicant: string }[]>(
        'SELECT applicant FROM query.dossiers WHERE case_id = $1 OR title_id = $1 ORDER BY (case_id = $1) DESC LIMIT 1',
        [id],
      );
      return found ? findings([found.applicant]) : null;
    },
    ofYear: async (year, behind, applicants) => {
      const rows = await source.query<{ applicant: string }[]>(
        'SELECT DISTINCT applicant FROM query.figures WHERE data_year = $1 AND applicant > $2 ORDER BY applicant LIMIT $3',
        [year, behind, applicants + 1],
      );
      const page = rows.slice(0, applicants).map(({ applicant }) => applicant);
      const { items, complete } = page.length === 0 ? { items: [], complete: true } : await findings(page);
      return {
        // A test over many figures has no year of its own.
        items: items.filter(({ dataYear }) => dataYear === null || dataYear === year),
        next: rows.length > applicants ? page.at(-1)! : null,
        complete,
      };
    },
  };
};

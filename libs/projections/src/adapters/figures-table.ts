import { textArray } from '@minglu/event-store';
import { sharedKey, statementsIn, type Statement } from '@minglu/figures';
import type { RecordedEvent } from '@minglu/kernel';
import type { DossierEvent } from '@minglu/dossier';
import type { PoolClient } from 'pg';
import type { DossierView } from '../dossier-view.js';

export interface FigureRow {
  readonly applicant: string;
  readonly ordinal: number;
  readonly statement: Statement;
}

/** @param view the dossier after the event */
export const figureRows = (recorded: RecordedEvent, { state }: DossierView): readonly FigureRow[] =>
  statementsIn(recorded as RecordedEvent<DossierEvent>).map((statement, ordinal) => ({
    applicant: state.subject!.applicant,
    ordinal,
    statement,
  }));

const ROWS_PER_WRITE = 1_000;

/** Writes figures. One that is there already stays: an event never changes. */
export const writeFigures = async (schema: string, tx: PoolClient, rows: readonly FigureRow[]): Promise<void> => {
  for (let from = 0; from < rows.length; from += ROWS_PER_WRITE) {
    const some = rows.slice(from, from + ROWS_PER_WRITE);
    await tx.query(
      `INSERT INTO ${schema}.figures (event_id, ordinal, applicant, data_year, shared_key, position, statement)
       SELECT event_id, ordinal, applicant, data_year, nullif(shared_key, ''), position, statement::jsonb
       FROM unnest($1::uuid[], $2::int[], $3::text[], $4::int[], $5::text[], $6::bigint[], $7::text[])
            AS n(event_id, ordinal, applicant, data_year, shared_key, position, statement)
       ON CONFLICT (event_id, ordinal) DO NOTHING`,
      [
        some.map(({ statement }) => statement.eventId),
        some.map(({ ordinal }) => ordinal),
        textArray(some.map(({ applicant }) => applicant)),
        some.map(({ statement }) => statement.dataYear),
        textArray(some.map(({ statement }) => sharedKey(statement) ?? '')),
        some.map(({ statement }) => statement.position),
        textArray(some.map(({ statement }) => JSON.stringify(statement))),
      ],
    );
  }
};

import { sharedKey, statementsIn, type Statement } from '@minglu/figures';
import type { RecordedEvent } from '@minglu/kernel';
import type { DossierEvent } from '@minglu/dossier';
import type { PoolClient } from 'pg';
import type { DossierView } from '../dossier-view.js';
import type { RowWriter, TableShape } from './row-writer.js';

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

const FIGURES: TableShape = {
  table: 'figures',
  columns: {
    event_id: 'uuid',
    ordinal: 'int',
    applicant: 'text',
    data_year: 'int',
    shared_key: 'text',
    position: 'bigint',
    statement: 'jsonb',
  },
  onConflict: '(event_id, ordinal) DO NOTHING',
};

/** Writes figures. One that is there already stays: an event never changes. */
export const writeFigures = (to: RowWriter, tx: PoolClient, rows: readonly FigureRow[]): Promise<void> =>
  to.write(
    tx,
    FIGURES,
    rows.map(({ applicant, ordinal, statement }) => [
      statement.eventId,
      ordinal,
      applicant,
      statement.dataYear,
      sharedKey(statement),
      statement.position,
      JSON.stringify(statement),
    ]),
  );

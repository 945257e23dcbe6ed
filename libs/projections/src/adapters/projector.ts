import { categoryOf, type EventRegistry, type Projection, type RecordedEvent } from '@minglu/kernel';
import { decodeStored, textArray, type StoredEvent, type SubscriptionHandler } from '@minglu/event-store';
import { shortHash } from '@minglu/messaging';
import { LRUCache } from 'lru-cache';
import type { PoolClient } from 'pg';
import { authorityProjection, type AuthorityView } from '../authority-view.js';
import { campaignProjection, type CampaignView } from '../campaign-view.js';
import { correctionsProjection, type CorrectionsView } from '../corrections-view.js';
import { dossierProjection, type DossierView } from '../dossier-view.js';
import { reportProjection, type ReportView } from '../report-view.js';
import { settingsProjection, type SettingsView } from '../settings-view.js';
import type { Change } from './change.js';
import { changeOf, changesCarrier, writeChanges, type NewChange } from './changes-table.js';
import { figureRows, writeFigures, type FigureRow } from './figures-table.js';
import { writeLists } from './lists-table.js';
import { writeStatistics } from './statistics-tables.js';

interface Table<Row> {
  readonly projection: Projection<Row>;
  /** The existing rows of these streams. */
  readonly read: (schema: string, tx: PoolClient, streamIds: readonly string[]) => Promise<readonly Row[]>;
  readonly write: (schema: string, tx: PoolClient, changes: readonly Change<Row>[]) => Promise<void>;
  /** Number of events that a row holds; undefined for rows that do not count them. */
  readonly versionOf?: (row: Row) => number;
}

const CATEGORIES = new Set([
  'dossier',
  'campaign',
  'policy',
  'work-calendar',
  'evaluation-years',
  'succession',
  'report',
  'corrected',
  'authority',
]);
const isProjected = ({ streamId }: StoredEvent): boolean => CATEGORIES.has(categoryOf(streamId));
const idOf = (streamId: string): string => streamId.slice(streamId.indexOf('/') + 1);

/** Size of the row cache. Few cases change at a time, so a small cache is enough. */
const CACHED_ROWS = 5_000;

/**
 * Writes the read model in the transaction of the checkpoint. Each row is folded in memory over the page and written once.
 *
 * Rows are cached. A cached row is correct if the last event that it holds is the one that the store has before the next one. The
 * inbox names that event by its hash (`predecessor`). This also holds if the transaction that computed the row was rolled
 * back, or if the table was replaced meanwhile. Any other row is read from the table.
 */
export const projector = (registry: EventRegistry, schema = 'query'): SubscriptionHandler<PoolClient> => {
  const cache = new LRUCache<string, { readonly row: object; readonly hash: string }>({ max: CACHED_ROWS });
  const project = async <Row extends { readonly streamId: string }>(
    { projection, read, write, versionOf }: Table<Row>,
    events: readonly RecordedEvent[],
    ends: ReadonlyMap<string, { readonly predecessor: string | undefined; readonly hash: string }>,
    tx: PoolClient,
    onApplied: OnApplied,
  ): Promise<void> => {
    const own = events.filter((event) => projection.key(event) !== null);
    if (own.length === 0) return;
    const first = new Map<string, number>();
    for (const { streamId, streamVersion } of own) if (!first.has(streamId)) first.set(streamId, streamVersion);
    const before = new Map<string, Row>();
    const missing: string[] = [];
    for (const [streamId, version] of first) {
      const cached = versionOf && cache.get(streamId);
      const row = cached && cached.hash === ends.get(streamId)!.predecessor ? (cached.row as Row) : undefined;
      if (row && versionOf!(row) === version - 1) before.set(streamId, row);
      else if (version > 1) missing.push(streamId);
    }
    if (missing.length > 0) for (const row of await read(schema, tx, missing)) before.set(row.streamId, row);
    const after = new Map(before);
    for (const event of own) {
      const row = projection.apply(after.get(event.streamId), event);
      if (!row) continue;
      after.set(event.streamId, row);
      onApplied(event, row);
    }
    await write(
      schema,
      tx,
      [...after].map(([streamId, row]) => ({ before: before.get(streamId), after: row })),
    );
    if (versionOf) for (const [streamId, row] of after) cache.set(streamId, { row, hash: ends.get(streamId)!.hash });
  };
  return async (page, tx) => {
    const own = page.filter(isProjected);
    const events = own.map((stored) => decodeStored(stored, registry));
    const ends = new Map<string, { readonly predecessor: string | undefined; readonly hash: string }>();
    for (const stored of own) {
      const predecessor = ends.has(stored.streamId) ? ends.get(stored.streamId)!.predecessor : stored.predecessor;
      ends.set(stored.streamId, { predecessor, hash: shortHash(stored) });
    }
    const changes = changesOf(own);
    for (const table of tables) await project(table as never, events, ends, tx, table === dossiers ? changes.add : () => undefined);
    await writeFigures(schema, tx, changes.figures);
    await writeChanges(schema, tx, changes.all);
  };
};

type OnApplied = (event: RecordedEvent, row: object) => void;

/** Collects the changes and the figures of dossiers as their events are applied. */
const changesOf = (page: readonly StoredEvent[]) => {
  const stored = new Map(page.map((event) => [event.position, event]));
  const all: NewChange[] = [];
  const figures: FigureRow[] = [];
  const add: OnApplied = (event, row) => {
    all.push(changeOf(stored.get(event.position)!, event, row as DossierView));
    figures.push(...figureRows(event, row as DossierView));
  };
  return { all, figures, add };
};

/** All rows of the read model, folded in memory for a rebuild, which writes each row once. */
export const foldInMemory = (registry: EventRegistry, schema: string) => {
  const folds = tables.map((table) => ({
    table: table as Table<object>,
    rows: new Map<string, object>(),
    written: new Map<string, object>(),
    changed: new Set<string>(),
  }));
  const changes: NewChange[] = [];
  const figures: FigureRow[] = [];
  const carrier = changesCarrier('query', schema);
  return {
    apply: (page: readonly StoredEvent[]): void => {
      for (const stored of page) {
        if (!isProjected(stored)) continue;
        const event = decodeStored(stored, registry);
        for (const { table, rows, changed } of folds) {
          if (table.projection.key(event) === null) continue;
          const row = table.projection.apply(rows.get(event.streamId), event);
          if (!row) continue;
          rows.set(event.streamId, row);
          changed.add(event.streamId);
          if (table !== (dossiers as unknown)) continue;
          changes.push(changeOf(stored, event, row as DossierView));
          figures.push(...figureRows(event, row as DossierView));
        }
      }
    },
    /** Writes the rows that have changed since the last write, `ROWS_PER_WRITE` at a time. */
    write: async (tx: PoolClient): Promise<void> => {
      for (const { table, rows, written, changed } of folds) {
        const ids = [...changed];
        for (let from = 0; from < ids.length; from += ROWS_PER_WRITE) {
          const some = ids.slice(from, from + ROWS_PER_WRITE);
          const changes = some.map((streamId) => ({ before: written.get(streamId), after: rows.get(streamId)! }));
          await table.write(schema, tx, changes);
          for (const streamId of some) written.set(streamId, rows.get(streamId)!);
        }
        changed.clear();
      }
      await writeFigures(schema, tx, figures.splice(0));
    },
    /** Writes all changes, with numbers of their own. */
    writeChanges: (tx: PoolClient): Promise<void> => writeChanges(schema, tx, changes),
    /** Takes over the changes that the model in use has. It may go on meanwhile. */
    copyChanges: (tx: PoolClient): Promise<void> => carrier.copy(tx, changes),
    /** Takes over the rest, and adds those that are missing. The model in use must stand still. */
    finishChanges: (tx: PoolClient): Promise<void> => carrier.finish(tx, changes),
  };
};
const ROWS_PER_WRITE = 1_000;

const dossiers: Table<DossierView> = {
  projection: dossierProjection as Projection<DossierView>,
  versionOf: ({ versions }) => versions.all,
  read: async (schema, tx, streamIds) => {
    const text = `SELECT view FROM ${schema}.dossiers WHERE case_id = ANY($1)`;
    return (await tx.query<{ view: DossierView }>(text, [streamIds.map(idOf)])).rows.map(({ view }) => view);
  },
  write: async (schema, tx, changes) => {
    const views = changes.map(({ after }) => after);
    await tx.query(
      `INSERT INTO ${schema}.dossiers (case_id, title_id, applicant, province_code, city_code, public_status, view)
       SELECT case_id, title_id, applicant, province_code, city_code, public_status, view::json
       FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[])
            AS n(case_id, title_id, applicant, province_code, city_code, public_status, view)
       ON CONFLICT (case_id) DO UPDATE SET title_id = EXCLUDED.title_id, public_status = EXCLUDED.public_status, view = EXCLUDED.view`,
      [
        textArray(views.map(({ streamId }) => idOf(streamId))),
        views.map(({ state }) => state.title?.titleId ?? null),
        textArray(views.map(({ state }) => state.subject!.applicant)),
        textArray(views.map(({ state }) => state.subject!.provinceCode)),
        textArray(views.map(({ state }) => state.subject!.cityCode)),
        views.map(({ publicStatus }) => publicStatus),
        textArray(views.map((view) => JSON.stringify(view))),
      ],
    );
    await writeLists(schema, tx, changes);
    await writeStatistics(schema, tx, changes);
    const moved = changes.filter(({ before, after }) => before?.deadlines !== after.deadlines);
    const had = moved.filter(({ before }) => (before?.deadlines.length ?? 0) > 0);
    if (had.length > 0)
      await tx.query(`DELETE FROM ${schema}.deadlines WHERE case_id = ANY($1::text[])`, [
        textArray(had.map(({ after }) => idOf(after.streamId))),
      ]);
    const deadlines = moved.flatMap(({ after }) =>
      after.deadlines.map(({ of, kind, lastDay }, ordinal) => ({ of, kind, lastDay, ordinal, caseId: idOf(after.streamId) })),
    );
    if (deadlines.length > 0)
      await tx.query(
        `INSERT INTO ${schema}.deadlines (of_id, kind, case_id, ordinal, last_day) SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::int[], $5::text[])`,
        [
          textArray(deadlines.map(({ of }) => of)),
          textArray(deadlines.map(({ kind }) => kind)),
          textArray(deadlines.map(({ caseId }) => caseId)),
          deadlines.map(({ ordinal }) => ordinal),
          textArray(deadlines.map(({ lastDay }) => lastDay)),
        ],
      );
  },
};

/** A table with an id and a view, for the few rows of a campaign or a setting. */
const idAndViewTable = <Row extends { readonly streamId: string }>(
  projection: Projection<Row>,
  table: string,
  id: string,
  keyOf: (streamId: string) => string,
): Table<Row> => ({
  projection,
  read: async (schema, tx, streamIds) =>
    (await tx.query<{ view: Row }>(`SELECT view FROM ${schema}.${table} WHERE ${id} = ANY($1)`, [streamIds.map(keyOf)])).rows.map(
      ({ view }) => view,
    ),
  write: async (schema, tx, changes) => {
    if (changes.length === 0) return;
    await tx.query(
      `INSERT INTO ${schema}.${table} (${id}, view) SELECT * FROM unnest($1::text[], $2::jsonb[]) ON CONFLICT (${id}) DO UPDATE SET view = EXCLUDED.view`,
      [changes.map(({ after }) => keyOf(after.streamId)), changes.map(({ after }) => JSON.stringify(after))],
    );
  },
});

const tables = [
  dossiers,
  idAndViewTable(campaignProjection as Projection<CampaignView>, 'campaigns', 'campaign_id', idOf),
  idAndViewTable(reportProjection as Projection<ReportView>, 'reports', 'report_id', idOf),
  idAndViewTable(settingsProjection as Projection<SettingsView>, 'settings', 'stream_id', (streamId) => streamId),
  idAndViewTable(authorityProjection as Projection<AuthorityView>, 'authority', 'person', idOf),
  idAndViewTable(correctionsProjection as Projection<CorrectionsView>, 'corrections', 'stream_id', (streamId) => streamId),
] as const;

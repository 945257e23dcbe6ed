import { categoryOf, type EventRegistry, type Projection, type RecordedEvent } from '@minglu/kernel';
import { decodeStored, textArray, type StoredEvent, type SubscriptionHandler } from '@minglu/event-store';
import { shortHash } from '@minglu/messaging';
import { LRUCache } from 'lru-cache';
import type { PoolClient } from 'pg';
import { authorityProjection, type AuthorityView } from '../authority-view.js';
import { campaignProjection, type CampaignView } from '../campaign-view.js';
import { correctionsProjection, type CorrectionsView } from '../corrections-view.js';
import { dossierProjection, type DossierView } from '../dossier-view.js';
import { handOverProjection, type HandOverView } from '../hand-over-view.js';
import { reportProjection, type ReportView } from '../report-view.js';
import { settingsProjection, type SettingsView } from '../settings-view.js';
import type { Change } from './change.js';
import { changeOf, writeChanges, type NewChange } from './changes-table.js';
import { figureRows, writeFigures, type FigureRow } from './figures-table.js';
import { writeLists } from './lists-table.js';
import { copies, upserts, type RowWriter, type TableShape, type WriteShared } from './row-writer.js';
import { writeStatistics } from './statistics-tables.js';

interface Table<Row> {
  readonly projection: Projection<Row>;
  /** The existing rows of these streams. */
  readonly read: (schema: string, tx: PoolClient, streamIds: readonly string[]) => Promise<readonly Row[]>;
  /** Resolves to the writing of the rows that streams share, if there are any. */
  readonly write: (to: RowWriter, tx: PoolClient, changes: readonly Change<Row>[]) => Promise<WriteShared | void>;
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
  'hand-over',
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
 *
 * @param takeChanges takes the changes, last in the transaction; default: they are numbered and written
 */
export const projector = (
  registry: EventRegistry,
  schema = 'query',
  takeChanges: TakeChanges = (tx, changes) => writeChanges(schema, tx, changes),
): SubscriptionHandler<PoolClient> => {
  const to = upserts(schema);
  const cache = new LRUCache<string, { readonly row: object; readonly hash: string }>({ max: CACHED_ROWS });
  const project = async <Row extends { readonly streamId: string }>(
    { projection, read, write, versionOf }: Table<Row>,
    events: readonly RecordedEvent[],
    ends: ReadonlyMap<string, { readonly predecessor: string | undefined; readonly hash: string }>,
    tx: PoolClient,
    onApplied: OnApplied,
  ): Promise<WriteShared | void> => {
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
    const writeShared = await write(
      to,
      tx,
      [...after].map(([streamId, row]) => ({ before: before.get(streamId), after: row })),
    );
    if (versionOf) for (const [streamId, row] of after) cache.set(streamId, { row, hash: ends.get(streamId)!.hash });
    return writeShared;
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
    const shared: (WriteShared | void)[] = [];
    for (const table of tables)
      shared.push(await project(table as never, events, ends, tx, table === dossiers ? changes.add : () => undefined));
    await writeFigures(to, tx, changes.figures);
    for (const write of shared) await write?.();
    await takeChanges(tx, changes.all);
  };
};

type TakeChanges = (tx: PoolClient, changes: readonly NewChange[]) => Promise<void>;
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

/** Folds events for a rebuild, which writes each row once: when its stream has no more events. */
export const rowFold = (registry: EventRegistry, schema: string) => {
  const to = copies(schema, WRITTEN_ONCE);
  const known = new Map<string, { readonly table: Table<object>; row: object }>();
  return {
    /** The change and the figures of an event of a dossier. Throws if it cannot be handled: its stream then has the row before it. */
    apply: (stored: StoredEvent): { readonly change: NewChange; readonly figures: readonly FigureRow[] } | null => {
      if (!isProjected(stored)) return null;
      const event = decodeStored(stored, registry);
      const before = known.get(stored.streamId);
      const table = before?.table ?? tableOf(event);
      const row = table?.projection.apply(before?.row, event);
      if (!table || !row) return null;
      const of = (view: DossierView) => ({ change: changeOf(stored, event, view), figures: figureRows(event, view) });
      const noted = table === (dossiers as unknown) ? of(row as DossierView) : null;
      if (before) before.row = row;
      else known.set(stored.streamId, { table, row });
      return noted;
    },
    /** Writes the rows of these streams and lets them go. */
    write: async (tx: PoolClient, streamIds: readonly string[]): Promise<void> => {
      const rows = new Map<Table<object>, Change<object>[]>();
      for (const streamId of streamIds) {
        const one = known.get(streamId);
        if (!one) continue;
        known.delete(streamId);
        const own = rows.get(one.table) ?? [];
        rows.set(one.table, own);
        own.push({ before: undefined, after: one.row });
      }
      for (const [table, changes] of rows) await (await table.write(to, tx, changes))?.();
    },
    writeFigures: (tx: PoolClient, rows: readonly FigureRow[]): Promise<void> => writeFigures(to, tx, rows),
  };
};

/** The tables with rows of one dossier or event. A rebuild writes each of their rows once, and makes their indexes afterwards. */
export const WRITTEN_ONCE: ReadonlySet<string> = new Set([
  'dossiers',
  'listed',
  'documents',
  'deadlines',
  'steps',
  'objections',
  'figures',
]);

const DOSSIERS: TableShape = {
  table: 'dossiers',
  columns: {
    case_id: 'text',
    title_id: 'text',
    applicant: 'text',
    province_code: 'text',
    city_code: 'text',
    public_status: 'text',
    view: 'json',
  },
  onConflict: '(case_id) DO UPDATE SET title_id = EXCLUDED.title_id, public_status = EXCLUDED.public_status, view = EXCLUDED.view',
};
const DEADLINES: TableShape = {
  table: 'deadlines',
  columns: { of_id: 'text', kind: 'text', case_id: 'text', ordinal: 'int', last_day: 'text' },
};

const dossiers: Table<DossierView> = {
  projection: dossierProjection as Projection<DossierView>,
  versionOf: ({ versions }) => versions.all,
  read: async (schema, tx, streamIds) => {
    const text = `SELECT view FROM ${schema}.dossiers WHERE case_id = ANY($1)`;
    return (await tx.query<{ view: DossierView }>(text, [streamIds.map(idOf)])).rows.map(({ view }) => view);
  },
  write: async (to, tx, changes) => {
    await to.write(
      tx,
      DOSSIERS,
      changes.map(({ after }) => {
        const { title, subject } = after.state;
        const { applicant, provinceCode, cityCode } = subject!;
        const ids = [idOf(after.streamId), title?.titleId ?? null];
        return [...ids, applicant, provinceCode, cityCode, after.publicStatus, JSON.stringify(after)];
      }),
    );
    const writeShared = await writeLists(to, tx, changes);
    await writeStatistics(to, tx, changes);
    const moved = changes.filter(({ before, after }) => before?.deadlines !== after.deadlines);
    const had = moved.filter(({ before }) => (before?.deadlines.length ?? 0) > 0);
    if (had.length > 0)
      await tx.query(`DELETE FROM ${to.schema}.deadlines WHERE case_id = ANY($1::text[])`, [
        textArray(had.map(({ after }) => idOf(after.streamId))),
      ]);
    await to.write(
      tx,
      DEADLINES,
      moved.flatMap(({ after }) =>
        after.deadlines.map(({ of, kind, lastDay }, ordinal) => [of, kind, idOf(after.streamId), ordinal, lastDay]),
      ),
    );
    return writeShared;
  },
};

/** A table with an id and a view, for the few rows of a campaign or a setting. */
const idAndViewTable = <Row extends { readonly streamId: string }>(
  projection: Projection<Row>,
  table: string,
  id: string,
  keyOf: (streamId: string) => string,
): Table<Row> => {
  const shape: TableShape = {
    table,
    columns: { [id]: 'text', view: 'jsonb' },
    onConflict: `(${id}) DO UPDATE SET view = EXCLUDED.view`,
  };
  return {
    projection,
    read: async (schema, tx, streamIds) =>
      (await tx.query<{ view: Row }>(`SELECT view FROM ${schema}.${table} WHERE ${id} = ANY($1)`, [streamIds.map(keyOf)])).rows.map(
        ({ view }) => view,
      ),
    write: (to, tx, changes) =>
      to.write(
        tx,
        shape,
        changes.map(({ after }) => [keyOf(after.streamId), JSON.stringify(after)]),
      ),
  };
};

const tables = [
  dossiers,
  idAndViewTable(campaignProjection as Projection<CampaignView>, 'campaigns', 'campaign_id', idOf),
  idAndViewTable(reportProjection as Projection<ReportView>, 'reports', 'report_id', idOf),
  idAndViewTable(settingsProjection as Projection<SettingsView>, 'settings', 'stream_id', (streamId) => streamId),
  idAndViewTable(authorityProjection as Projection<AuthorityView>, 'authority', 'person', idOf),
  idAndViewTable(handOverProjection as Projection<HandOverView>, 'hand_overs', 'hand_over_id', idOf),
  idAndViewTable(correctionsProjection as Projection<CorrectionsView>, 'corrections', 'stream_id', (streamId) => streamId),
] as const;

/** No two tables have rows of one stream. */
const tableOf = (event: RecordedEvent): Table<object> | undefined =>
  (tables as readonly unknown[] as readonly Table<object>[]).find(({ projection }) => projection.key(event) !== null);

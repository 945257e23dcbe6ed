import { categoryOf, type EventRegistry, type Projection, type RecordedEvent } from '@minglu/kernel';
import { decodeStored, textArray, type StoredEvent, type SubscriptionHandler } from '@minglu/event-store';
import { LRUCache } from 'lru-cache';
import type { PoolClient } from 'pg';
import { campaignProjection, type CampaignView } from '../campaign-view.js';
import { dossierProjection, type DossierView } from '../dossier-view.js';
import { settingsProjection, type SettingsView } from '../settings-view.js';

/** A row before and after a page of events. */
interface Change<Row> {
  readonly before: Row | undefined;
  readonly after: Row;
}

interface Table<Row> {
  readonly projection: Projection<Row>;
  /** The rows of these streams that there are. */
  readonly read: (schema: string, tx: PoolClient, streamIds: readonly string[]) => Promise<readonly Row[]>;
  readonly write: (schema: string, tx: PoolClient, changes: readonly Change<Row>[]) => Promise<void>;
  /** How many events of its stream a row holds, where it counts them. */
  readonly versionOf?: (row: Row) => number;
}

const CATEGORIES = new Set(['dossier', 'campaign', 'policy', 'work-calendar']);
const isProjected = ({ streamId }: StoredEvent): boolean => CATEGORIES.has(categoryOf(streamId));
const idOf = (streamId: string): string => streamId.slice(streamId.indexOf('/') + 1);

/** Rows kept by a projector that catches up or keeps up: the cases that move are few beside those that rest. */
const ROWS_KEPT = 5_000;

/**
 * Writes the read model in the transaction of the checkpoint: each row is folded in memory over the page and written once. Rows that were
 * written last are kept: a stream never changes, so a row that holds exactly the events before the next one is right, whatever became of
 * the transaction that it was made in; any other is read again.
 */
export const projector = (registry: EventRegistry, schema = 'query'): SubscriptionHandler<PoolClient> => {
  const kept = new LRUCache<string, object>({ max: ROWS_KEPT });
  const take = async <Row extends { readonly streamId: string }>(
    { projection, read, write, versionOf }: Table<Row>,
    events: readonly RecordedEvent[],
    tx: PoolClient,
  ): Promise<void> => {
    const concerned = events.filter((event) => projection.key(event) !== null);
    if (concerned.length === 0) return;
    const first = new Map<string, number>();
    for (const { streamId, streamVersion } of concerned) if (!first.has(streamId)) first.set(streamId, streamVersion);
    const before = new Map<string, Row>();
    const unknown: string[] = [];
    for (const [streamId, version] of first) {
      const row = versionOf && (kept.get(streamId) as Row | undefined);
      if (row && versionOf(row) === version - 1) before.set(streamId, row);
      else if (version > 1) unknown.push(streamId);
    }
    if (unknown.length > 0) for (const row of await read(schema, tx, unknown)) before.set(row.streamId, row);
    const after = new Map(before);
    for (const event of concerned) {
      const row = projection.apply(after.get(event.streamId), event);
      if (row) after.set(event.streamId, row);
    }
    await write(
      schema,
      tx,
      [...after].map(([streamId, row]) => ({ before: before.get(streamId), after: row })),
    );
    if (versionOf) for (const [streamId, row] of after) kept.set(streamId, row);
  };
  return async (page, tx) => {
    const events = page.filter(isProjected).map((stored) => decodeStored(stored, registry));
    for (const table of tables) await take(table as never, events, tx);
  };
};

/** All rows of the read model, folded in memory: for a rebuild, which writes each of them once. */
export const foldInMemory = (registry: EventRegistry) => {
  const folds = tables.map((table) => ({
    table: table as Table<object>,
    rows: new Map<string, object>(),
    written: new Map<string, object>(),
    changed: new Set<string>(),
  }));
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
        }
      }
    },
    /** Writes what has changed since it was last written, so many rows at a time. */
    write: async (schema: string, tx: PoolClient): Promise<void> => {
      for (const { table, rows, written, changed } of folds) {
        const ids = [...changed];
        for (let from = 0; from < ids.length; from += ROWS_AT_ONCE) {
          const some = ids.slice(from, from + ROWS_AT_ONCE);
          const changes = some.map((streamId) => ({ before: written.get(streamId), after: rows.get(streamId)! }));
          await table.write(schema, tx, changes);
          for (const streamId of some) written.set(streamId, rows.get(streamId)!);
        }
        changed.clear();
      }
    },
  };
};
const ROWS_AT_ONCE = 1_000;

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
    const moved = changes.filter(({ before, after }) => before?.deadlines !== after.deadlines);
    const had = moved.filter(({ before }) => (before?.deadlines.length ?? 0) > 0);
    if (had.length > 0)
      await tx.query(`DELETE FROM ${schema}.deadlines WHERE case_id = ANY($1::text[])`, [
        textArray(had.map(({ after }) => idOf(after.streamId))),
      ]);
    const deadlines = moved.flatMap(({ after }) =>
      after.deadlines.map(({ of, kind }, ordinal) => ({ of, kind, ordinal, caseId: idOf(after.streamId) })),
    );
    if (deadlines.length > 0)
      await tx.query(
        `INSERT INTO ${schema}.deadlines (of_id, kind, case_id, ordinal) SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::int[])`,
        [
          textArray(deadlines.map(({ of }) => of)),
          textArray(deadlines.map(({ kind }) => kind)),
          textArray(deadlines.map(({ caseId }) => caseId)),
          deadlines.map(({ ordinal }) => ordinal),
        ],
      );
  },
};

/** A table of an id and a view, of which there are few rows. */
const small = <Row extends { readonly streamId: string }>(
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
  small(campaignProjection as Projection<CampaignView>, 'campaigns', 'campaign_id', idOf),
  small(settingsProjection as Projection<SettingsView>, 'settings', 'stream_id', (streamId) => streamId),
] as const;

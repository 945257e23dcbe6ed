import { categoryOf, type EventRegistry, type Projection, type RecordedEvent } from '@minglu/kernel';
import { decodeStored, type StoredEvent, type SubscriptionHandler } from '@minglu/event-store';
import type { PoolClient } from 'pg';
import { campaignProjection, type CampaignView } from '../campaign-view.js';
import { dossierProjection, type DossierView } from '../dossier-view.js';
import { settingsProjection, type SettingsView } from '../settings-view.js';

/** Writes the read model in the transaction of the checkpoint: each row is folded in memory over the page and written once. */
export const projector =
  (registry: EventRegistry, schema = 'query'): SubscriptionHandler<PoolClient> =>
  async (page, tx) => {
    const events = page.filter(isProjected).map((stored) => decodeStored(stored, registry));
    await writeDossiers(
      schema,
      tx,
      await folded(tx, dossierProjection as Projection<DossierView>, `SELECT view FROM ${schema}.dossiers WHERE case_id = ANY($1)`, events),
    );
    await writeCampaigns(
      schema,
      tx,
      await folded(
        tx,
        campaignProjection as Projection<CampaignView>,
        `SELECT view FROM ${schema}.campaigns WHERE campaign_id = ANY($1)`,
        events,
      ),
    );
    await writeSettings(
      schema,
      tx,
      await folded(
        tx,
        settingsProjection as Projection<SettingsView>,
        `SELECT view FROM ${schema}.settings WHERE stream_id = ANY($1)`,
        events,
        whole,
      ),
    );
  };

/** All rows of the read model, folded in memory: for a rebuild, which writes each of them once. */
export const foldInMemory = (registry: EventRegistry) => {
  const tables = {
    dossiers: {
      projection: dossierProjection as Projection<DossierView>,
      rows: new Map<string, DossierView>(),
      changed: new Set<string>(),
    },
    campaigns: {
      projection: campaignProjection as Projection<CampaignView>,
      rows: new Map<string, CampaignView>(),
      changed: new Set<string>(),
    },
    settings: {
      projection: settingsProjection as Projection<SettingsView>,
      rows: new Map<string, SettingsView>(),
      changed: new Set<string>(),
    },
  };
  const apply = <Row>(
    { projection, rows, changed }: { projection: Projection<Row>; rows: Map<string, Row>; changed: Set<string> },
    event: RecordedEvent,
  ): void => {
    if (projection.key(event) === null) return;
    const row = projection.apply(rows.get(event.streamId), event);
    if (!row) return;
    rows.set(event.streamId, row);
    changed.add(event.streamId);
  };
  /** The rows that have changed since they were last taken. */
  const take = <Row>({ rows, changed }: { rows: Map<string, Row>; changed: Set<string> }): Row[] => {
    const taken = [...changed].map((streamId) => rows.get(streamId)!);
    changed.clear();
    return taken;
  };
  return {
    apply: (page: readonly StoredEvent[]): void => {
      for (const stored of page) {
        if (!isProjected(stored)) continue;
        const event = decodeStored(stored, registry);
        for (const table of Object.values(tables)) apply(table as never, event);
      }
    },
    /** Writes what has changed, so many rows at a time. */
    write: async (schema: string, tx: PoolClient): Promise<void> => {
      const dossiers = take(tables.dossiers);
      for (let from = 0; from < dossiers.length; from += ROWS_AT_ONCE)
        await writeDossiers(schema, tx, dossiers.slice(from, from + ROWS_AT_ONCE));
      await writeCampaigns(schema, tx, take(tables.campaigns));
      await writeSettings(schema, tx, take(tables.settings));
    },
  };
};
const ROWS_AT_ONCE = 1_000;

const whole = (streamId: string): string => streamId;

const isProjected = ({ streamId }: StoredEvent): boolean =>
  ['dossier', 'campaign', 'policy', 'work-calendar'].includes(categoryOf(streamId));
const idOf = (streamId: string): string => streamId.slice(streamId.indexOf('/') + 1);

/** The rows that a page of events changes, as they are after it. */
const folded = async <Row extends { readonly streamId: string }>(
  tx: PoolClient,
  { key, apply }: Projection<Row>,
  select: string,
  events: readonly RecordedEvent[],
  keyOf = idOf,
): Promise<Row[]> => {
  const concerned = events.filter((event) => key(event) !== null);
  if (concerned.length === 0) return [];
  const { rows: known } = await tx.query<{ view: Row }>(select, [[...new Set(concerned.map(({ streamId }) => keyOf(streamId)))]]);
  const views = new Map<string, Row>(known.map(({ view }) => [view.streamId, view]));
  for (const event of concerned) {
    const row = apply(views.get(event.streamId), event);
    if (row) views.set(event.streamId, row);
  }
  return [...views.values()];
};

const writeDossiers = async (schema: string, tx: PoolClient, views: readonly DossierView[]): Promise<void> => {
  if (views.length === 0) return;
  const ids = views.map(({ streamId }) => idOf(streamId));
  await tx.query(
    `INSERT INTO ${schema}.dossiers (case_id, title_id, applicant, province_code, city_code, public_status, view)
     SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::jsonb[])
     ON CONFLICT (case_id) DO UPDATE SET title_id = EXCLUDED.title_id, public_status = EXCLUDED.public_status, view = EXCLUDED.view`,
    [
      ids,
      views.map(({ state }) => state.title?.titleId ?? null),
      views.map(({ state }) => state.subject!.applicant),
      views.map(({ state }) => state.subject!.provinceCode),
      views.map(({ state }) => state.subject!.cityCode),
      views.map(({ publicStatus }) => publicStatus),
      views.map((view) => JSON.stringify(view)),
    ],
  );
  const deadlines = views.flatMap(({ streamId, deadlines: all }) =>
    all.map((deadline, ordinal) => ({ caseId: idOf(streamId), ordinal, deadline })),
  );
  await tx.query(`DELETE FROM ${schema}.deadlines WHERE case_id = ANY($1)`, [ids]);
  await tx.query(
    `INSERT INTO ${schema}.deadlines (of_id, kind, case_id, ordinal, deadline) SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::int[], $5::jsonb[])`,
    [
      deadlines.map(({ deadline }) => deadline.of),
      deadlines.map(({ deadline }) => deadline.kind),
      deadlines.map(({ caseId }) => caseId),
      deadlines.map(({ ordinal }) => ordinal),
      deadlines.map(({ deadline }) => JSON.stringify(deadline)),
    ],
  );
};

const writeCampaigns = async (schema: string, tx: PoolClient, views: readonly CampaignView[]): Promise<void> => {
  if (views.length === 0) return;
  await tx.query(
    `INSERT INTO ${schema}.campaigns (campaign_id, view) SELECT * FROM unnest($1::text[], $2::jsonb[]) ON CONFLICT (campaign_id) DO UPDATE SET view = EXCLUDED.view`,
    [views.map(({ streamId }) => idOf(streamId)), views.map((view) => JSON.stringify(view))],
  );
};

const writeSettings = async (schema: string, tx: PoolClient, views: readonly SettingsView[]): Promise<void> => {
  if (views.length === 0) return;
  await tx.query(
    `INSERT INTO ${schema}.settings (stream_id, view) SELECT * FROM unnest($1::text[], $2::jsonb[]) ON CONFLICT (stream_id) DO UPDATE SET view = EXCLUDED.view`,
    [views.map(({ streamId }) => streamId), views.map((view) => JSON.stringify(view))],
  );
};

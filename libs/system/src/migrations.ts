import { accessMigrations } from '@minglu/access';
import { auditMigrations } from '@minglu/audit/adapters';
import { materialMigrations } from '@minglu/materials';
import { eventStoreMigrations, migrate, type Migration } from '@minglu/event-store';
import { authenticInbox, comparedInbox, inboxMigration, publisherMigrations } from '@minglu/messaging';
import { procedureMigrations, TIMERS } from '@minglu/procedure/adapters';
import { calendarMigrations, projectionMigrations } from '@minglu/projections/adapters';
import type { Pool } from 'pg';
import { checkCatalog, ensureGroups } from './catalog/check.js';
import { findingsMigration } from './check/findings.js';
import { EMBEDDED_READ_MODEL, READ_MODEL, rebuildFromLog } from './read-model.js';
import { administrationMigration, settingsOfMaterials } from './service/administration.js';
import { asOwner } from './service/connections.js';
import { eventsNamingMigration } from './service/events-naming.migration.js';
import { attachmentsMigration } from './service/stored-materials.migration.js';
import { unnamedFilesMigration } from './service/unnamed-files.migration.js';
import { sharedLimitsMigration } from './service/shared-limits.js';

/**
 * Before this migration the read model in one process had a checkpoint and no inbox.
 * It fills the inbox from the checkpoint, so that no reader takes those events a second time.
 */
const inboxOfCheckpoint: Migration = {
  name: 'system/0001-one-inbox',
  sql: /* sql */ `
INSERT INTO query.watermarks (consumer, stream_id, version)
SELECT '${READ_MODEL}', stream_id, max(stream_version) FROM events
WHERE position <= (SELECT position FROM query.checkpoints WHERE name = '${EMBEDDED_READ_MODEL}') GROUP BY stream_id
ON CONFLICT (consumer, stream_id) DO UPDATE SET version = EXCLUDED.version
WHERE query.watermarks.version < EXCLUDED.version AND NOT query.watermarks.parked;
`,
};

/**
 * Before `projections/0007-corrections` the read model took corrections without keeping them, and its rows did not name their sources.
 * It takes both from the log, as far as the read model has applied each stream. `sourcesAfter` and `correctionsProjection` do so since.
 */
const correctionsOfLog: Migration = {
  name: 'system/0002-corrections-of-log',
  sql: /* sql */ `
UPDATE query.dossiers SET view = jsonb_set(view::jsonb, '{sources}', coalesce((
  SELECT jsonb_agg(jsonb_build_object('eventId', event_id, 'type', type, 'classification', metadata::jsonb -> 'classification')
                   ORDER BY stream_version)
  FROM events
  WHERE stream_id = view ->> 'streamId' AND stream_version <= (view #>> '{versions,all}')::integer
    AND (payload::jsonb ? 'applicantName' OR type IN ('PriorityNoted', 'EnhancementPlanFiled', 'TargetBreakdownFiled')
      OR type = 'DecisionTookEffect' AND payload::jsonb ->> 'decision' = 'TitleConferred')
), '[]'))::json;

INSERT INTO query.corrections (stream_id, view)
SELECT stream_id, jsonb_build_object('streamId', stream_id, 'position', max(position), 'corrections', jsonb_agg(
  jsonb_build_object('correctionId', data -> 'correctionId', 'eventId', lower(data ->> 'targetEventId'), 'field', data -> 'field',
    'correctedAt', to_char(recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
  || CASE WHEN data ? 'value' THEN jsonb_build_object('value', data -> 'value') ELSE '{}' END ORDER BY stream_version))
FROM events JOIN query.watermarks USING (stream_id), jsonb(payload) AS data
WHERE consumer = '${READ_MODEL}' AND stream_version <= version AND type = 'RecordCorrected' AND stream_id LIKE 'corrected/dossier.%'
GROUP BY stream_id
ON CONFLICT (stream_id) DO UPDATE SET view = EXCLUDED.view;
`,
};

/** Before this migration the timers had a checkpoint and no inbox; as above. */
const inboxOfTimers: Migration = {
  name: 'system/0003-inbox-of-timers',
  sql: /* sql */ `
INSERT INTO procedure.watermarks (consumer, stream_id, version)
SELECT '${TIMERS.name}', stream_id, max(stream_version) FROM events
WHERE position <= (SELECT position FROM procedure.checkpoints WHERE name = '${TIMERS.name}') GROUP BY stream_id;
`,
};

/**
 * Before `messaging/0004-authentic` the inboxes kept versions and no hashes. This takes the hashes from the log, so that another event
 * at one of those versions is noticed.
 */
const hashesOfLog: Migration = {
  name: 'system/0004-hashes-of-log',
  sql: ['query', TIMERS.schema]
    .map(
      (schema) => /* sql */ `
UPDATE ${schema}.watermarks w SET hashes = coalesce((
  SELECT string_agg(substring(content_hash FOR 8), '' ORDER BY stream_version) FROM events e
  WHERE e.stream_id = w.stream_id AND e.stream_version BETWEEN w.version - 1023 AND w.version), '')
WHERE hashes = '';
`,
    )
    .join(''),
};

/** The migrations of all services, in the order in which they depend on each other. */
export const allMigrations: readonly Migration[] = [
  ...eventStoreMigrations,
  ...procedureMigrations,
  ...projectionMigrations,
  ...publisherMigrations,
  inboxMigration('query', 'minglu_query'),
  inboxOfCheckpoint,
  correctionsOfLog,
  inboxMigration(TIMERS.schema, 'minglu_procedure'),
  inboxOfTimers,
  ...['query', TIMERS.schema].map(authenticInbox),
  hashesOfLog,
  ...calendarMigrations,
  sharedLimitsMigration,
  ...accessMigrations,
  ...materialMigrations,
  eventsNamingMigration,
  ...auditMigrations,
  administrationMigration,
  settingsOfMaterials,
  ...['query', TIMERS.schema].map((schema) => comparedInbox(schema, 'minglu_audit')),
  findingsMigration,
  attachmentsMigration,
  unnamedFilesMigration,
];

/**
 * True for a read model from before `projections/0014-tag-totals`. Only the projector can make its lists, statistics, changes, figures and
 * totals, from the log. The ranks of results are older than the totals.
 */
const isOutdated = async (owner: Pool): Promise<boolean> => {
  const { rows } = await owner.query<{ outdated: boolean }>(
    `SELECT EXISTS (SELECT FROM query.dossiers)
            AND NOT (EXISTS (SELECT FROM query.listed) AND EXISTS (SELECT FROM query.steps) AND EXISTS (SELECT FROM query.changes)
                     AND (SELECT complete FROM query.figures_complete)
                     AND EXISTS (SELECT FROM query.tag_totals)) AS outdated`,
  );
  return rows[0]!.outdated;
};

const INSUFFICIENT_PRIVILEGE = '42501';

/**
 * Applies all migrations, as the owner of the schemas, then compares the database with them. Resolves to the faults that were mended.
 *
 * @param then further work that needs the rights of the owner
 * @throws DamagedSchema if a fault cannot be mended
 */
export const migrateAll = (databaseUrl: string, then: (owner: Pool) => Promise<void> = async () => undefined): Promise<readonly string[]> =>
  asOwner(databaseUrl, async (owner) => {
    await ensureGroups(owner);
    // Without the rights of the owner the list of applied migrations cannot be read. The comparison then names them.
    await migrate(owner, allMigrations).catch(async (error: { code?: unknown }) => {
      if (error.code === INSUFFICIENT_PRIVILEGE) await checkCatalog(owner);
      throw error;
    });
    const mended = await checkCatalog(owner);
    if (await isOutdated(owner)) await rebuildFromLog(owner, databaseUrl);
    await then(owner);
    return mended;
  });

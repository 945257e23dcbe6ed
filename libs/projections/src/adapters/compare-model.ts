import type { EventRegistry } from '@minglu/kernel';
import { withConnection, type EventStore, type StoredEvent } from '@minglu/event-store';
import type { Pool, PoolClient } from 'pg';
import { writeChanges, type NewChange } from './changes-table.js';
import type { FigureRow } from './figures-table.js';
import { rowFold } from './projector.js';

interface CompareOptions {
  /** With the rights of `minglu_audit`, or as the owner, and without limits of time. */
  readonly pool: Pool;
  readonly log: Pick<EventStore, 'readAll' | 'readStream'>;
  readonly registry: EventRegistry;
  /** Consumer whose inbox is in the schema of the read model. */
  readonly consumer: string;
  readonly onProgress?: (done: number) => Promise<void>;
}

/** A row of the read model that does not follow from the log. */
export interface ModelFault {
  readonly table: string;
  /** Of the last event of the case, or of the event of the row; null for a sum over all cases. */
  readonly position: number | null;
  readonly reason: string;
}

interface Compared {
  /** SQL for the stream of a row. */
  readonly stream?: string;
  /** True if a row has the position of its event. */
  readonly hasPosition?: true;
  /** Columns that do not follow from the log alone. */
  readonly without?: readonly string[];
  /** Rows that count; the others are as good as none. */
  readonly only?: string;
}
const ofCase = { stream: `'dossier/' || case_id` };
const TABLES: Readonly<Record<string, Compared>> = {
  dossiers: ofCase,
  deadlines: ofCase,
  listed: ofCase,
  documents: ofCase,
  steps: ofCase,
  objections: ofCase,
  campaigns: { stream: `'campaign/' || campaign_id` },
  reports: { stream: `'report/' || report_id` },
  settings: { stream: 'stream_id' },
  corrections: { stream: 'stream_id' },
  authority: { stream: `'authority/' || person` },
  hand_overs: { stream: `'hand-over/' || hand_over_id` },
  figures: { hasPosition: true },
  // Numbers and chains follow from the order in which events arrived.
  changes: { hasPosition: true, without: ['number', 'reached', 'all_chain', 'party_chain', 'public_chain'] },
  places: {},
  totals: { only: 'dossiers <> 0' },
  tag_totals: { only: 'dossiers <> 0' },
};
/** The schema of the tables that are folded again. */
const COPY = 'pg_temp';
const ATTEMPTS = 10;
/** Most differences of one table. */
const LOOKED_AT = 1_000;

type Versions = ReadonlyMap<string, number>;
const versionsIn = async (tx: PoolClient, consumer: string): Promise<Versions> => {
  const { rows } = await tx.query<{ stream_id: string; version: number }>(
    'SELECT stream_id, version FROM query.watermarks WHERE consumer = $1',
    [consumer],
  );
  return new Map(rows.map(({ stream_id: stream, version }) => [stream, version]));
};

/**
 * Folds the log again, as far as the read model has taken each stream, into temporary tables, and compares all rows at one moment. Queries
 * and the consumer go on meanwhile. Changes nothing. Resolves to the number of events and the first fault.
 */
export const compareModel = ({
  pool,
  log,
  registry,
  consumer,
  onProgress,
}: CompareOptions): Promise<{ readonly events: number; readonly fault: ModelFault | null }> =>
  withConnection(pool, async (client, discard) => {
    try {
      for (const table of [...Object.keys(TABLES), 'change_counter'])
        await client.query(`CREATE TEMPORARY TABLE ${table} (LIKE query.${table} INCLUDING DEFAULTS INCLUDING INDEXES)`);
      await client.query(`INSERT INTO ${COPY}.change_counter DEFAULT VALUES`);
      const model = rowFold(registry, COPY);
      const [changes, figures]: [NewChange[], FigureRow[]] = [[], []];
      const folded = new Map<string, number>();
      const fold = (event: StoredEvent): void => {
        const noted = model.apply(event);
        if (noted) changes.push(noted.change);
        if (noted) figures.push(...noted.figures);
        folded.set(event.streamId, event.streamVersion);
      };
      let events = 0;
      const first = await versionsIn(client, consumer);
      for await (const page of log.readAll()) {
        for (const event of page) if (event.streamVersion <= (first.get(event.streamId) ?? 0)) fold(event);
        events += page.length;
        await onProgress?.(events);
      }
      for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
        // Events that the read model has taken since.
        for (const [stream, version] of await versionsIn(client, consumer))
          for (const event of await log.readStream(stream, folded.get(stream) ?? 0, version)) fold(event);
        await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
        const now = await versionsIn(client, consumer);
        const isOneMoment = [...now].every(([stream, version]) => folded.get(stream) === version);
        if (!isOneMoment) {
          await client.query('ROLLBACK');
          continue;
        }
        await model.write(client, [...folded.keys()]);
        await model.writeFigures(client, figures);
        await writeChanges(COPY, client, changes);
        const fault = await firstFault(client);
        await client.query('ROLLBACK');
        return { events, fault };
      }
      throw new Error('the read model kept moving: it could not be compared');
    } finally {
      discard(new Error('the connection has temporary tables'));
    }
  });

const firstFault = async (tx: PoolClient): Promise<ModelFault | null> => {
  const found: ModelFault[] = [];
  for (const table of Object.keys(TABLES)) {
    const fault = await faultOf(tx, table);
    if (fault) found.push(fault);
  }
  return found.sort((one, other) => (one.position ?? Infinity) - (other.position ?? Infinity))[0] ?? null;
};

const faultOf = async (tx: PoolClient, table: string): Promise<ModelFault | null> => {
  const { stream, hasPosition, without = [], only = 'true' } = TABLES[table]!;
  const { rows: columns } = await tx.query<{ expression: string }>(
    `SELECT quote_ident(attname) || CASE atttypid::regtype::text WHEN 'json' THEN '::jsonb' ELSE '' END AS expression
       FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped AND attname <> ALL($2) ORDER BY attnum`,
    [`query.${table}`, without],
  );
  const compared = columns.map(({ expression }, n) => `${expression} AS c${n}`).join(', ');
  const key = stream ?? (hasPosition ? 'position' : 'NULL');
  const rowsOf = (schema: string): string => `SELECT (${key})::text AS key, ${compared} FROM ${schema}.${table} WHERE ${only}`;
  const { rows } = await tx.query<{ key: string | null; isExtra: boolean }>(
    `SELECT key, extra AS "isExtra" FROM (
       (SELECT key, true AS extra FROM (${rowsOf('query')} EXCEPT ALL ${rowsOf(COPY)}) AS more)
       UNION ALL (SELECT key, false FROM (${rowsOf(COPY)} EXCEPT ALL ${rowsOf('query')}) AS less)) AS differing LIMIT ${LOOKED_AT}`,
  );
  if (rows.length === 0) return null;
  const keys = [...new Set(rows.flatMap((row) => row.key ?? []))];
  const positions = stream ? await lastPositions(tx, keys) : keys.map(Number);
  const difference = rows.every(({ isExtra }) => isExtra) ? 'has rows that follow from no event' : 'lacks rows that follow from the log';
  return {
    table,
    position: positions.length > 0 ? Math.min(...positions) : null,
    reason: `query.${table} ${difference}${keys.length > 0 ? `, of ${keys[0]}` : ''}`,
  };
};

const lastPositions = async (tx: PoolClient, streams: readonly string[]): Promise<readonly number[]> => {
  const { rows } = await tx.query<{ position: string }>(
    'SELECT max(position)::text AS position FROM events WHERE stream_id = ANY($1) GROUP BY stream_id',
    [streams],
  );
  return rows.map(({ position }) => Number(position));
};

import { checkpointTable, postgresStore, standingOf } from '@minglu/event-store';
import { TIMERS } from '@minglu/procedure/adapters';
import type { Pool } from 'pg';
import { EMBEDDED_READ_MODEL, READ_MODEL } from './read-model.js';
import { asOwner, poolAs } from './service/connections.js';

interface EpochRow {
  readonly epoch: number;
  /** Its events have higher positions. */
  readonly after: number;
  /** Content hash of the event at `after`, in hexadecimal. */
  readonly hash: string;
  readonly reason: string;
  readonly begunAt: string;
}

interface ReaderPlace {
  readonly reader: string;
  readonly position: number;
  /** The last epoch of the log when the position was read; null in checkpoints of an earlier version. */
  readonly epoch: number | null;
  /** Why it does not go on; null while it stands on the log. */
  readonly trouble: string | null;
}

export interface LogState {
  readonly logId: string;
  readonly head: number;
  /** Content hash of the last event in hexadecimal; empty without one. */
  readonly hash: string;
  readonly epochs: readonly EpochRow[];
  readonly readers: readonly ReaderPlace[];
}

const READERS = [
  [TIMERS.name, `${TIMERS.schema}.checkpoints`],
  [EMBEDDED_READ_MODEL, 'query.checkpoints'],
  [READ_MODEL, 'query.checkpoints'],
] as const;

/** The log with its epochs, and where its readers stand. `databaseUrl`: as owner of the schemas. */
export const logState = (databaseUrl: string): Promise<LogState> =>
  asOwner(databaseUrl, async (pool) => {
    const log = postgresStore({ connection: { connectionString: databaseUrl }, readers: 1 });
    try {
      const { head, logId } = await log.look(0);
      const { hash } = await log.look(head);
      const readers: ReaderPlace[] = [];
      for (const [reader, table] of READERS) {
        const checkpoint = await checkpointTable(table, reader).read(pool);
        const trouble = await standingOf(log, reader, checkpoint);
        readers.push({ reader, position: checkpoint.position, epoch: checkpoint.place?.epoch ?? null, trouble });
      }
      return { logId, head, hash: hash ?? '', epochs: await epochRows(pool), readers };
    } finally {
      await log.close();
    }
  });

const epochRows = async (pool: Pool): Promise<readonly EpochRow[]> => {
  const { rows } = await pool.query<Omit<EpochRow, 'begunAt'> & { begunAt: Date }>(
    `SELECT epoch, after::float8 AS after, encode(hash, 'hex') AS hash, reason, begun_at AS "begunAt" FROM epochs ORDER BY epoch`,
  );
  return rows.map((row) => ({ ...row, begunAt: row.begunAt.toISOString() }));
};

/**
 * Begins an epoch of the log.
 * @param after the last position that the branches share; null: the end of the log
 */
export const beginEpoch = (databaseUrl: string, after: number | null, reason: string): Promise<EpochRow> =>
  asOwner(databaseUrl, async (pool) => {
    await pool.query('SELECT begin_epoch($1, $2)', [after, reason]);
    return (await epochRows(pool)).at(-1)!;
  });

/**
 * Opens the log for writing. An epoch begins if the server, its timeline or the database differ from the last time.
 * They differ after a restored dump, a recovery from an archive, a promotion or a copy. Resolves to that epoch, or null.
 */
export const openLog = async (databaseUrl: string): Promise<number | null> => {
  const pool = poolAs(databaseUrl, 'minglu_casework', 1, () => undefined);
  try {
    const { rows } = await pool.query<{ epoch: number | null }>('SELECT open_log() AS epoch');
    return rows[0]!.epoch;
  } finally {
    await pool.end();
  }
};

import { hash } from 'node:crypto';
import { batcher } from '@minglu/event-store';
import type { AccessLine, ReadAccess } from '@minglu/http';
import type { Pool } from 'pg';

/** A line as recorded. */
export interface RecordedLine extends AccessLine {
  /** From 1, without a gap. */
  readonly position: number;
  /** By the clock of the database, to the microsecond: `2026-11-30T08:00:00.000000Z`. */
  readonly recordedAt: string;
  /** SHA-256, hex, over the hash of the line before and this line. */
  readonly hash: string;
}

/** The conditions of a question to the log. An absent one does not count. */
export interface LineFilter {
  readonly person?: string | undefined;
  /** The line is about one of these cases, titles, tables or persons. */
  readonly subjects?: readonly string[] | undefined;
  readonly act?: string | undefined;
  /** Recorded at this instant or later. */
  readonly from?: string | undefined;
  /** Recorded before this instant. */
  readonly before?: string | undefined;
}

/** The first line whose hash or place is wrong. */
export interface BrokenLine {
  readonly position: number;
  readonly reason: 'a line is missing' | 'the line was changed';
}

/** Writes lines to the log, those of concurrent requests together. Resolves once they are durable. */
export const readAccess = (pool: Pool): ReadAccess & { readonly close: () => Promise<void> } => {
  const lines = batcher<string, number>(
    async (batch) => {
      const { rows } = await pool.query<{ first: string }>({
        name: 'access/record',
        text: 'SELECT access.record_lines($1) AS first',
        values: [batch],
      });
      return batch.map((_, index) => Number(rows[0]!.first) + index);
    },
    { batches: 1 },
  );
  return { record: (line, signal) => lines.add(JSON.stringify(line), signal), close: lines.close };
};

const AT = `to_char(recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS "recordedAt"`;
const COLUMNS = `l.position::text AS position, ${AT}, line, encode(hash, 'hex') AS hash`;
interface Row {
  readonly position: string;
  readonly recordedAt: string;
  readonly line: string;
  readonly hash: string;
}

/** A page of the lines after a position, in their order. */
export const linesAfter = async (
  pool: Pool,
  { person, subjects, act, from, before }: LineFilter,
  after: number,
  limit: number,
): Promise<readonly RecordedLine[]> => {
  const { rows } = await pool.query<Row>(
    `SELECT ${COLUMNS} FROM access.lines l
     WHERE l.position > $1 AND ($2::text IS NULL OR person = $2) AND ($3::text[] IS NULL OR subject = ANY($3))
       AND ($4::text IS NULL OR line::jsonb ->> 'act' = $4)
       AND ($5::timestamptz IS NULL OR recorded_at >= $5) AND ($6::timestamptz IS NULL OR recorded_at < $6)
     ORDER BY l.position LIMIT $7`,
    [after, person ?? null, subjects ?? null, act ?? null, from ?? null, before ?? null, limit],
  );
  return rows.map(({ line, position, ...row }) => ({ ...(JSON.parse(line) as AccessLine), ...row, position: Number(position) }));
};

/** Lines that one statement of {@link brokenLine} reads. */
const PAGE = 5_000;

/** Hashes the whole log again. Null if each line has the hash that it was recorded with, and none is missing before the last. */
export const brokenLine = async (pool: Pool, onProgress: (checked: number) => void = () => undefined): Promise<BrokenLine | null> => {
  let position = 0;
  let previous: Buffer = Buffer.alloc(0);
  for (;;) {
    const { rows } = await pool.query<Row>(
      `SELECT ${COLUMNS} FROM access.lines l WHERE l.position > $1 ORDER BY l.position LIMIT ${PAGE}`,
      [position],
    );
    for (const row of rows) {
      position += 1;
      if (Number(row.position) !== position) return { position, reason: 'a line is missing' };
      previous = hashOf(previous, row);
      if (previous.toString('hex') !== row.hash) return { position, reason: 'the line was changed' };
    }
    onProgress(position);
    if (rows.length < PAGE) return null;
  }
};

/** SHA-256("minglu/access/v1\0" ‖ hash before ‖ position ‖ " " ‖ instant ‖ " " ‖ line). The first line has no hash before it. */
const hashOf = (previous: Uint8Array, { position, recordedAt, line }: Row): Buffer =>
  hash('sha256', Buffer.concat([Buffer.from('minglu/access/v1\0'), previous, Buffer.from(`${position} ${recordedAt} ${line}`)]), 'buffer');

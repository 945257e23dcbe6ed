import type { Pool } from 'pg';
import { metadataIn, publicHash, type EventStore } from '@minglu/event-store';
import { encodeEntries, encodePublicLeaf, hasTile, nodesOfTile, parseTilePath, sha256 } from '../index.js';
import { readCheckpoint } from './checkpoint-table.js';
import { leafReader, type LeafReading } from './leaf-reader.js';
import { nodeReader, type LeafLog } from './tree-tables.js';

export interface TileReading extends LeafReading {
  readonly log: Pick<EventStore, 'readStream' | 'readAll' | 'readPublic'>;
}

/**
 * Tiles of the SHA-256 trees (C2SP tlog-tiles), as far as the last checkpoint goes. A tile never changes.
 *
 * @param path behind `/`, such as `tile/0/x001/067` or `tile/entries/000.p/9`
 */
export const readTile = async (reading: TileReading, name: LeafLog, path: string): Promise<Buffer | null> => {
  const tile = parseTilePath(path);
  const head = tile && (await readCheckpoint(reading.pool, name));
  if (!tile || !head || !hasTile(BigInt(head.size), tile)) return null;
  const { level, index, width } = tile;
  if (level !== 'entries') return Buffer.concat(await nodeReader(reading.pool, name, sha256)(nodesOfTile({ level, index, width })));
  const first = Number(index) * 256;
  return encodeEntries(name === 'full' ? await fullLeaves(reading, first, width) : await publicLeaves(reading, first, width));
};

const fullLeaves = async (reading: TileReading, first: number, width: number): Promise<readonly Buffer[]> => {
  const leaves: Buffer[] = [];
  const leafOf = await leafReader(reading);
  for await (const page of reading.log.readAll({ after: first, upTo: first + width })) leaves.push(...(await leafOf(page)));
  return leaves;
};

/** The public leaves of a round are those of the public events behind the round before it. */
const publicLeaves = async ({ pool, log }: TileReading, first: number, width: number): Promise<readonly Buffer[]> => {
  const { begin, after } = await roundWith(pool, first);
  const events = await log.readPublic(after, first - begin + width);
  return events.slice(first - begin).map((event) => encodePublicLeaf(publicHash(event, metadataIn(event))));
};

/** The index of the first leaf of the round that has a public leaf, and the position behind which its events come. */
const roundWith = async (pool: Pool, index: number): Promise<{ readonly begin: number; readonly after: number }> => {
  const { rows } = await pool.query<{ begin: string; after: string }>(
    `SELECT run.first::text AS begin,
            coalesce((SELECT before.upto FROM audit.runs before WHERE before.log = 'public' AND before.first < run.first ORDER BY before.first DESC LIMIT 1), 0)::text AS after
       FROM audit.runs run WHERE run.log = 'public' AND run.first <= $1 ORDER BY run.first DESC LIMIT 1`,
    [index],
  );
  return { begin: Number(rows[0]!.begin), after: Number(rows[0]!.after) };
};

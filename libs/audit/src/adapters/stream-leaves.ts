import type { Pool } from 'pg';
import type { EventStore, StoredEvent } from '@minglu/event-store';
import { leafHash, sha256 } from '../index.js';
import { calendarHashes, leafDeriver } from './leaf-deriver.js';
import { loadFacts } from './leaf-facts.js';

interface Sources {
  readonly pool: Pool;
  readonly log: Pick<EventStore, 'readStream'>;
  readonly calendarStream: string;
}

/** The bytes of the leaves of a stream, from its first event on. */
export const leavesOfStream = async (
  { pool, log, calendarStream }: Sources,
  events: readonly StoredEvent[],
): Promise<readonly Buffer[]> => {
  const derive = leafDeriver(await loadFacts(pool), calendarHashes(log, calendarStream));
  const leaves: Buffer[] = [];
  let previous: Buffer | null = null;
  for (const event of events) {
    const leaf = await derive(event, previous);
    previous = leafHash(sha256, leaf);
    leaves.push(leaf);
  }
  return leaves;
};

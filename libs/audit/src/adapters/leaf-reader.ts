import type { Pool } from 'pg';
import type { EventStore, StoredEvent } from '@minglu/event-store';
import { leafHash, sha256 } from '../index.js';
import { storedAttachments } from './attachments.js';
import { calendarHashes, leafDeriver } from './leaf-deriver.js';
import { loadFacts } from './leaf-facts.js';
import { previousLeaves } from './previous-leaves.js';

/** The sources from which leaves that are in the tree are derived again. */
export interface LeafReading {
  /** With the rights of `minglu_audit`. */
  readonly pool: Pool;
  readonly log: Pick<EventStore, 'readStream'>;
  readonly calendarStream: string;
}

/** Derives the bytes of the leaves of events that are in the tree, those of a stream in order. */
export const leafReader = async ({ pool, log, calendarStream }: LeafReading) => {
  const attachments = storedAttachments(pool);
  const derive = leafDeriver(await loadFacts(pool), calendarHashes(log, calendarStream), attachments.at);
  const previous = previousLeaves(pool);
  return async (events: readonly StoredEvent[]): Promise<readonly Buffer[]> => {
    await previous.prepare(events);
    await attachments.prepare(events);
    const leaves: Buffer[] = [];
    for (const event of events) {
      const leaf = await derive(event, previous.before(event));
      previous.note(event, leafHash(sha256, leaf));
      leaves.push(leaf);
    }
    return leaves;
  };
};

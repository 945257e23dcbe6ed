import type { Pool } from 'pg';
import type { EventStore } from '@minglu/event-store';
import { inclusionProof, isKept, sha256, verifyInclusion, leafHash, type PromisedEvent } from '../index.js';
import { readCheckpoint } from './checkpoint-table.js';
import { eventAt } from './event-at.js';
import { leafReader } from './leaf-reader.js';
import { nodeReader } from './tree-tables.js';

/** `kept`: the event is in the tree of a checkpoint. `waiting`: it is in the log, and in no checkpoint yet. `broken`: it is not in the log. */
export type Redeemed = 'kept' | 'waiting' | 'broken';

/** Compares a promise, whose note was verified, with the log and the last checkpoint. */
export const redeemPromise = async (
  {
    pool,
    log,
    calendarStream,
  }: { readonly pool: Pool; readonly log: Pick<EventStore, 'readAll' | 'readStream' | 'look'>; readonly calendarStream: string },
  promised: PromisedEvent,
): Promise<Redeemed> => {
  const position = Number(promised.position);
  const event = position > (await log.look(0)).head ? undefined : await eventAt(log, position);
  if (!event || event.damaged || !Buffer.from(event.contentHash).equals(promised.hash)) return 'broken';
  const head = await readCheckpoint(pool, 'full');
  if (head === null || head.size < position) return 'waiting';
  const [leaf] = await (await leafReader({ pool, log, calendarStream }))([event]);
  const [index, size] = [BigInt(position - 1), BigInt(head.size)];
  const proof = await inclusionProof(sha256, index, size, nodeReader(pool, 'full', sha256));
  const isIn = verifyInclusion(sha256, { index, size, leafHash: leafHash(sha256, leaf!), proof, root: head.root });
  return isIn && isKept(promised, leaf!) ? 'kept' : 'broken';
};

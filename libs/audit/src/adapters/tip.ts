import type { Pool } from 'pg';
import { DamagedEvent, type EventStore } from '@minglu/event-store';
import { leafHash, sha256, treeRoot } from '../index.js';
import { storedAttachments } from './attachments.js';
import { readCheckpoint, type Tree } from './checkpoint-table.js';
import { eventAt } from './event-at.js';
import type { GrowingLog } from './growing-log.js';
import { leafDeriver, type calendarHashes } from './leaf-deriver.js';
import type { LeafFacts } from './leaf-facts.js';
import { previousLeaves } from './previous-leaves.js';
import { TreeFault } from './tree-fault.js';
import { HASHERS, nodeReader, type LeafLog } from './tree-tables.js';

interface TipToVerify {
  readonly pool: Pool;
  readonly log: Pick<EventStore, 'readAll'>;
  readonly full: GrowingLog;
  readonly open: GrowingLog;
  readonly facts: LeafFacts;
  readonly calendarHash: ReturnType<typeof calendarHashes>;
}

const TREES: Readonly<Record<LeafLog, readonly [Tree, Tree]>> = { full: ['full', 'full-sm3'], public: ['public', 'public-sm3'] };

/**
 * Before trees grow: they still have the roots of the last checkpoints, and the last leaf is that of the event at its place.
 * @throws TreeFault
 */
export const verifyTip = async ({ pool, log, full, open, facts, calendarHash }: TipToVerify): Promise<void> => {
  for (const { log: name, size } of [full, open])
    for (const [i, tree] of TREES[name].entries()) {
      const last = await readCheckpoint(pool, tree);
      if (last === null) continue;
      if (last.size > size)
        throw new TreeFault(size + 1, `the tree ${tree} has ${size} leaves, and a checkpoint of ${last.size} is signed`);
      const root = await treeRoot(HASHERS[i]!, BigInt(last.size), nodeReader(pool, name, HASHERS[i]!));
      if (!root.equals(last.root))
        throw new TreeFault(last.size, `the tree ${tree} has not the root of its checkpoint of ${last.size} leaves`);
    }
  if (full.size > 0) await verifyLastLeaf(pool, log, full.size, facts, calendarHash);
};

const verifyLastLeaf = async (
  pool: Pool,
  log: Pick<EventStore, 'readAll'>,
  position: number,
  facts: LeafFacts,
  calendarHash: ReturnType<typeof calendarHashes>,
): Promise<void> => {
  const event = await eventAt(log, position);
  if (!event) throw new TreeFault(position, 'the event is gone');
  if (event.damaged) throw new DamagedEvent(event);
  const previous = previousLeaves(pool);
  await previous.prepare([event]);
  const attachments = storedAttachments(pool);
  await attachments.prepare([event]);
  const derive = leafDeriver(facts, calendarHash, attachments.at);
  const [stored] = await nodeReader(pool, 'full', sha256)([{ level: 0, index: BigInt(position - 1) }]);
  if (!leafHash(sha256, await derive(event, previous.before(event))).equals(stored!))
    throw new TreeFault(position, 'another event stands there');
};

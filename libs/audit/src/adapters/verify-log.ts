import type { Pool } from 'pg';
import { metadataIn, publicHash, type EventStore, type StoredEvent } from '@minglu/event-store';
import {
  encodePublicLeaf,
  Malformed,
  mapKey,
  NotSigned,
  openNote,
  parseCheckpoint,
  parseMapHead,
  rangeNodes,
  sha256,
  type MapEntry,
  type MapUpdate,
  type NoteVerifier,
} from '../index.js';
import { storedAttachments } from './attachments.js';
import { checkpointsAfter, type Tree } from './checkpoint-table.js';
import { growth, rootsOf, type Growth, type GrowingLog } from './growing-log.js';
import { calendarHashes, leafDeriver } from './leaf-deriver.js';
import { loadFacts } from './leaf-facts.js';
import { growMap, hasNodes } from './map-nodes.js';
import { previousLeaves } from './previous-leaves.js';
import { TreeFault } from './tree-fault.js';
import { HASHERS, leavesOf, nodeReader, type LeafLog } from './tree-tables.js';

/** How far a log has been verified. With it a later run goes on. */
export interface VerifiedLog {
  readonly logId: string;
  /** Events, and leaves of the full tree. */
  readonly position: number;
  readonly full: GrowingLog;
  readonly open: GrowingLog;
  readonly mapRoot: Buffer;
}

interface VerifyLogOptions {
  /** With the rights of `minglu_audit`, or as the owner. */
  readonly pool: Pool;
  readonly log: Pick<EventStore, 'look' | 'readAll' | 'readStream'>;
  readonly calendarStream: string;
  /** The public keys that sign the trees. */
  readonly verifiers: Readonly<Record<Exclude<Tree, 'map'>, readonly NoteVerifier[]>>;
  readonly pageSize?: number;
  /** Looks at each page too. Throws if it finds a fault. */
  readonly onPage?: (events: readonly StoredEvent[]) => Promise<void>;
}

/**
 * Recomputes everything from the events, page by page: content hashes, times, chains, leaves and subtrees of all trees, and the map. Compares
 * the roots and signatures of all checkpoints. Yields how far it has come, and ends at the end of the trees.
 *
 * @param from go on after an earlier run; the roots it has seen are compared with the trees first
 * @throws TreeFault, or DamagedEvent, with the first bad position
 */
export async function* verifyLog(options: VerifyLogOptions, from: VerifiedLog): AsyncGenerator<VerifiedLog> {
  const { pool, log, calendarStream, verifiers, pageSize = 1_000, onPage } = options;
  const { logId, head } = await log.look(0);
  if (from.position > 0 && from.logId !== logId) throw new TreeFault(1, `the log is ${logId}, and ${from.logId} was verified before`);
  const size = await leavesOf(pool, 'full');
  await assertStillThere(pool, from);
  const facts = await loadFacts(pool);
  const attachments = storedAttachments(pool);
  const derive = leafDeriver(facts, calendarHashes(log, calendarStream), attachments.at);
  const previous = previousLeaves(pool);
  let at: VerifiedLog = { ...from, logId };
  let recordedAt = '';
  let backwards: TreeFault | null = null;
  while (at.position < Math.min(size, head)) {
    const round = await lastRound(pool, at.position, pageSize);
    const events: StoredEvent[] = [];
    for await (const page of log.readAll({ after: at.position, upTo: Math.min(round.upto, head) })) events.push(...page);
    await previous.prepare(events);
    await attachments.prepare(events);
    const [full, open] = [growth(at.full), growth(at.open)];
    const last = new Map<string, MapEntry>();
    const publicPositions: number[] = [];
    const positionsOfHeads = new Set(await headSizes(pool, at.position, at.position + events.length));
    const roots: { readonly position: number; readonly full: GrowingLog; readonly open: GrowingLog }[] = [];
    for (const event of events) {
      if (event.recordedAt < recordedAt && event.streamId !== CLOCK)
        backwards ??= new TreeFault(event.position, `recorded time goes back to ${event.recordedAt}`, 'events');
      recordedAt = event.recordedAt;
      const leaf = await derive(event, previous.before(event));
      const [hash] = full.add(leaf);
      previous.note(event, hash!);
      last.set(event.streamId, { key: mapKey(sha256, event.streamId), last: hash!, version: BigInt(event.streamVersion) });
      if (event.publicVersion !== null) {
        open.add(encodePublicLeaf(publicHash(event, metadataIn(event))));
        publicPositions.push(event.position);
      }
      if (positionsOfHeads.has(event.position))
        roots.push({ position: event.position, full: full.result().grown, open: open.result().grown });
    }
    const [grown, grownOpen] = [full.result(), open.result()];
    const before = at.position;
    await compareLeaves(pool, grown, (index) => before + 1 + index).catch((error: unknown) => {
      // Of two faults the first in the log is told.
      throw backwards && error instanceof TreeFault && backwards.position < error.position ? backwards : error;
    });
    if (backwards) throw backwards as TreeFault;
    await compareLeaves(pool, grownOpen, (index) => publicPositions[index]!);
    await compareHeads(pool, verifiers, roots);
    const map = await growMap(pool, at.mapRoot, [...last.values()]).catch((error: Error) => {
      throw new TreeFault(at.position + 1, error.message, 'map');
    });
    at = { logId, position: at.position + events.length, full: grown.grown, open: grownOpen.grown, mapRoot: map.root };
    if (at.position === round.upto) await compareMap(pool, verifiers, at, round.map, map.added);
    await onPage?.(events);
    yield at;
  }
  if (head < size) throw new TreeFault(head + 1, `the log ends at ${head}, and the tree has ${size} leaves`, 'events');
  const [later] = await checkpointsAfter(pool, 'full', at.position, 1);
  const open = await leavesOf(pool, 'public');
  // A round of the sequencer is one transaction. One that ended meanwhile has brought leaves and a checkpoint, which the next run verifies.
  if ((await leavesOf(pool, 'full')) > at.position) return;
  if (at.open.size !== open) throw new TreeFault(at.position, 'the public tree has more leaves than there are public events');
  if (later)
    throw new TreeFault(
      at.position + 1,
      `a checkpoint of ${later.size} leaves is signed, and the tree ends at ${at.position}`,
      'checkpoint',
    );
}

/** Before the first run. */
export const NOTHING_VERIFIED: VerifiedLog = {
  logId: '',
  position: 0,
  full: { log: 'full', size: 0, ranges: HASHERS.map(() => ({ size: 0n, hashes: [] })) },
  open: { log: 'public', size: 0, ranges: HASHERS.map(() => ({ size: 0n, hashes: [] })) },
  mapRoot: Buffer.alloc(32),
};

/** In this stream recorded time may go back. */
const CLOCK = 'clock/log';

/** The trees still have the right edges that were verified before. */
const assertStillThere = async (pool: Pool, { full, open, position }: VerifiedLog): Promise<void> => {
  for (const { log, size, ranges } of [full, open])
    for (const [i, hasher] of HASHERS.entries()) {
      if (size === 0) continue;
      const nodes = await nodeReader(pool, log, hasher)(rangeIds(size));
      if (!ranges[i]!.hashes.every((hash, n) => hash.equals(nodes[n]!)))
        throw new TreeFault(position, `the ${log} tree has changed since its first ${size} leaves were verified`);
    }
};
const rangeIds = (size: number) => rangeNodes(BigInt(size));

/** Leaf hashes and subtrees as stored are those that follow from the events. */
const compareLeaves = async (
  pool: Pool,
  { grown, first, leaves, subtrees }: Growth,
  positionOf: (index: number) => number,
): Promise<void> => {
  for (const [i, hasher] of HASHERS.entries()) {
    const read = nodeReader(pool, grown.log, hasher);
    const stored = await read(leaves.map((_, n) => ({ level: 0, index: BigInt(first + n) }))).catch(() => null);
    if (stored === null) throw new TreeFault(positionOf(0), `the ${grown.log} tree lacks leaves after its first ${first}`);
    const wrong = leaves.findIndex((hashes, n) => !hashes[i]!.equals(stored[n]!));
    if (wrong >= 0) throw new TreeFault(positionOf(wrong), `the leaf in the ${grown.log} tree is not that of the event (${hasher.name})`);
    const above = await read(subtrees.map(({ height, index }) => ({ level: 8 * height, index: BigInt(index) })));
    if (!subtrees.every(({ hashes }, n) => hashes[i]!.equals(above[n]!)))
      throw new TreeFault(positionOf(0), `a subtree of the ${grown.log} tree is not that of its leaves (${hasher.name})`);
  }
};

/** The positions at which heads were signed. */
const headSizes = async (pool: Pool, after: number, upTo: number): Promise<readonly number[]> => {
  const { rows } = await pool.query<{ size: string }>(
    `SELECT DISTINCT size::text AS size FROM audit.checkpoints WHERE tree IN ('full', 'full-sm3', 'map') AND size > $1 AND size <= $2`,
    [after, upTo],
  );
  return rows.map(({ size }) => Number(size));
};

const LOGS: Readonly<Record<LeafLog, readonly [Exclude<Tree, 'map'>, Exclude<Tree, 'map'>]>> = {
  full: ['full', 'full-sm3'],
  public: ['public', 'public-sm3'],
};

/** Each checkpoint has the root over its leaves, and a signature of its log. */
const compareHeads = async (
  pool: Pool,
  verifiers: VerifyLogOptions['verifiers'],
  roots: readonly { readonly position: number; readonly full: GrowingLog; readonly open: GrowingLog }[],
): Promise<void> => {
  for (const { position, full, open } of roots)
    for (const grown of [full, open])
      for (const [i, tree] of LOGS[grown.log].entries()) {
        const [stored] = await checkpointsAfter(pool, tree, grown.size - 1, 1);
        if (stored?.size !== grown.size) continue; // the public tree has no head of its own at each size
        const root = rootsOf(grown)[i]!;
        const said = opened(position, () => parseCheckpoint(openNote(stored.note, verifiers[tree]).text));
        if (!root.equals(stored.root) || !root.equals(said.root) || said.size !== BigInt(stored.size))
          throw new TreeFault(position, `the checkpoint ${tree} of ${stored.size} leaves has not the root over them`, 'checkpoint');
      }
};

/** The map after a round of the sequencer, its nodes, and its head where one was signed. */
const compareMap = async (
  pool: Pool,
  verifiers: VerifyLogOptions['verifiers'],
  { position, full, mapRoot }: VerifiedLog,
  storedRoot: Buffer,
  added: MapUpdate['added'],
): Promise<void> => {
  if (!mapRoot.equals(storedRoot)) throw new TreeFault(position, 'the root of the map is not that of the streams', 'map');
  if (!(await hasNodes(pool, added))) throw new TreeFault(position, 'the map lacks a node', 'map');
  const [stored] = await checkpointsAfter(pool, 'map', position - 1, 1);
  if (stored?.size !== position) return;
  const said = opened(position, () => parseMapHead(openNote(stored.note, verifiers.full).text));
  const roots = [stored.root, said.mapRoot];
  if (!roots.every((root) => root.equals(mapRoot)) || !said.treeRoot.equals(rootsOf(full)[0]!) || said.size !== BigInt(position))
    throw new TreeFault(position, 'the head of the map is not that of the streams', 'map');
};

/** The end of a round of the sequencer: the last within a page, or the next one. The nodes of its map are stored. */
const lastRound = async (pool: Pool, after: number, pageSize: number): Promise<{ readonly upto: number; readonly map: Buffer }> => {
  const { rows } = await pool.query<{ upto: string; map: Buffer }>(
    `SELECT run.upto::text, run.map FROM audit.runs run WHERE log = 'full' AND run.upto = coalesce(
       (SELECT max(upto) FROM audit.runs WHERE log = 'full' AND upto > $1 AND upto <= $2),
       (SELECT min(upto) FROM audit.runs WHERE log = 'full' AND upto > $1)) ORDER BY run.first DESC LIMIT 1`,
    [after, after + pageSize],
  );
  if (!rows[0]) throw new TreeFault(after + 1, 'the full tree lacks a round of leaves');
  return { upto: Number(rows[0].upto), map: rows[0].map };
};

const opened = <T>(position: number, open: () => T): T => {
  try {
    return open();
  } catch (error) {
    if (error instanceof NotSigned || error instanceof Malformed) throw new TreeFault(position, error.message, 'checkpoint');
    throw error;
  }
};

import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Pool } from 'pg';
import {
  epochOf,
  inTransaction,
  leaseOn,
  metadataIn,
  publicHash,
  workLoop,
  type EventStore,
  type LogIdentity,
  type StoredEvent,
} from '@minglu/event-store';
import { encodePublicLeaf, mapKey, sha256, type MapEntry } from '../index.js';
import { MOST_ATTACHMENTS, NO_FILES, storeAttachments, type Attachment, type NamedFiles } from './attachments.js';
import { readCheckpoint, storeCheckpoints } from './checkpoint-table.js';
import { checkpointWait } from './checkpoint-wait.js';
import { growth, loadLog, storeGrowth, type GrowingLog } from './growing-log.js';
import { calendarHashes, leafDeriver, schemaName, type LeafSources } from './leaf-deriver.js';
import { epochValue, loadFacts, storeFacts, type LeafFacts } from './leaf-facts.js';
import { growMap, knownNodes, lastMapRoot, rememberNode, storeMapNodes, type KnownNodes } from './map-nodes.js';
import { previousLeaves, type PreviousLeaves } from './previous-leaves.js';
import { signHeads, type CheckpointSigners } from './sign-heads.js';
import { leavesOf } from './tree-tables.js';
import { verifyTip } from './tip.js';
import { TreeFault } from './tree-fault.js';

interface SequencerOptions {
  /** With the rights of `minglu_audit`. */
  readonly pool: Pool;
  readonly log: Pick<EventStore, 'look' | 'readAll' | 'readStream'>;
  readonly sources: LeafSources;
  /** Asked at each takeover, and after each failure. */
  readonly signers: (logId: string) => CheckpointSigners;
  readonly onError: (error: unknown) => void;
  /** Most events of a round; each is one transaction. */
  readonly pageSize?: number;
  readonly pollMs?: number;
  /** Least milliseconds between two checkpoints while events keep coming. */
  readonly checkpointMs?: number;
  readonly leaseMs?: number;
}

/** Folds the events of the log into the trees, and signs their heads. Of several instances one works. */
export interface Sequencer {
  readonly start: () => void;
  /** A hint that there are new events. */
  readonly wake: () => void;
  /** Resolves when the round in progress is done. */
  readonly stop: () => Promise<void>;
  /** Folds and signs all events up to the head of the log. Resolves to the size of the full tree. Rejects if another instance has the lease. */
  readonly catchUp: () => Promise<number>;
  /** True while this instance holds the lease. */
  readonly isActive: () => boolean;
  /** Events that no checkpoint of the full tree covers. */
  readonly backlog: () => Promise<number>;
  /** Milliseconds for which the oldest of them has waited, as far as earlier calls have seen it. */
  readonly waited: () => Promise<number>;
  /** Why it does not go on; null while it does. */
  readonly trouble: () => string | null;
}

/** The trees as they are in the database, as far as the next round needs them. */
interface Tip {
  readonly full: GrowingLog;
  readonly open: GrowingLog;
  readonly mapRoot: Buffer;
  readonly known: KnownNodes;
  readonly signers: CheckpointSigners;
  readonly facts: LeafFacts;
  readonly previous: PreviousLeaves;
  /** Sizes of the last checkpoints of both logs. */
  readonly signed: { readonly full: number; readonly open: number };
}

/** A round with events is followed by a pause of so many times its work. So appends keep the machine, and more events share a round. */
const PAUSES = 9;
const LONGEST_PAUSE_MS = 2_000;
/** An event is to have its checkpoint within a minute. A backlog that has lasted so long is folded in without pauses. */
const HURRIES_AFTER_MS = 20_000;

/**
 * A round is one transaction: it adds leaves, subtrees and facts, and the checkpoints over them. A process that ends in the middle leaves
 * nothing behind, and the next one makes the same leaves of the same events. So no checkpoint contradicts an earlier one.
 */
export const sequencer = (options: SequencerOptions): Sequencer => {
  const { pool, log, sources, signers, onError, pageSize = 1_000, pollMs = 250, checkpointMs = 1_000, leaseMs = 10_000 } = options;
  // Its row is also the lock under which rows are added.
  const lease = leaseOn({ pool, table: 'audit.lease', name: 'sequencer', owner: randomUUID(), leaseMs });
  const calendarHash = calendarHashes(log, sources.calendarStream);
  let tip: Tip | null = null;
  let active = false;
  let trouble: string | null = null;
  let signedAt = -Infinity;
  /** Since when each round has left events behind; null after one that left none. */
  let behindSince: number | null = null;
  const waitFor = checkpointWait(() => performance.now());

  const load = async (): Promise<Tip> => {
    const [full, open] = [await loadLog(pool, 'full'), await loadLog(pool, 'public')];
    const facts = await loadFacts(pool);
    await verifyTip({ pool, log, full, open, facts, calendarHash });
    const [last, lastOpen] = [await readCheckpoint(pool, 'full'), await readCheckpoint(pool, 'public')];
    return {
      full,
      open,
      mapRoot: await lastMapRoot(pool),
      known: knownNodes(),
      signers: signers((await log.look(0)).logId),
      facts,
      previous: previousLeaves(pool),
      signed: { full: last?.size ?? 0, open: lastOpen?.size ?? 0 },
    };
  };

  /** Adds a page of events. Signs if it is the last of the log, or the last checkpoint is old enough. */
  const fold = async (from: Tip, page: readonly StoredEvent[], identity: LogIdentity, isLast: boolean): Promise<Tip> => {
    const { facts, previous } = from;
    const [full, open] = [growth(from.full), growth(from.open)];
    const attachments = await attachmentsOf(page, sources);
    const leafBytes = leafDeriver(facts, calendarHash, (index) => attachments.get(index) ?? NO_FILES);
    const last = new Map<string, MapEntry>();
    await previous.prepare(page);
    for (const event of page) {
      sayFacts(facts, event, identity, sources);
      const [hash] = full.add(await leafBytes(event, previous.before(event)));
      previous.note(event, hash!);
      if (event.publicVersion !== null) open.add(encodePublicLeaf(publicHash(event, metadataIn(event))));
      last.set(event.streamId, { key: mapKey(sha256, event.streamId), last: hash!, version: BigInt(event.streamVersion) });
    }
    const map = await growMap(pool, from.mapRoot, [...last.values()], from.known);
    const [grown, grownOpen] = [full.result(), open.result()];
    const isDue = isLast || performance.now() - signedAt >= checkpointMs;
    const heads = isDue ? await signHeads(from.signers, { full: grown.grown, open: grownOpen.grown, map: map.root }, from.signed) : [];
    await inTransaction(pool, async (tx) => {
      await lease.lock(tx);
      for (const { log: name, size } of [from.full, from.open])
        if ((await leavesOf(tx, name)) !== size) throw new Error(`the ${name} tree is not of the size at which this instance left it`);
      await storeGrowth(tx, grown, grown.grown.size, map.root);
      await storeGrowth(tx, grownOpen, grown.grown.size, null);
      await storeMapNodes(tx, map.added);
      await storeFacts(tx, facts.takeNew());
      await storeAttachments(tx, attachments);
      if (heads.length > 0) await storeCheckpoints(tx, heads);
    });
    if (isDue) signedAt = performance.now();
    const signed = isDue ? { full: grown.grown.size, open: grownOpen.grown.size } : from.signed;
    // They are wanted by the next round.
    for (const added of map.added) rememberNode(from.known, added);
    return { ...from, full: grown.grown, open: grownOpen.grown, mapRoot: map.root, signed };
  };

  /** One round: at most a page. Resolves to the number of events that are left. */
  const round = async (): Promise<number> => {
    try {
      const had = active;
      active = (await lease.acquire()) !== null;
      if (!active) {
        tip = null;
        return 0;
      }
      if (!had) tip = null; // another instance may have worked meanwhile
      tip ??= await load();
      const position = tip.full.size;
      const { head } = await log.look(0);
      if (head < position) throw new TreeFault(head + 1, `the log ends at ${head}, and the tree has ${position} leaves`);
      const page: StoredEvent[] = [];
      for await (const events of log.readAll({ after: position, upTo: Math.min(head, position + pageSize), pageSize }))
        page.push(...events.map(parsed));
      // After the page was read: an epoch that begins later does not hold for these events.
      const identity = await log.look(position);
      const left = head - position - page.length;
      if (page.length > 0 || tip.signed.full < tip.full.size) tip = await fold(tip, page, identity, left <= 0);
      trouble = null;
      return Math.max(0, left);
    } catch (error) {
      tip = null;
      trouble = error instanceof Error ? error.message : String(error);
      throw error;
    }
  };

  /** The head of the log, and the size of the newest checkpoint. */
  const reached = async () => {
    const covered = (await readCheckpoint(pool, 'full'))?.size ?? 0;
    return { head: (await log.look(0)).head, covered };
  };

  const loop = workLoop({
    work: async (signal) => {
      const begun = performance.now();
      const before = tip?.full.size;
      const left = await round();
      behindSince = left > 0 ? (behindSince ?? begun) : null;
      const hurries = behindSince !== null && begun - behindSince > HURRIES_AFTER_MS;
      if (!hurries && (left > 0 || tip?.full.size !== before))
        await delay(Math.min(PAUSES * (performance.now() - begun), LONGEST_PAUSE_MS), undefined, { signal }).catch(() => undefined);
      return left > 0;
    },
    pollMs,
    onError,
  });

  return {
    start: loop.start,
    wake: loop.wake,
    stop: async () => {
      await loop.stop();
      if (active) await lease.release().catch(() => undefined);
      active = false;
    },
    catchUp: async () => {
      while ((await round()) > 0);
      if (!active) throw new Error('another instance has the lease of the sequencer');
      return tip!.full.size;
    },
    isActive: () => active,
    backlog: async () => {
      const { head, covered } = await reached();
      return Math.max(0, head - covered);
    },
    waited: async () => {
      const { head, covered } = await reached();
      return waitFor(head, covered);
    },
    trouble: () => trouble,
  };
};

/** The event with both texts parsed: a leaf, its facts and its files all ask for them. */
const parsed = (event: StoredEvent): StoredEvent =>
  event.damaged ? event : { ...event, parsed: { payload: JSON.parse(event.payload), metadata: metadataIn(event) } };

/** The files that the events of a page name, as the store knows them now, by the index of the leaf. */
const attachmentsOf = async (
  page: readonly StoredEvent[],
  { filesOf, storedFiles }: LeafSources,
): Promise<ReadonlyMap<number, NamedFiles>> => {
  const named = page.map((event) => ({ index: event.position - 1, files: event.damaged ? [] : filesOf(event) }));
  const all = [...new Set(named.flatMap(({ files }) => files.map(({ sha256 }) => sha256)))];
  if (all.length === 0) return new Map();
  const stored = await storedFiles(all);
  return new Map(
    named.map(({ index, files }) => {
      const known = (isSealed: boolean): readonly Attachment[] =>
        files.flatMap(({ sha256, sealed }): Attachment[] => {
          const file = stored.get(sha256);
          return file && sealed === isSealed ? [[sha256, file.sm3, String(file.size)]] : [];
        });
      return [index, { open: known(false).slice(0, MOST_ATTACHMENTS), sealed: known(true) }];
    }),
  );
};

/** Notes the facts that the leaf of an event names, as they are now. */
const sayFacts = (facts: LeafFacts, event: StoredEvent, identity: LogIdentity, { rulesHash, schemaHash }: LeafSources): void => {
  const index = event.position - 1;
  const epoch = identity.epochs.find((one) => one.epoch === epochOf(identity, event.position))!;
  facts.say('epoch', '', epochValue(epoch), index);
  const { rulePackage } = metadataIn(event);
  facts.say('rules', rulePackage, rulesHash(rulePackage), index);
  facts.say('schema', schemaName(event), schemaHash(event.type, event.schemaVersion), index);
};

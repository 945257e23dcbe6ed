import { vault, type Keys } from '@minglu/casework';
import type { EventStore } from '@minglu/event-store';
import { checkMaterials, postgresRegister, type MaterialStore } from '@minglu/materials';
import { verifyTopics, type PublicKeys, type TopicNames, type VerifiedKafka } from '@minglu/messaging';
import type { Instant } from '@minglu/kernel';
import { compareTimers } from '@minglu/procedure/adapters';
import { compareModel } from '@minglu/projections/adapters';
import type { Pool } from 'pg';
import { catalogFaults } from '../catalog/check.js';
import { READ_MODEL } from '../read-model.js';
import { registry } from '../registry.js';
import { firstNaming } from '../service/events-naming.js';
import { findingIn, type Finding } from './findings.js';
import { verifyRows } from './verify-rows.js';

/** The parts of the self-check beside the log itself. */
export const PARTS = ['vault', 'read-model', 'timers', 'permissions', 'materials', 'topics'] as const;
export type PartName = (typeof PARTS)[number];

/** Tells how far a part has come. It may wait, so that the check leaves the machine to others. */
type Progress = (done: number, of: number | null) => Promise<void>;

/** The outcome of one run of a part. */
interface PartOutcome {
  /** Events, records, files or objects. */
  readonly checked: number;
  /** The first mismatch; null if there is none. */
  readonly finding: Finding | null;
}

/** A part of the system that is compared with the events. It changes nothing. */
export interface CheckPart {
  readonly name: PartName;
  readonly run: (progress: Progress) => Promise<PartOutcome>;
}

/** An error that says something of the log is a finding too. */
const part = (name: PartName, log: Pick<EventStore, 'faults'> | null, run: CheckPart['run']): CheckPart => ({
  name,
  run: async (progress) => {
    try {
      return await run(progress);
    } catch (error) {
      const finding = log && (await findingIn(error, log));
      if (!finding) throw error;
      return { checked: 0, finding };
    }
  },
});

/** The rows of the vault and of commands that events name. @param pool with the rights of casework */
export const vaultPart = (
  pool: Pool,
  log: Pick<EventStore, 'readAll' | 'faults' | 'head'>,
  keys: Pick<Keys, 'vault' | 'vaultPrevious'>,
): CheckPart =>
  part('vault', log, async (progress) => {
    const opening = vault(keys.vault, keys.vaultPrevious);
    let checked = 0;
    const head = await log.head();
    for await (const page of log.readAll({ upTo: head })) {
      await verifyRows(pool, opening, page);
      checked += page.length;
      await progress(checked, head);
    }
    return { checked, finding: null };
  });

/** The rows of the read model. @param pool with the rights of audit, without limits of time */
export const readModelPart = (pool: Pool, log: EventStore): CheckPart =>
  part('read-model', log, async (progress) => {
    const head = await log.head();
    const { events, fault } = await compareModel({ pool, log, registry, consumer: READ_MODEL, onProgress: (done) => progress(done, head) });
    const finding = fault && {
      kind: 'read-model' as const,
      position: fault.position,
      subject: `query.${fault.table}`,
      reason: fault.reason,
    };
    return { checked: events, finding };
  });

/** The timers of all cases. @param pool with the rights of audit, without limits of time */
export const timersPart = (pool: Pool, log: EventStore): CheckPart =>
  part('timers', log, async (progress) => {
    const head = await log.head();
    const { events, fault } = await compareTimers({ pool, log, registry, onProgress: (done) => progress(done, head) });
    return { checked: events, finding: fault && { kind: 'timers', subject: 'procedure.timers', ...fault } };
  });

/** The rights, owners and triggers of the database, and the roles. Any role may ask. */
export const permissionsPart = (pool: Pool): CheckPart =>
  part('permissions', null, async () => {
    const faults = await catalogFaults(pool);
    const [first] = faults;
    return {
      checked: 1,
      finding: first === undefined ? null : { kind: 'permissions', position: null, subject: first, reason: faults.join('; ') },
    };
  });

/** How many of the files are read again: all of them, those whose turn it is, or none. Of each file presence and length are compared. */
export type Sampling = 'whole' | 'sample' | 'none';
/** Each file is read again once in so many days. */
const TURNS = 30;
const DAY_MS = 86_400_000;
/** Whether it is the turn of a file on this day: by its digest, so that no file is left out. */
const isItsTurn = (sha256: string, day: number): boolean => Number.parseInt(sha256.slice(0, 8), 16) % TURNS === day % TURNS;

/** The stored files. @param pool with the rights of materials */
export const materialsPart = (
  pool: Pool,
  store: MaterialStore,
  { sampling, now, after }: { readonly sampling: Sampling; readonly now: () => Instant; readonly after?: string },
  onFile: (sha256: string) => void = () => undefined,
): CheckPart =>
  part('materials', null, async (progress) => {
    const day = Math.floor(Date.parse(now()) / DAY_MS);
    const naming = firstNaming(pool);
    const { files, lost, damaged, orphans } = await checkMaterials(
      { store, register: postgresRegister(pool), now: () => new Date(now()) },
      {
        hash: (sha256) => sampling === 'whole' || (sampling === 'sample' && isItsTurn(sha256, day)),
        ...(after === undefined ? {} : { after }),
        onProgress: async ({ files: done, sha256 }) => {
          onFile(sha256);
          await progress(done, null);
        },
      },
    );
    // Bytes without a row are leftovers, unless an event names them: then the row is gone.
    const named = await Promise.all(orphans.map(async ({ sha256 }) => ((await naming(sha256)) === null ? [] : [sha256])));
    const faults = [
      ...lost.map((sha256) => [sha256, 'is lost'] as const),
      ...damaged.map((sha256) => [sha256, 'is damaged'] as const),
      ...named.flat().map((sha256) => [sha256, 'has no row'] as const),
    ];
    const found = await Promise.all(faults.map(async ([sha256, what]) => ({ sha256, what, position: await naming(sha256) })));
    const [first] = found.sort((one, other) => (one.position ?? Infinity) - (other.position ?? Infinity));
    return {
      checked: files,
      finding: first
        ? { kind: 'materials', position: first.position, subject: first.sha256, reason: `the file ${first.sha256} ${first.what}` }
        : null,
    };
  });

/** The topics on Kafka. @param pool with the rights of the publisher */
export const topicsPart = (pool: Pool, log: EventStore, kafka: VerifiedKafka, topics: TopicNames, publicKeys: PublicKeys): CheckPart =>
  part('topics', log, async (progress) => {
    const { records, fault } = await verifyTopics({ kafka, pool, log, topics, publicKeys, onProgress: progress });
    return {
      checked: records,
      finding: fault && { kind: 'topics', position: fault.position, subject: fault.topic, reason: fault.reason },
    };
  });

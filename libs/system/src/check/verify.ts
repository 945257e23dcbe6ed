import { NOTHING_VERIFIED, ownSigners, verifyLog, type VerifiedLog } from '@minglu/audit/adapters';
import { vault, type Keys } from '@minglu/casework';
import { OWNER_LIMITS, openPool, postgresStore, type EventStore } from '@minglu/event-store';
import type { MaterialStore } from '@minglu/materials';
import type { PublicKeys, TopicNames, VerifiedKafka } from '@minglu/messaging';
import type { Instant } from '@minglu/kernel';
import type { Pool } from 'pg';
import { CALENDAR_STREAM } from '../command-handler.js';
import { seedsOf } from '../service/transparency.js';
import { verifiersOf } from '../verifiers.js';
import { findingIn, reportFinding, type Finding } from './findings.js';
import {
  materialsPart,
  PARTS,
  permissionsPart,
  readModelPart,
  timersPart,
  topicsPart,
  type CheckPart,
  type PartName,
  type Sampling,
} from './parts.js';
import { claimsCheck, compareAtOneMoment, NO_CLAIMS, type FoldedClaims } from './verify-claims.js';
import { verifyRows } from './verify-rows.js';

/** The log with its trees, claims, commands and vault; then the other parts. The check of the vault goes with the log. */
export const VERIFIED_PARTS = ['log', ...PARTS.filter((name) => name !== 'vault')] as const;
export type VerifiedPart = Exclude<PartName, 'vault'> | 'log';

/** The outcome of a part. */
interface PartVerdict {
  readonly part: VerifiedPart;
  /** Events, records or files that were compared. */
  readonly checked: number;
  readonly seconds: number;
  /** The first mismatch; null if all is sound. */
  readonly finding: Finding | null;
}

/** The outcome of a verification. */
export interface LogVerdict {
  readonly logId: string;
  /** Events that were verified by this run. */
  readonly events: number;
  /** Events that no tree has yet. */
  readonly waiting: number;
  readonly seconds: number;
  readonly parts: readonly PartVerdict[];
  /** The parts that were not compared, with the reason. */
  readonly skipped: Readonly<Partial<Record<VerifiedPart, string>>>;
  /** The first bad position of the first part that is not sound; null if all is sound. */
  readonly fault: { readonly position: number | null; readonly reason: string } | null;
}

/** How far a verification has come. With it a later run goes on, also after one that was killed. */
export interface VerifyProgress {
  readonly log: VerifiedLog;
  readonly claims: FoldedClaims;
  /** Parts of the run that is not over. */
  readonly done: readonly PartVerdict[];
  /** The last file of an unfinished comparison of the materials. */
  readonly file: string;
}
const NO_PROGRESS: VerifyProgress = { log: NOTHING_VERIFIED, claims: NO_CLAIMS, done: [], file: '' };

interface VerifyOptions {
  readonly from?: VerifyProgress;
  /** By default all that have a store or brokers, where they need one. */
  readonly parts?: readonly VerifiedPart[];
  /** Further public keys of the trees, as vkeys: those of keys that were replaced. */
  readonly formerKeys?: readonly string[];
  readonly materials?: { readonly store: MaterialStore; readonly sampling: Sampling };
  readonly topics?: { readonly kafka: VerifiedKafka; readonly names: TopicNames; readonly publicKeys: PublicKeys };
  readonly now?: () => Instant;
  /** @param of null if the number is not known */
  readonly onProgress?: (part: VerifiedPart, done: number, of: number | null) => void;
  /** Called often; it may keep the progress. */
  readonly keep?: (progress: () => VerifyProgress, isEnd: boolean) => void;
}

/**
 * Verifies a whole installation as the owner of the schemas. The log is compared with its trees, its claims and its vault, and each other part
 * with the log. A mismatch in one part ends that part alone. Each is told to casework, which records it as an alarm; nothing else is changed.
 */
export const verifyWhole = async (
  databaseUrl: string,
  keys: Pick<Keys, 'checkpoints' | 'checkpointsPrevious' | 'vault' | 'vaultPrevious'>,
  options: VerifyOptions = {},
): Promise<LogVerdict> => {
  const { from = NO_PROGRESS, parts = VERIFIED_PARTS, onProgress, keep, now = () => new Date().toISOString() as Instant } = options;
  const owner = openPool({ connectionString: databaseUrl, max: 4 }, OWNER_LIMITS);
  const log = postgresStore({ connection: { connectionString: databaseUrl }, readers: 2 });
  const begun = performance.now();
  let progress = from;
  /** Copied when the progress is kept, not at each page. */
  let foldedClaims = (): FoldedClaims => from.claims;
  const move = (more: Partial<VerifyProgress>): void => {
    progress = { ...progress, ...more };
    keep?.(() => ({ ...progress, claims: foldedClaims() }), false);
  };
  const missing: Partial<Record<VerifiedPart, string>> = {
    ...(options.materials ? {} : { materials: 'no store of materials is given' }),
    ...(options.topics ? {} : { topics: 'no brokers are given' }),
  };
  const others: Readonly<Record<Exclude<PartName, 'vault'>, () => CheckPart>> = {
    'read-model': () => readModelPart(owner, log),
    timers: () => timersPart(owner, log),
    permissions: () => permissionsPart(owner),
    materials: () => {
      const { store, sampling } = options.materials!;
      return materialsPart(owner, store, { sampling, now, after: progress.file }, (file) => move({ file }));
    },
    topics: () => topicsPart(owner, log, options.topics!.kafka, options.topics!.names, options.topics!.publicKeys),
  };
  try {
    const { logId, head } = await log.look(0);
    const verdicts: PartVerdict[] = [...from.done];
    const wanted = parts.filter((name) => missing[name] === undefined && !from.done.some(({ part }) => part === name));
    for (const part of wanted) {
      const started = performance.now();
      const outcome =
        part === 'log'
          ? await verifyTrees({
              ...{ owner, log, keys, head, move, onProgress },
              from: progress,
              formerKeys: options.formerKeys ?? [],
              onClaims: (folded) => (foldedClaims = folded),
            })
          : await others[part]().run(async (done, of) => onProgress?.(part, done, of));
      verdicts.push({ part, checked: outcome.checked, seconds: (performance.now() - started) / 1_000, finding: outcome.finding });
      if (outcome.finding) await reportFinding(owner, outcome.finding);
      move({ done: verdicts });
    }
    // The next run is another one. It goes on behind the events that this one has verified.
    progress = { ...progress, done: [], file: '' };
    keep?.(() => ({ ...progress, claims: foldedClaims() }), true);
    const bad = verdicts.find(({ finding }) => finding !== null)?.finding;
    return {
      logId,
      events: verdicts.find(({ part }) => part === 'log')?.checked ?? 0,
      waiting: Math.max(0, head - progress.log.position),
      seconds: (performance.now() - begun) / 1_000,
      parts: verdicts,
      skipped: Object.fromEntries(Object.entries(missing).filter(([name]) => parts.includes(name as VerifiedPart))),
      fault: bad ? { position: bad.position, reason: bad.reason } : null,
    };
  } finally {
    await log.close();
    await owner.end();
  }
};

interface TreesOptions {
  readonly owner: Pool;
  readonly log: EventStore;
  readonly keys: Parameters<typeof verifyWhole>[1];
  readonly head: number;
  readonly from: VerifyProgress;
  readonly formerKeys: readonly string[];
  readonly move: (more: Partial<VerifyProgress>) => void;
  readonly onProgress: VerifyOptions['onProgress'];
  readonly onClaims: (folded: () => FoldedClaims) => void;
}

/** The log with its trees, the rows that its events name, and the claims that follow from all of it. */
const verifyTrees = async ({
  owner,
  log,
  keys,
  head,
  from,
  formerKeys,
  move,
  onProgress,
  onClaims,
}: TreesOptions): Promise<{ readonly checked: number; readonly finding: Finding | null }> => {
  const claims = claimsCheck(from.claims);
  const sealing = vault(keys.vault, keys.vaultPrevious);
  let reached = from.log.position;
  try {
    const { logId } = await log.look(0);
    const verifiers = verifiersOf(ownSigners(logId, seedsOf(keys)), formerKeys);
    // The claims of the last command before are folded again with its other events.
    for await (const page of log.readAll({ after: from.claims.position, upTo: from.log.position }))
      for (const event of page) claims.add(event);
    onClaims(claims.folded);
    const onPage = async (events: Parameters<typeof verifyRows>[2]): Promise<void> => {
      await verifyRows(owner, sealing, events);
      for (const event of events) claims.add(event);
    };
    for await (const one of verifyLog({ pool: owner, log, calendarStream: CALENDAR_STREAM, verifiers, onPage }, from.log)) {
      reached = one.position;
      move({ log: one });
      onProgress?.('log', one.position, head);
    }
    const folded = claims.folded();
    onClaims(() => folded);
    await compareAtOneMoment(owner, log, claims, reached);
    return { checked: reached - from.log.position, finding: null };
  } catch (error) {
    const finding = await findingIn(error, log);
    if (finding === null) throw error;
    return { checked: reached - from.log.position, finding };
  }
};

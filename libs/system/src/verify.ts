import { NOTHING_VERIFIED, ownSigners, TreeFault, verifyLog, type VerifiedLog } from '@minglu/audit/adapters';
import { vault, type Keys } from '@minglu/casework';
import { DamagedEvent, inTransaction, postgresStore, type EventStore } from '@minglu/event-store';
import type { Pool } from 'pg';
import { CALENDAR_STREAM } from './command-handler.js';
import { asOwner } from './service/connections.js';
import { seedsOf } from './service/transparency.js';
import { verifiersOf } from './verifiers.js';
import { claimsCheck } from './verify-claims.js';
import { verifyRows } from './verify-rows.js';

/** The outcome of a verification. */
export interface LogVerdict {
  readonly logId: string;
  /** Events that were verified by this run. */
  readonly events: number;
  /** Events that no tree has yet. */
  readonly waiting: number;
  readonly seconds: number;
  /** False after a run that went on from an earlier one: claims are compared from the first event on. */
  readonly areClaimsCompared: boolean;
  /** The first bad position; null if all is sound. */
  readonly fault: { readonly position: number; readonly reason: string } | null;
}

interface VerifyOptions {
  /** Go on from here; by default from the first event. */
  readonly from?: VerifiedLog;
  /** Further public keys of the trees, as vkeys: those of keys that were replaced. */
  readonly formerKeys?: readonly string[];
  readonly onProgress?: (verified: VerifiedLog, size: number) => void;
}

/** Attempts to compare the claims at one moment while commands go on. */
const ATTEMPTS = 10;

/** Verifies a whole log against its trees, its claims and its vault, as the owner of the schemas. */
export const verifyWhole = (
  databaseUrl: string,
  keys: Pick<Keys, 'checkpoints' | 'checkpointsPrevious' | 'vault' | 'vaultPrevious'>,
  { from = NOTHING_VERIFIED, formerKeys = [], onProgress }: VerifyOptions = {},
): Promise<LogVerdict> =>
  asOwner(
    databaseUrl,
    async (owner) => {
      const log = postgresStore({ connection: { connectionString: databaseUrl }, readers: 2 });
      const begun = performance.now();
      const { logId, head } = await log.look(0);
      const verdict = (verified: number, fault: LogVerdict['fault']): LogVerdict => ({
        logId,
        events: verified - from.position,
        waiting: Math.max(0, head - verified),
        seconds: (performance.now() - begun) / 1_000,
        areClaimsCompared: from.position === 0,
        fault,
      });
      const claims = from.position === 0 ? claimsCheck() : null;
      const sealing = vault(keys.vault, keys.vaultPrevious);
      let reached = from.position;
      try {
        const verifiers = verifiersOf(ownSigners(logId, seedsOf(keys)), formerKeys);
        const onPage = async (events: Parameters<typeof verifyRows>[2]): Promise<void> => {
          await verifyRows(owner, sealing, events);
          for (const event of events) claims?.add(event);
        };
        for await (const one of verifyLog({ pool: owner, log, calendarStream: CALENDAR_STREAM, verifiers, onPage }, from)) {
          reached = one.position;
          onProgress?.(one, head);
        }
        if (claims) await compareAtOneMoment(owner, log, claims, reached);
        return verdict(reached, null);
      } catch (error) {
        const fault = await faultIn(error, log);
        if (fault === null) throw error;
        return verdict(reached, fault);
      } finally {
        await log.close();
      }
    },
    3,
  );

/** Folds the events behind the trees too, until claims and log are of one moment. */
const compareAtOneMoment = async (
  owner: Pool,
  log: EventStore,
  claims: ReturnType<typeof claimsCheck>,
  verified: number,
): Promise<void> => {
  let at = verified;
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    for await (const page of log.readAll({ after: at }))
      for (const event of page) {
        claims.add(event);
        at = event.position;
      }
    const isCompared = await inTransaction(owner, async (tx) => {
      await tx.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ');
      const { rows } = await tx.query<{ head: string }>('SELECT coalesce(max(position), 0)::text AS head FROM events');
      if (Number(rows[0]!.head) !== at) return false;
      await claims.compare(tx, at);
      return true;
    });
    if (isCompared) return;
  }
  throw new Error('commands kept coming: the claims could not be compared');
};

/** The first bad position; null for an error that says nothing of the log. */
const faultIn = async (error: unknown, log: Pick<EventStore, 'faults'>): Promise<LogVerdict['fault']> => {
  if (error instanceof TreeFault) return { position: error.position, reason: error.message };
  const [first] = [...(await log.faults())].sort((one, other) => one.position - other.position);
  if (first) return { position: first.position, reason: first.reason };
  return error instanceof DamagedEvent ? { position: 0, reason: error.message } : null;
};

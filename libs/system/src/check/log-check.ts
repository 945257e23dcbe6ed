import { setTimeout as delay } from 'node:timers/promises';
import { NOTHING_VERIFIED, ownSigners, verifyLog, type VerifiedLog } from '@minglu/audit/adapters';
import { workLoop, type EventStore } from '@minglu/event-store';
import type { HealthProbe, MetricSource } from '@minglu/http';
import type { Pool } from 'pg';
import { CALENDAR_STREAM } from '../command-handler.js';
import { seedsOf, type CheckpointKeys } from '../service/transparency.js';
import { verifiersOf } from '../verifiers.js';
import { findingIn, reportFinding, type Finding } from './findings.js';
import { claimsCheck, compareAtOneMoment } from './verify-claims.js';

const EVERY_MS = 60_000;
const DAY_MS = 86_400_000;
/** A page is followed by a pause of so many times its work. */
const PAUSES = 9;

/** The schedule on which the audit service verifies the log and its trees: new events each minute. All events and claims again every day. */
export interface LogCheck {
  readonly start: () => void;
  readonly stop: () => Promise<void>;
  readonly verified: () => number;
  /** The first bad position that was found; null for none. */
  readonly finding: () => Finding | null;
}

/** @param pool with the rights of the audit service */
export const logCheck = (pool: Pool, log: EventStore, keys: CheckpointKeys, onError: (error: unknown, where: string) => void): LogCheck => {
  let at: VerifiedLog = NOTHING_VERIFIED;
  let begun = performance.now();
  let finding: Finding | null = null;
  /** Of the run over all events; null once they are compared. */
  let claims: ReturnType<typeof claimsCheck> | null = claimsCheck();

  const round = async (signal: AbortSignal): Promise<void> => {
    if (performance.now() - begun > DAY_MS) [at, begun, claims] = [NOTHING_VERIFIED, performance.now(), claimsCheck()];
    const { logId } = await log.identity();
    const verifiers = verifiersOf(ownSigners(logId, seedsOf(keys)), []);
    const onPage: Parameters<typeof verifyLog>[0]['onPage'] = async (events) => {
      for (const event of events) claims?.add(event);
    };
    let started = performance.now();
    for await (const one of verifyLog({ pool, log, calendarStream: CALENDAR_STREAM, verifiers, onPage }, at)) {
      at = one;
      await delay(PAUSES * (performance.now() - started), undefined, { signal });
      started = performance.now();
    }
    if (claims) {
      const whole = claims;
      claims = null;
      await compareAtOneMoment(pool, log, whole, at.position);
    }
    finding = null;
  };

  const loop = workLoop({
    pollMs: EVERY_MS,
    longestPauseMs: EVERY_MS,
    work: (signal) =>
      round(signal).catch(async (error: unknown) => {
        const found = signal.aborted ? null : await findingIn(error, log);
        if (found) {
          finding = found;
          // Claims are compared from the first event on.
          if (found.kind === 'claims') [at, claims] = [NOTHING_VERIFIED, claimsCheck()];
          await reportFinding(pool, found);
        }
        throw error;
      }),
    onError: (error) => onError(error, 'the check of the transparency log'),
  });
  return { start: loop.start, stop: loop.stop, verified: () => at.position, finding: () => finding };
};

/** Health: down while a bad position is known. */
export const logCheckProbe = (check: Pick<LogCheck, 'verified' | 'finding'>): HealthProbe => ({
  name: 'verifiedLog',
  check: async () => {
    const { kind, position, reason } = check.finding() ?? {};
    return { up: kind === undefined, details: { verified: check.verified(), ...(kind === undefined ? {} : { kind, position, reason }) } };
  },
});

export const logCheckMetrics = (check: Pick<LogCheck, 'verified' | 'finding'>): MetricSource => ({
  name: 'verified-log',
  read: async () => [
    {
      name: 'minglu_transparency_verified_position',
      help: 'position up to which the schedule has verified the log',
      value: check.verified(),
    },
    {
      name: 'minglu_transparency_fault_position',
      help: 'the first bad position that the schedule has found; 0 for none',
      value: check.finding()?.position ?? 0,
    },
  ],
});

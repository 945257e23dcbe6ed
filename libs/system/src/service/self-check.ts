import { setTimeout as delay } from 'node:timers/promises';
import { NOTHING_VERIFIED, ownSigners, TreeFault, verifyLog, type VerifiedLog } from '@minglu/audit/adapters';
import { DamagedEvent, workLoop, type EventStore } from '@minglu/event-store';
import type { HealthProbe, MetricSource } from '@minglu/http';
import type { Pool } from 'pg';
import { CALENDAR_STREAM } from '../command-handler.js';
import { verifiersOf } from '../verifiers.js';
import { seedsOf, type CheckpointKeys } from './transparency.js';

const EVERY_MS = 60_000;
const DAY_MS = 86_400_000;
/** A page is followed by a pause of so many times its work. */
const PAUSES = 9;

/** The schedule on which the audit service verifies its trees: new events each minute, and all of them again every day. */
export interface SelfCheck {
  readonly start: () => void;
  readonly stop: () => Promise<void>;
  readonly verified: () => number;
  /** The first bad position that was found; null for none. */
  readonly fault: () => { readonly position: number; readonly reason: string } | null;
}

/** @param pool with the rights of the audit service */
export const selfCheck = (
  pool: Pool,
  log: EventStore,
  keys: CheckpointKeys,
  onError: (error: unknown, where: string) => void,
): SelfCheck => {
  let at: VerifiedLog = NOTHING_VERIFIED;
  let begun = performance.now();
  let fault: { readonly position: number; readonly reason: string } | null = null;

  const round = async (signal: AbortSignal): Promise<void> => {
    if (performance.now() - begun > DAY_MS) [at, begun] = [NOTHING_VERIFIED, performance.now()];
    const { logId } = await log.identity();
    const verifiers = verifiersOf(ownSigners(logId, seedsOf(keys)), []);
    let started = performance.now();
    for await (const one of verifyLog({ pool, log, calendarStream: CALENDAR_STREAM, verifiers }, at)) {
      at = one;
      await delay(PAUSES * (performance.now() - started), undefined, { signal });
      started = performance.now();
    }
    fault = null;
  };

  const loop = workLoop({
    pollMs: EVERY_MS,
    longestPauseMs: EVERY_MS,
    work: (signal) =>
      round(signal).catch((error: unknown) => {
        if (error instanceof TreeFault) fault = { position: error.position, reason: error.message };
        else if (error instanceof DamagedEvent) fault = { position: at.position + 1, reason: error.message };
        throw error;
      }),
    onError: (error) => onError(error, 'the check of the transparency log'),
  });
  return { start: loop.start, stop: loop.stop, verified: () => at.position, fault: () => fault };
};

/** Health: down while a bad position is known. */
export const selfCheckProbe = (check: Pick<SelfCheck, 'verified' | 'fault'>): HealthProbe => ({
  name: 'verifiedLog',
  check: async () => ({ up: check.fault() === null, details: { verified: check.verified(), ...check.fault() } }),
});

export const selfCheckMetrics = (check: Pick<SelfCheck, 'verified' | 'fault'>): MetricSource => ({
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
      value: check.fault()?.position ?? 0,
    },
  ],
});

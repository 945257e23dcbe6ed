import { setTimeout as delay } from 'node:timers/promises';
import { workLoop } from '@minglu/event-store';
import type { HealthProbe, MetricSource } from '@minglu/http';
import type { Pool } from 'pg';
import { reportFinding, type Finding } from './findings.js';
import type { CheckPart, PartName } from './parts.js';

const DAY_MS = 86_400_000;
/** A start is not the moment for it. */
const FIRST_MS = 300_000;
/** Progress is followed by a pause of so many times its work. */
const PAUSES = 9;
/** A part that has failed is tried again after so long. */
const AGAIN_MS = 3_600_000;

interface PartState {
  readonly name: PartName;
  /** The mismatch of the last run; null for none, or before the first run. */
  readonly finding: Finding | null;
  /** Seconds since the end of the last run; null before it. */
  readonly age: number | null;
}

/** The parts that a service checks, each once a day. */
export interface CheckSchedule {
  readonly start: () => void;
  readonly stop: () => Promise<void>;
  /** Runs all parts now, without pauses. Resolves to the findings. */
  readonly runNow: () => Promise<readonly Finding[]>;
  readonly parts: () => readonly PartState[];
}

interface ScheduleOptions {
  readonly parts: readonly CheckPart[];
  /** A pool of the service, through which it tells casework. */
  readonly pool: Pool;
  readonly onError: (error: unknown, where: string) => void;
}

export const checkSchedule = ({ parts, pool, onError }: ScheduleOptions): CheckSchedule => {
  const states = new Map<PartName, { finding: Finding | null; endedAt: number | null }>(
    parts.map(({ name }) => [name, { finding: null, endedAt: null }]),
  );
  const run = async ({ name, run: runPart }: CheckPart, signal: AbortSignal | null): Promise<Finding | null> => {
    let begun = performance.now();
    const { finding } = await runPart(async () => {
      if (signal === null) return;
      signal.throwIfAborted();
      await delay(PAUSES * (performance.now() - begun), undefined, { signal });
      begun = performance.now();
    });
    if (finding) {
      onError(new Error(finding.reason), `the self-check of ${name}`);
      await reportFinding(pool, finding);
    }
    states.set(name, { finding, endedAt: performance.now() });
    return finding;
  };
  const loops = parts.map((part) => {
    let isFirst = true;
    return workLoop({
      work: async (signal) => {
        if (isFirst) await delay(FIRST_MS, undefined, { signal, ref: false });
        isFirst = false;
        await run(part, signal);
      },
      pollMs: DAY_MS,
      longestPauseMs: AGAIN_MS,
      onError: (error) => onError(error, `the self-check of ${part.name}`),
    });
  });
  return {
    start: () => loops.forEach(({ start }) => start()),
    stop: async () => void (await Promise.all(loops.map(({ stop }) => stop()))),
    runNow: async () => {
      const found: Finding[] = [];
      for (const part of parts) {
        const finding = await run(part, null);
        if (finding) found.push(finding);
      }
      return found;
    },
    parts: () =>
      [...states].map(([name, { finding, endedAt }]) => ({
        name,
        finding,
        age: endedAt === null ? null : (performance.now() - endedAt) / 1_000,
      })),
  };
};

/** Health: down while the last run of a part has found a mismatch. */
export const checkProbe = (checks: Pick<CheckSchedule, 'parts'>): HealthProbe => ({
  name: 'selfCheck',
  check: async () => {
    const found = checks
      .parts()
      .flatMap(({ name, finding }) => (finding ? [[name, `${finding.kind} ${finding.position ?? ''}`.trim()] as const] : []));
    return { up: found.length === 0, details: Object.fromEntries(found) };
  },
});

export const checkMetrics = (checks: Pick<CheckSchedule, 'parts'>): MetricSource => ({
  name: 'self-check',
  read: async () =>
    checks.parts().flatMap(({ name, finding, age }) => [
      {
        name: 'minglu_self_check_mismatch',
        help: '1 if the last run of a part of the self-check has found a mismatch',
        labels: { part: name },
        value: Number(finding !== null),
      },
      {
        name: 'minglu_self_check_age_seconds',
        help: 'seconds since the last run of a part of the self-check; -1 before the first',
        labels: { part: name },
        value: age ?? -1,
      },
    ]),
});

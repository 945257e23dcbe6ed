import { epochMs, type Instant } from '@minglu/kernel';
import type { EventStore } from '@minglu/event-store';

/** Thrown instead of deciding by a clock that is wrong by more than the tolerance. */
export class ClockWrong extends Error {
  constructor(
    /** `process`: the clock of the caller against that of the database. `log`: the last instant of the log lies in the future. */
    readonly of: 'process' | 'log',
    readonly seconds: number,
  ) {
    super(
      of === 'process'
        ? `the clock of this process is ${seconds} s off the clock of the database`
        : `the last instant of the log lies ${seconds} s after the clock of the database: wait, or record that it was wrong (RecordClockFault)`,
    );
  }
}

interface ClockWatchOptions {
  readonly log: Pick<EventStore, 'clock'>;
  /** Called once for each kind of difference above five seconds, and again when it comes back. */
  readonly onDifference: (line: string) => void;
  /** A larger difference holds commands and deadlines; in seconds, default 60. */
  readonly toleranceSeconds?: number;
  /** Milliseconds of a clock that never jumps. */
  readonly steady?: () => number;
}

/**
 * Compares clocks before anything is decided: the caller's with that of the database, and the last instant of the log with that.
 * The database is asked every few seconds. Between two answers its time goes on by a steady clock, so a jump of the wall clock
 * shows at once.
 */
export interface ClockWatch {
  /** Until then every instant is taken as it is: scenarios and the sample have clocks of their own. */
  readonly start: () => void;
  readonly isOn: () => boolean;
  /** Rejects with {@link ClockWrong} if the caller's clock, at this instant of it, or the log is wrong. */
  readonly check: (at: Instant, options?: { readonly acceptLog?: boolean }) => Promise<void>;
  /** The differences in whole seconds: positive if the caller's clock is ahead, and if the log is. `wrong` holds all work. */
  readonly state: (at: Instant) => Promise<{ readonly process: number; readonly log: number; readonly wrong: ClockWrong | null }>;
}

/** Milliseconds for which an answer of the database is used. */
const FRESH_MS = 5_000;
/** A difference above this is reported. */
const REPORTED_SECONDS = 5;

export const clockWatch = ({
  log,
  onDifference,
  toleranceSeconds = 60,
  steady = () => performance.now(),
}: ClockWatchOptions): ClockWatch => {
  let isOn = false;
  let sample: { readonly at: number; readonly database: number; readonly recorded: number | null } | undefined;
  let asking: Promise<void> | undefined;
  const reported = { process: false, log: false };

  const ask = async (): Promise<void> => {
    const { database, lastRecorded } = await log.clock();
    sample = { at: steady(), database: epochMs(database), recorded: lastRecorded === null ? null : epochMs(lastRecorded) };
  };
  const difference = async (at: Instant): Promise<{ readonly process: number; readonly log: number }> => {
    const arrived = steady();
    if (!sample || arrived - sample.at >= FRESH_MS) await (asking ??= ask().finally(() => (asking = undefined)));
    const { at: asked, database, recorded } = sample!;
    // `at` was read when the question arrived, perhaps before the answer of the database.
    const now = database + arrived - asked;
    return { process: inSeconds(epochMs(at) - now), log: recorded === null ? 0 : Math.max(0, inSeconds(recorded - now)) };
  };
  const report = (of: 'process' | 'log', seconds: number): void => {
    const isOff = Math.abs(seconds) > REPORTED_SECONDS;
    if (isOff && !reported[of]) onDifference(new ClockWrong(of, seconds).message);
    reported[of] = isOff;
  };
  const state: ClockWatch['state'] = async (at) => {
    const { process, log: ahead } = await difference(at);
    report('process', process);
    report('log', ahead);
    const wrong =
      Math.abs(process) > toleranceSeconds
        ? new ClockWrong('process', process)
        : ahead > toleranceSeconds
          ? new ClockWrong('log', ahead)
          : null;
    return { process, log: ahead, wrong };
  };

  return {
    start: () => {
      isOn = true;
    },
    isOn: () => isOn,
    state,
    check: async (at, { acceptLog = false } = {}) => {
      if (!isOn) return;
      const { wrong } = await state(at);
      if (wrong && !(acceptLog && wrong.of === 'log')) throw wrong;
      // The command says that the log is wrong; the next one is compared with the log as it is then.
      if (wrong) sample = undefined;
    },
  };
};

const inSeconds = (ms: number): number => Math.round(ms / 1_000);

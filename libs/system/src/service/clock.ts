import type { Instant } from '@minglu/kernel';
import type { Clock, ClockWatch } from '@minglu/casework';
import type { MetricSource } from '@minglu/http';
import type { DeadlineScheduler } from '@minglu/procedure/adapters';

/** True while the watch is on and a clock is wrong. */
export const isClockWrong = async (watch: ClockWatch, at: Instant): Promise<boolean> =>
  watch.isOn() && (await watch.state(at)).wrong !== null;

/** Health probe that is down while a clock is wrong and work is held. */
export const timeProbe = (watch: ClockWatch, clock: Clock) => ({
  name: 'time',
  check: async () => {
    if (!watch.isOn()) return { up: true, details: {} };
    const { process, log, wrong } = await watch.state(clock.now());
    return {
      up: wrong === null,
      details: {
        offSeconds: process,
        ...(wrong ? { cause: wrong.of === 'process' ? wrong.message : LOG_AHEAD } : {}),
        logAheadSeconds: log,
      },
    };
  },
});
const LOG_AHEAD = 'the last instant of the log lies in the future';

export const timeMetrics = (watch: ClockWatch, clock: Clock): MetricSource => ({
  name: 'time',
  read: async () => {
    if (!watch.isOn()) return [];
    const { process, log } = await watch.state(clock.now());
    const help = 'seconds by which a clock is ahead of that of the database: of the process, and of the last instant of the log';
    return [
      { name: 'minglu_clock_off_seconds', help, labels: { of: 'process' }, value: process },
      { name: 'minglu_clock_off_seconds', help, labels: { of: 'log' }, value: log },
    ];
  },
});

/** Health probe that is up while the deadline scheduler makes progress and its commands get through. */
export const deadlineProbe = (scheduler: DeadlineScheduler, clock: Clock, isProgressing: () => boolean) => ({
  name: 'clock',
  check: async () => {
    const failing = scheduler.failing();
    const oldestDueSeconds = Math.round(await scheduler.oldestDueSeconds(clock.now()));
    return { up: isProgressing() && failing === 0, details: { failing, oldestDueSeconds } };
  },
});

export const deadlineMetrics = (scheduler: DeadlineScheduler, clock: Clock): MetricSource => ({
  name: 'deadlines',
  read: async () => [
    {
      name: 'minglu_oldest_due_deadline_seconds',
      help: 'seconds for which the oldest due deadline has waited',
      value: await scheduler.oldestDueSeconds(clock.now()),
    },
    { name: 'minglu_failing_deadlines', help: 'system commands that got no answer in the last run', value: scheduler.failing() },
  ],
});

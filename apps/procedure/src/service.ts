import { deadlineScheduler, type SendSystemCommand } from '@minglu/procedure/adapters';
import {
  internalTokenIssuer,
  internalTokens,
  type InternalTokenIssuer,
  publicKeyOf,
  MOVE_CLOCK,
  INTERNAL_TOKENS,
  ScenarioClockController,
  type SystemCommandResponse,
} from '@minglu/http';
import { clockWatch, simulatedClock, wallClock } from '@minglu/casework';
import { workLoop } from '@minglu/event-store';
import {
  branchProbe,
  cleanup,
  databaseProbe,
  deadlineMetrics,
  deadlineProbe,
  isClockWrong,
  timeMetrics,
  timeProbe,
  logAs,
  isKnown,
  logProbe,
  parkedAndInvalidMetrics,
  parkedProbe,
  logMetrics,
  poolAs,
  probe,
  registry,
  serve,
  simulate,
  subscriptionMetrics,
  urlSetting,
  type OpenService,
  type ServiceContext,
  type ServiceSettings,
} from '@minglu/system';

const INTERVAL_MS = 500;
/** Without a successful round for so long the scheduler is at a standstill. */
const STANDSTILL_MS = 30_000;
const ANSWER_TIMEOUT_MS = 15_000;

/** The procedure service (程序) schedules the deadlines and sends system commands to the casework service. */
export const openProcedure = async ({
  settings,
  env,
  onError,
  giveUp,
}: ServiceContext<ServiceSettings<'procedure'>>): Promise<OpenService> => {
  const { databaseUrl, keys, clock } = settings;
  const resources = cleanup();
  const log = logAs(databaseUrl, 'minglu_procedure', 2, onError, giveUp);
  resources.add(() => log.close());
  const pool = poolAs(databaseUrl, 'minglu_procedure', 4, onError);
  resources.add(() => pool.end());
  const issuer = internalTokenIssuer(keys.internalTokens);
  const scheduler = deadlineScheduler({
    pool,
    log,
    registry,
    send: sendOverHttp(urlSetting(env, 'CASEWORK_URL'), issuer),
    onError: (error, command) => onError(error, command ? `the system command ${command.commandId}` : 'the timers'),
  });

  const watch = clockWatch({
    log,
    onDifference: (line) => onError(new Error(line), 'the clock'),
    toleranceSeconds: settings.clockTolerance,
  });
  const loop = workLoop({
    work: async () => {
      // A wrong clock is reported by the watch; no deadline fires by it.
      if (!(await isClockWrong(watch, wallClock.now()))) await scheduler.runDueDeadlines(wallClock.now());
    },
    pollMs: INTERVAL_MS,
    longestPauseMs: INTERVAL_MS,
    onError: (error) => onError(error, 'the deadline scheduler'),
  });
  if (clock === 'wall') {
    watch.start();
    loop.start();
    resources.add(loop.stop);
  }
  const scenarioClock = simulatedClock('2020-01-01T00:00:00.000Z');
  const now = clock === 'wall' ? wallClock : scenarioClock;
  const simulation = simulate(
    {
      deadlineScheduler: scheduler,
      runUntil: async (now) => {
        await scheduler.runDueDeadlines(now);
        return log.head();
      },
    },
    scenarioClock,
  );

  return serve(settings, resources, {
    probes: [
      databaseProbe(() => probe(databaseUrl, 'minglu_procedure', 'UPDATE procedure.outbox SET done = done WHERE false')),
      logProbe(log),
      branchProbe({ timers: scheduler.consumer.standing }),
      parkedProbe({ timers: scheduler.consumer.parkedSeconds }, settings.parkedSeconds),
      deadlineProbe(scheduler, now, () => clock === 'scenario' || performance.now() - loop.lastSuccess() < STANDSTILL_MS),
      timeProbe(watch, now),
    ],
    metrics: [
      ...logMetrics(log),
      subscriptionMetrics('timers', () => log.head(), scheduler.position),
      parkedAndInvalidMetrics('timers', scheduler.consumer, isKnown),
      deadlineMetrics(scheduler, now),
      timeMetrics(watch, now),
    ],
    controllers: clock === 'scenario' ? [ScenarioClockController] : [],
    providers: [
      { provide: INTERNAL_TOKENS, useValue: internalTokens(publicKeyOf(keys.internalTokens)) },
      {
        provide: MOVE_CLOCK,
        useValue: async (to: string, only: boolean) => {
          if (!only) await simulation.advanceTo(to);
          else if (to > scenarioClock.now()) scenarioClock.moveTo(to);
          return { head: await log.head() };
        },
      },
    ],
  });
};

/** Sends a system command to the casework service. Throws without an answer; the scheduler then sends it again. */
const sendOverHttp =
  (casework: string, issuer: InternalTokenIssuer): SendSystemCommand =>
  async ({ commandId, type, data, causationId }, at) => {
    const response = await fetch(new URL('/internal/commands', casework), {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-minglu-internal': `Bearer ${await issuer.issue()}` },
      body: JSON.stringify({ commandId, type, data, causationId, at }),
      signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
    });
    if (!response.ok) throw new Error(`the casework service answered ${response.status}`);
    return ((await response.json()) as SystemCommandResponse).refusal ?? undefined;
  };

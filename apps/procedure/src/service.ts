import { clockwork, type GiveCommand } from '@minglu/procedure/adapters';
import {
  internalTokens,
  type InternalTokens,
  MOVE_CLOCK,
  INTERNAL_TOKENS,
  ScenarioClockController,
  type SystemCommandResponse,
} from '@minglu/http';
import { simulatedClock, wallClock } from '@minglu/casework';
import {
  pump,
  registry,
  simulate,
  databaseProbe,
  logAs,
  poolAs,
  logFigures,
  subscriptionFigures,
  closing,
  type Opened,
  type ServiceContext,
  serving,
  required,
} from '@minglu/system';

const TICK_MS = 500;
const STANDSTILL_MS = 30_000;
const ANSWER_MS = 15_000;

/** 程序：processes and the deadline clock; events and time in, commands out to casework. */
export const openProcedure = async ({ settings, env, onError }: ServiceContext): Promise<Opened> => {
  const { databaseUrl, keys, clock: kind } = settings;
  const end = closing();
  const log = logAs(databaseUrl, 'minglu_procedure', 2);
  end.add(() => log.close());
  const pool = poolAs(databaseUrl, 'minglu_procedure', 4, onError);
  end.add(() => pool.end());
  const internal = internalTokens(keys.internalTokens);
  const works = clockwork({
    pool,
    log,
    registry,
    give: overHttp(required(env, 'CASEWORK_URL'), internal),
    onError: (error, command) => onError(error, command ? `the system command ${command.commandId}` : 'the timers'),
  });
  const scenario = simulatedClock('2020-01-01T00:00:00.000Z');
  const ticking = pump('the clock', onError, async () => void (await works.settle(wallClock.now())));
  if (kind === 'wall') {
    const timer = setInterval(ticking.nudge, TICK_MS);
    end.add(async () => {
      clearInterval(timer);
      await ticking.stop();
    });
  }
  const simulation = simulate(
    {
      clockwork: works,
      settle: async (now) => {
        await works.settle(now);
        return log.head();
      },
    },
    scenario,
  );
  return serving(settings, end, {
    probes: [
      databaseProbe(() => log.head()),
      {
        name: 'clock',
        check: async () => {
          const at = await works.position();
          const isMoving = kind === 'scenario' || performance.now() - ticking.lastSuccess() < STANDSTILL_MS;
          return { up: isMoving, details: { lag: (await log.head()) - at } };
        },
      },
    ],
    metrics: [logFigures(() => log.head()), subscriptionFigures('timers', () => log.head(), works.position)],
    controllers: kind === 'scenario' ? [ScenarioClockController] : [],
    providers: [
      { provide: INTERNAL_TOKENS, useValue: internal },
      {
        provide: MOVE_CLOCK,
        useValue: async (to: string, only: boolean) => {
          if (only) {
            if (to > scenario.now()) scenario.moveTo(to);
          } else await simulation.advanceTo(to);
          return { head: await log.head() };
        },
      },
    ],
  });
};

/** Gives a system command to casework; whatever but an answer is thrown, and the command is given again. */
const overHttp =
  (casework: string, internal: InternalTokens): GiveCommand =>
  async ({ commandId, type, data, causationId }, at) => {
    const response = await fetch(new URL('/internal/commands', casework), {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-minglu-internal': `Bearer ${await internal.issue()}` },
      body: JSON.stringify({ commandId, type, data, causationId, at }),
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    if (!response.ok) throw new Error(`casework answered ${response.status}`);
    return ((await response.json()) as SystemCommandResponse).refusal ?? undefined;
  };

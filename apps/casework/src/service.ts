import { internalTokens, MOVE_CLOCK, INTERNAL_TOKENS, ScenarioClockController, SYSTEM_ACTOR, SystemCommandsController } from '@minglu/http';
import { simulatedClock, wallClock } from '@minglu/casework';
import {
  commandHandlerOf,
  SYSTEM,
  seedThrough,
  databaseProbe,
  logAs,
  logFigures,
  closing,
  type Opened,
  type ServiceContext,
  serving,
} from '@minglu/system';

/** The first instant that a scenario may move its clock to. */
const DAWN = '2020-01-01T00:00:00.000Z';

/** 办理：commands in over HTTP → load, decide, append. */
export const openCasework = async ({ settings, env }: ServiceContext): Promise<Opened> => {
  const { databaseUrl, keys, clock: kind } = settings;
  const end = closing();
  const store = logAs(databaseUrl, 'minglu_casework', 8);
  end.add(() => store.close());
  const handler = commandHandlerOf(store, keys);
  const scenario = simulatedClock(DAWN);
  const clock = kind === 'scenario' ? scenario : wallClock;
  if (env['MINGLU_SEED'] !== 'no') await seedThrough(handler, store, kind === 'scenario' ? (env['MINGLU_SEED_AT'] ?? DAWN) : clock.now());
  return serving(settings, end, {
    probes: [databaseProbe(() => store.head())],
    metrics: [logFigures(() => store.head())],
    casework: { handler, clock, wake: () => undefined },
    controllers: [SystemCommandsController, ...(kind === 'scenario' ? [ScenarioClockController] : [])],
    providers: [
      { provide: INTERNAL_TOKENS, useValue: internalTokens(keys.internalTokens) },
      { provide: SYSTEM_ACTOR, useValue: SYSTEM },
      {
        provide: MOVE_CLOCK,
        useValue: async (to: string) => {
          if (to > scenario.now()) scenario.moveTo(to);
          return { head: await store.head() };
        },
      },
    ],
  });
};

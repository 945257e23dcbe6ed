import { internalTokens, simulatedClock, tokens, wallClock } from '@minglu/platform';
import {
  bookmarks,
  CLOCK_HAND,
  createHttpApp,
  INTERNAL,
  ScenarioClockController,
  serviceModule,
  SYSTEM_ACTOR,
  SystemCommandsController,
} from '@minglu/platform/http';
import { ROLES } from '@minglu/regulation';
import { office, SYSTEM } from '../office.js';
import { seedThrough } from '../seed.js';
import { databaseProbe, logAs } from './connections.js';
import { closing, type Opened, type ServiceContext } from './running.js';

/** The first instant that a scenario may move its clock to. */
const DAWN = '2020-01-01T00:00:00.000Z';

/** 办理：commands in over HTTP → load, decide, append. */
export const openCasework = async ({ settings, env }: ServiceContext): Promise<Opened> => {
  const { databaseUrl, keys, clock: kind, logLevel } = settings;
  const end = closing();
  const store = logAs(databaseUrl, 'minglu_casework', 8);
  end.add(() => store.close());
  const handler = office(store, keys);
  const scenario = simulatedClock(DAWN);
  const clock = kind === 'scenario' ? scenario : wallClock;
  if (env['MINGLU_SEED'] !== 'no') await seedThrough(handler, store, kind === 'scenario' ? (env['MINGLU_SEED_AT'] ?? DAWN) : clock.now());
  const app = await createHttpApp(
    serviceModule({
      tokens: tokens(keys.tokens, ROLES),
      bookmarks: bookmarks(keys.bookmarks),
      logLevel,
      probes: [databaseProbe(() => store.head())],
      casework: { handler, clock, accepted: () => undefined },
      controllers: [SystemCommandsController, ...(kind === 'scenario' ? [ScenarioClockController] : [])],
      providers: [
        { provide: INTERNAL, useValue: internalTokens(keys.internal) },
        { provide: SYSTEM_ACTOR, useValue: SYSTEM },
        {
          provide: CLOCK_HAND,
          useValue: async (to: string) => {
            if (to > scenario.now()) scenario.moveTo(to);
            return { head: await store.head() };
          },
        },
      ],
    }),
    { docs: false },
  );
  end.add(() => app.close());
  return { app, close: end.close };
};

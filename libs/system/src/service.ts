import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { accessTokens, consistencyTokens, createHttpApp, openApiDocument, serviceModule } from '@minglu/http';
import type { Clock, Keys } from '@minglu/casework';
import { FeedController, LOG_READER, LogController, querySide } from '@minglu/projections/adapters';
import { ROLES } from '@minglu/regulation';
import type { LiveSystem } from './live.js';
import { asideFigures, consumerState, logFigures, MAXIMUM_LAG, subscriptionFigures } from './skeleton/figures.js';
import { isKnown, registry } from './command-handler.js';
import { EMBEDDED_READ_MODEL, READ_MODEL } from './read-model.js';
import type { System } from './system.js';

export interface ServiceDoor {
  readonly system: System;
  readonly live: LiveSystem;
  readonly clock: Clock;
  readonly keys: Keys;
  readonly logLevel: string;
  /** Serve pages of the API at /docs (default: yes). */
  readonly docs?: boolean;
}

/** All services behind one door. */
export const wholeService = ({ system, live, clock, keys, logLevel, docs }: ServiceDoor): Promise<NestFastifyApplication> => {
  const side = querySide(system.readModel, live.caughtUp, (type) => registry.definition(type).title);
  return createHttpApp(
    serviceModule({
      accessTokens: accessTokens(keys.accessTokens, ROLES),
      consistencyTokens: consistencyTokens(keys.consistencyTokens),
      logLevel,
      probes: [
        { name: 'database', check: async () => ({ up: await system.isReady(), details: {} }) },
        {
          name: 'readModel',
          check: async () => {
            const { head, readModel } = await live.lag();
            const { totals } = await consumerState(system, isKnown);
            return { up: head - readModel < MAXIMUM_LAG, details: { lag: head - readModel, parked: totals.parked } };
          },
        },
        { name: 'clock', check: async () => ({ up: live.isMoving(), details: {} }) },
      ],
      metrics: [
        logFigures(async () => (await live.lag()).head),
        subscriptionFigures(
          EMBEDDED_READ_MODEL,
          async () => (await live.lag()).head,
          async () => (await live.lag()).readModel,
        ),
        asideFigures(READ_MODEL, system, isKnown),
        subscriptionFigures(
          'timers',
          () => system.log.head(),
          () => system.clockwork.position(),
        ),
      ],
      exposed: true,
      casework: { handler: system.casework, clock, wake: live.nudge },
      controllers: [...side.controllers, LogController, FeedController],
      providers: [...side.providers, { provide: LOG_READER, useValue: system.log }],
    }),
    docs === undefined ? {} : { docs },
  );
};

/** The description of the whole service's routes (OpenAPI 3), without a database behind them. */
export const serviceDescription = async (): Promise<ReturnType<typeof openApiDocument>> => {
  // Nothing is asked of these: only the shape of the routes is read.
  const nothing = {} as never;
  const app = await wholeService({
    system: { casework: nothing, readModel: nothing, log: nothing } as never,
    live: { nudge: () => undefined, caughtUp: async () => undefined } as never,
    clock: nothing,
    keys: {
      vault: new Uint8Array(32),
      requests: new Uint8Array(32),
      accessTokens: new Uint8Array(32),
      consistencyTokens: new Uint8Array(32),
      internalTokens: new Uint8Array(32),
    },
    logLevel: 'silent',
    docs: false,
  });
  const document = openApiDocument(app);
  await app.close();
  return document;
};

import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { accessTokens, consistencyTokens, createHttpApp, openApiDocument, serviceModule } from '@minglu/http';
import type { Clock, Keys } from '@minglu/casework';
import { FeedController, LOG_READER, LogController, queryRoutes } from '@minglu/projections/adapters';
import { ROLES } from '@minglu/regulation';
import type { BackgroundWork } from './background-work.js';
import { parkedAndInvalidMetrics, consumerState, logMetrics, MAXIMUM_LAG, subscriptionMetrics } from './service/metrics.js';
import { isKnown, registry } from './command-handler.js';
import { EMBEDDED_READ_MODEL, READ_MODEL } from './read-model.js';
import type { System } from './system.js';

export interface WholeServiceOptions {
  readonly system: System;
  readonly work: BackgroundWork;
  readonly clock: Clock;
  readonly keys: Keys;
  readonly logLevel: string;
  /** Serve pages of the API at /docs (default: yes). */
  readonly docs?: boolean;
}

/** The HTTP application of all services in one process. */
export const wholeService = ({ system, work, clock, keys, logLevel, docs }: WholeServiceOptions): Promise<NestFastifyApplication> => {
  const routes = queryRoutes(system.readModel, work.waitForReadModel, (type) => registry.definition(type).title);
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
            const { head, readModel } = await work.lag();
            const { totals } = await consumerState(system, isKnown);
            return {
              up: head - readModel < MAXIMUM_LAG && totals.alarms === 0,
              details: { lag: head - readModel, parked: totals.parked, alarms: totals.alarms },
            };
          },
        },
        { name: 'clock', check: async () => ({ up: work.isProgressing(), details: {} }) },
      ],
      metrics: [
        logMetrics(async () => (await work.lag()).head),
        subscriptionMetrics(
          EMBEDDED_READ_MODEL,
          async () => (await work.lag()).head,
          async () => (await work.lag()).readModel,
        ),
        parkedAndInvalidMetrics(READ_MODEL, system, isKnown),
        subscriptionMetrics(
          'timers',
          () => system.log.head(),
          () => system.deadlineScheduler.position(),
        ),
      ],
      exposed: true,
      casework: { handler: system.casework, clock, wake: work.wake },
      controllers: [...routes.controllers, LogController, FeedController],
      providers: [...routes.providers, { provide: LOG_READER, useValue: system.log }],
    }),
    docs === undefined ? {} : { docs },
  );
};

/** The OpenAPI document of the whole service. It needs no database. */
export const serviceDescription = async (): Promise<ReturnType<typeof openApiDocument>> => {
  // Only the shape of the routes is read: no handler is ever called.
  const unused = {} as never;
  const app = await wholeService({
    system: { casework: unused, readModel: unused, log: unused } as never,
    work: { wake: () => undefined, waitForReadModel: async () => undefined } as never,
    clock: unused,
    keys: {
      vault: new Uint8Array(32),
      requests: new Uint8Array(32),
      accessTokens: new Uint8Array(32),
      consistencyTokens: new Uint8Array(32),
      internalTokens: new Uint8Array(32),
      records: new Uint8Array(32),
    },
    logLevel: 'silent',
    docs: false,
  });
  const document = openApiDocument(app);
  await app.close();
  return document;
};

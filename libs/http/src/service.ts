import { readFileSync } from 'node:fs';
import { type DynamicModule, type Provider, type Type } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, NestFactory, Reflector } from '@nestjs/core';
import { CqrsModule } from '@nestjs/cqrs';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { TerminusModule } from '@nestjs/terminus';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Logger, LoggerModule } from 'nestjs-pino';
import type { AccessTokens } from './auth/access-tokens.js';
import type { Clock, CommandHandler } from '@minglu/casework';
import type { LogPlace } from '@minglu/event-store';
import type { Actor, AnyAct } from '@minglu/kernel';
import { AccessGuard, mayAudit } from './access.js';
import { CommandRequests, type LocationOf } from './command-requests.js';
import { commandRoutesController } from './command-routes.controller.js';
import { CommandsController } from './commands.controller.js';
import type { ConsistencyTokens } from './consistency-token.js';
import { DisclosuresController, type Disclosures } from './disclosures.controller.js';
import { IdentitiesController, type Identities } from './identities.controller.js';
import { ExecuteCommandHandler } from './execute-command.js';
import { acceptMultipart } from './multipart.js';
import { countRequests } from './http-metrics.js';
import { HealthController, shared, type HealthProbe } from './health.controller.js';
import { AuditorMetricsController, InternalMetricsController, type MetricSource } from './metrics.controller.js';
import { boundedLogHooks } from './repeated-lines.js';
import { ProblemFilter } from './problem.filter.js';
import { ReceiptsController, type Receipts } from './receipts.controller.js';
import { holdForLines, ReadAccessTrail, type CaseOfEvent, type ReadAccess } from './read-access.js';
import { RequestValues } from './request-values.js';
import { TimeLimit } from './request-time.js';
import { protectEdge, type EdgeSettings } from './edge.js';
import type { RefusedSignIns } from './refused-sign-ins.js';
import type { EntryCheck } from './proof-of-work.js';
import { cutUnfinishedRequests, serverOptions, type HttpLimits } from './server.js';
import { shownPath } from './shown-path.js';
import { acceptStrictJson } from './strict-body.js';
import {
  ACTS,
  ADDRESS_OF,
  CLOCK,
  COMMAND_HANDLER,
  CONSISTENCY_TOKENS,
  DETAILS_FOR,
  DISCLOSURES,
  IDENTITIES,
  LOCATION_OF,
  MAY_CHOOSE_ID,
  READ_ACCESS,
  RECEIPTS,
  METRIC_SOURCES,
  PLACE_AT,
  PROMISE_OF,
  PROBES,
  WAKE,
} from './injection-tokens.js';

export interface ServiceOptions {
  readonly accessTokens: AccessTokens;
  /** Absent if no route of this service issues or takes one. */
  readonly consistencyTokens?: ConsistencyTokens;
  readonly probes: readonly HealthProbe[];
  /** Metrics of this service; /metrics adds those of the process and the probes. */
  readonly metrics: readonly MetricSource[];
  /** True if callers outside the internal network reach this service; /metrics and the details of /health are then for auditors alone. */
  readonly exposed: boolean;
  /**
   * Present if this service takes commands. `wake` runs after each accepted command, to wake the readers of the log. `placeAt` gives the
   * place of its last event. Each of the `acts` has its routes.
   */
  readonly casework?: {
    readonly handler: CommandHandler;
    readonly clock: Clock;
    readonly wake: () => void;
    readonly placeAt: (position: number) => Promise<LogPlace>;
    /** A signed note that promises to include the event at a place, and all before it, in the transparency log. */
    readonly promiseOf: (place: LogPlace) => Promise<string>;
    readonly acts: readonly AnyAct[];
    readonly locationOf: LocationOf;
    /** Whether an actor may give a new thing this id, or must take the one that the server makes. */
    readonly mayChooseId: (actor: Actor, id: string) => boolean;
    readonly receipts: Receipts;
    readonly disclosures: Disclosures;
    readonly identities: Identities;
  };
  /** The read-access log. Without it the routes that leave a line are closed. */
  readonly readAccess?: ReadAccess;
  /** The case of an event, for the line of its reading. */
  readonly caseOfEvent?: CaseOfEvent;
  /** Further controllers, with their providers. */
  readonly controllers?: readonly Type[];
  readonly providers?: readonly Provider[];
  readonly logLevel: string;
  /** Milliseconds in which a request must be answered. */
  readonly answerMs?: number;
}

class Service {}

/** The gateway names the address of the caller, and passes on no other. */
const addressFromGateway = ({ headers, ip }: FastifyRequest): string => {
  const named = headers['x-forwarded-for'];
  return typeof named === 'string' ? named : ip;
};

/** The Nest module of one service: access guard, problem documents, health, metrics, logs and its own controllers. */
export const serviceModule = ({
  accessTokens,
  consistencyTokens,
  probes,
  metrics,
  exposed,
  casework,
  readAccess,
  caseOfEvent,
  controllers = [],
  providers = [],
  logLevel,
  answerMs,
}: ServiceOptions): DynamicModule => {
  const addressOf = exposed ? ({ ip }: FastifyRequest) => ip : addressFromGateway;
  return {
    module: Service,
    imports: [
      CqrsModule.forRoot(),
      TerminusModule.forRoot({ logger: false }),
      // Logs hold neither request bodies nor tokens: both may contain personal data.
      LoggerModule.forRoot({
        pinoHttp: {
          level: logLevel,
          hooks: boundedLogHooks(),
          redact: ['req.headers', 'res.headers'],
          serializers: {
            req: ({ method, url, id }: { method: string; url: string; id: unknown }) => ({ id, method, path: shownPath(url) }),
          },
        },
      }),
    ],
    controllers: [
      HealthController,
      exposed ? AuditorMetricsController : InternalMetricsController,
      ...(casework
        ? [CommandsController, ReceiptsController, DisclosuresController, IdentitiesController, commandRoutesController(casework.acts)]
        : []),
      ...controllers,
    ],
    providers: [
      { provide: APP_GUARD, useFactory: (reflector: Reflector) => new AccessGuard(accessTokens, reflector), inject: [Reflector] },
      // In this order: the time begins, and a line is written, for a caller who may call the route.
      { provide: APP_GUARD, useValue: new TimeLimit(answerMs) },
      {
        provide: APP_GUARD,
        useFactory: (reflector: Reflector) => new ReadAccessTrail(readAccess, reflector, addressOf, caseOfEvent),
        inject: [Reflector],
      },
      { provide: APP_FILTER, useFactory: (logger: Logger) => new ProblemFilter((error) => logger.error(error)), inject: [Logger] },
      { provide: PROBES, useValue: probes.map(shared) },
      { provide: DETAILS_FOR, useValue: exposed ? mayAudit(accessTokens) : () => true },
      { provide: METRIC_SOURCES, useValue: metrics },
      ...(consistencyTokens ? [{ provide: CONSISTENCY_TOKENS, useValue: consistencyTokens }] : []),
      ...(casework
        ? [
            { provide: COMMAND_HANDLER, useValue: casework.handler },
            { provide: CLOCK, useValue: casework.clock },
            { provide: WAKE, useValue: casework.wake },
            { provide: PLACE_AT, useValue: casework.placeAt },
            { provide: PROMISE_OF, useValue: casework.promiseOf },
            { provide: LOCATION_OF, useValue: casework.locationOf },
            { provide: RECEIPTS, useValue: casework.receipts },
            { provide: DISCLOSURES, useValue: casework.disclosures },
            { provide: IDENTITIES, useValue: casework.identities },
            { provide: READ_ACCESS, useValue: readAccess },
            { provide: ADDRESS_OF, useValue: addressOf },
            { provide: MAY_CHOOSE_ID, useValue: casework.mayChooseId },
            { provide: ACTS, useValue: casework.acts },
            CommandRequests,
            ExecuteCommandHandler,
          ]
        : []),
      ...providers,
    ],
  };
};

/** Adds routes and hooks to the server of a service before those of Nest. */
export type AddRoutes = (server: FastifyInstance) => void;

interface AppOptions {
  readonly docs?: boolean;
  readonly limits?: HttpLimits;
  readonly openApiFile?: string;
  /** Present if callers reach this server without a gateway. */
  readonly edge?: EdgeSettings;
  /** The check that a write without a token must pass. */
  readonly check?: EntryCheck | undefined;
  /** Counts the sign-ins that were refused, where there is an edge. */
  readonly refused?: Pick<RefusedSignIns, 'count'> | undefined;
  readonly addRoutes?: AddRoutes;
}

/**
 * The service on Fastify, not yet listening. `docs`: also serve the API pages at /docs, beside openapi.json. `openApiFile`: the description to
 * serve; by default that of the routes that are declared with decorators. `addRoutes`: further routes.
 */
export const createHttpApp = async (
  module: DynamicModule,
  { docs = true, limits, openApiFile, edge, check, refused, addRoutes }: AppOptions = {},
): Promise<NestFastifyApplication> => {
  const app = await NestFactory.create<NestFastifyApplication>(module, new FastifyAdapter(serverOptions(limits, edge?.trustedProxies)), {
    bodyParser: false,
    bufferLogs: true,
    abortOnError: false,
    logger: ['error', 'warn'],
  });
  const server = app.getHttpAdapter().getInstance();
  acceptStrictJson(server);
  await acceptMultipart(server as unknown as FastifyInstance);
  cutUnfinishedRequests(server);
  countRequests(server as never);
  holdForLines(server as unknown as FastifyInstance);
  if (edge) await protectEdge(server as never, edge, { check, refused });
  addRoutes?.(server as unknown as FastifyInstance);
  app.useLogger(app.get(Logger));
  app.useGlobalPipes(new RequestValues());
  const description = (): OpenAPIObject =>
    openApiFile === undefined ? openApiDocument(app) : (JSON.parse(readFileSync(openApiFile, 'utf8')) as OpenAPIObject);
  SwaggerModule.setup('docs', app, description, { jsonDocumentUrl: 'openapi.json', ui: docs });
  await app.init();
  await server.ready();
  return app;
};

export const openApiDocument = (app: NestFastifyApplication): OpenAPIObject =>
  SwaggerModule.createDocument(
    app,
    new DocumentBuilder()
      .setTitle('名录 Minglu')
      .setDescription('中国软件名城、中国软件名园称号管理 / the titles 中国软件名城 and 中国软件名园')
      .setVersion('1')
      .addBearerAuth()
      .build(),
    // The tags are words of the domain, not names of our classes.
    { autoTagControllers: false },
  );

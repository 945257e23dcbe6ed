import { ValidationPipe, type DynamicModule, type Provider, type Type } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, NestFactory, Reflector } from '@nestjs/core';
import { CqrsModule } from '@nestjs/cqrs';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { TerminusModule } from '@nestjs/terminus';
import { Logger, LoggerModule } from 'nestjs-pino';
import type { Tokens } from './auth/tokens.js';
import type { Answer, Casework, Clock } from '@minglu/casework';
import { AccessGuard } from './access.js';
import { CommandsController, ExecuteCommandHandler } from './commands.controller.js';
import { HealthController, type HealthProbe } from './health.controller.js';
import { MetricsForAuditorsController, MetricsWithinController, type FigureSource } from './metrics.controller.js';
import { ProblemFilter } from './problem.filter.js';
import type { Bookmarks } from './bookmark.js';
import { BOOKMARKS, CASEWORK, CLOCK, FIGURES, ON_ACCEPTED, PROBES } from './tokens.js';

export interface ServiceOptions {
  readonly tokens: Tokens;
  readonly bookmarks: Bookmarks;
  readonly probes: readonly HealthProbe[];
  /** What /metrics shows beside the process and the probes. */
  readonly figures: readonly FigureSource[];
  /** Whether callers from outside reach this service; /metrics is then for auditors alone. */
  readonly outside: boolean;
  /** Takes commands, if this service does. */
  readonly casework?: { readonly handler: Casework; readonly clock: Clock; readonly accepted: (answer: Answer) => void };
  /** What else it serves: controllers with their providers. */
  readonly controllers?: readonly Type[];
  readonly providers?: readonly Provider[];
  readonly logLevel: string;
}

/** Bytes. Commands are lists of names, digests and figures; the files themselves do not come this way. */
const MAX_BODY = 262_144;

class Service {}

/** One service: who may call, what it answers when something is wrong, its health, its logs, and what it is for. */
export const serviceModule = ({
  tokens,
  bookmarks,
  probes,
  figures,
  outside,
  casework,
  controllers = [],
  providers = [],
  logLevel,
}: ServiceOptions): DynamicModule => ({
  module: Service,
  imports: [
    CqrsModule.forRoot(),
    TerminusModule.forRoot({ logger: false }),
    // 日志不含请求内容，也不含令牌：其中可能有个人信息。
    LoggerModule.forRoot({
      pinoHttp: {
        level: logLevel,
        redact: ['req.headers', 'res.headers'],
        serializers: {
          req: ({ method, url, id }: { method: string; url: string; id: unknown }) => ({ id, method, path: url.split('?')[0] }),
        },
      },
    }),
  ],
  controllers: [
    HealthController,
    outside ? MetricsForAuditorsController : MetricsWithinController,
    ...(casework ? [CommandsController] : []),
    ...controllers,
  ],
  providers: [
    { provide: APP_GUARD, useFactory: (reflector: Reflector) => new AccessGuard(tokens, reflector), inject: [Reflector] },
    { provide: APP_FILTER, useFactory: (logger: Logger) => new ProblemFilter((error) => logger.error(error)), inject: [Logger] },
    { provide: PROBES, useValue: probes },
    { provide: FIGURES, useValue: figures },
    { provide: BOOKMARKS, useValue: bookmarks },
    ...(casework
      ? [
          { provide: CASEWORK, useValue: casework.handler },
          { provide: CLOCK, useValue: casework.clock },
          { provide: ON_ACCEPTED, useValue: casework.accepted },
          ExecuteCommandHandler,
        ]
      : []),
    ...providers,
  ],
});

/** The service on Fastify, not yet listening. `docs`: whether the pages of the API are served beside openapi.json. */
export const createHttpApp = async (
  module: DynamicModule,
  { docs = true }: { readonly docs?: boolean } = {},
): Promise<NestFastifyApplication> => {
  const app = await NestFactory.create<NestFastifyApplication>(module, new FastifyAdapter({ bodyLimit: MAX_BODY, trustProxy: false }), {
    bufferLogs: true,
    abortOnError: false,
    logger: ['error', 'warn'],
  });
  app.useLogger(app.get(Logger));
  app.useGlobalPipes(new ValidationPipe({ whitelist: true, forbidNonWhitelisted: true, transform: true }));
  SwaggerModule.setup('docs', app, () => openApiDocument(app), { jsonDocumentUrl: 'openapi.json', ui: docs });
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
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
  );

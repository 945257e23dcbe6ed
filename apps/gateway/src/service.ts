import { readFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import proxy from '@fastify/http-proxy';
import fastify from 'fastify';
import {
  cutUnfinishedRequests,
  countRequests,
  isEventStream,
  outcomeUnknown,
  processFigures,
  ProblemException,
  protectEdge,
  serverOptions,
  type EdgeSettings,
} from '@minglu/http';
import {
  acts,
  edgeSettings,
  listenSettings,
  portSetting,
  urlSetting,
  type ListenSettings,
  type OpenService,
  type ServiceContext,
} from '@minglu/system';
import { routeOf, router, type Upstreams } from './routes.js';
import { upstreamClient } from './upstream.js';

interface GatewaySettings extends ListenSettings {
  readonly upstreams: Upstreams;
  /** Services that no request is routed to. Health asks them too. */
  readonly background: Readonly<Record<string, string>>;
  readonly edge: EdgeSettings;
  /** Port of the gateway's own metrics, on the same host; null for none. Callers of the gateway do not reach it. */
  readonly metricsPort: number | null;
}

export const gatewaySettings = (env: ServiceContext['env']): GatewaySettings => ({
  ...listenSettings(env),
  upstreams: { casework: urlSetting(env, 'CASEWORK_URL'), query: urlSetting(env, 'QUERY_URL'), audit: urlSetting(env, 'AUDIT_URL') },
  background: { publisher: urlSetting(env, 'PUBLISHER_URL'), procedure: urlSetting(env, 'PROCEDURE_URL') },
  edge: edgeSettings(env),
  metricsPort: env['MINGLU_METRICS_PORT'] ? portSetting(env, 'MINGLU_METRICS_PORT', '') : null,
});

const problem = ({ problem: document }: ProblemException) => ({ type: 'application/problem+json; charset=utf-8', document });
const unknownRoute = () => problem(new ProblemException('unknown-route', '没有这个地址', 'there is no such route'));
const unavailable = () =>
  problem(new ProblemException('service-away', '该服务暂时不在，请稍后再试', 'the service is temporarily unavailable; try again'));

const codeOf = (error: unknown): unknown => (error as { code?: unknown } | undefined)?.code;

/** `/health` answers within two seconds. */
const HEALTH_MS = 1_850;
/** A service answers by itself when the time of a request is over; this is for one that does not. */
const MARGIN_MS = 350;
/** A read waits so long for the read model. */
const WAIT_MS = 5_000;
/** Seconds. */
const RETRY_AFTER = 2;

const upstreamOf = router(acts);

/** Passes each request on to the service that answers it. */
export const openGateway = async ({ settings, log }: ServiceContext<GatewaySettings>, openApiFile: string): Promise<OpenService> => {
  const { upstreams, background, edge, metricsPort } = settings;
  const app = fastify({ loggerInstance: log.child({}, { redact: ['req.headers'] }), ...serverOptions(undefined, edge.trustedProxies) });
  cutUnfinishedRequests(app);
  countRequests(app as never, ({ method, url, routeOptions }) =>
    upstreamOf(method, url, upstreams) === null ? (routeOptions.url ?? 'none') : routeOf(url),
  );
  await protectEdge(app as never, edge);
  const openApi = readFileSync(openApiFile, 'utf8');

  app.get('/openapi.json', (_, reply) => reply.type('application/json; charset=utf-8').send(openApi));
  app.get('/health/live', () => ({ status: 'ok' }));
  const check = async () => {
    const services = await Promise.all(
      Object.entries({ ...upstreams, ...background }).map(async ([name, url]) => {
        const up = await fetch(new URL('/health', url), { signal: AbortSignal.timeout(HEALTH_MS) }).then(
          ({ ok }) => ok,
          () => false,
        );
        return [name, { status: up ? 'up' : 'down' }] as const;
      }),
    );
    return { isReady: services.every(([, { status }]) => status === 'up'), info: Object.fromEntries(services) };
  };
  let checking: ReturnType<typeof check> | undefined;
  app.get('/health', async (_, reply) => {
    // Concurrent callers share a check.
    const { isReady, info } = await (checking ??= check().finally(() => (checking = undefined)));
    return reply.status(isReady ? 200 : 503).send({ status: isReady ? 'ok' : 'error', info });
  });
  const { answerMs } = settings;
  const client = upstreamClient({ answerMs: answerMs + MARGIN_MS, waitingMs: WAIT_MS + answerMs + MARGIN_MS });
  app.addHook('onClose', (_, next) => {
    client.close();
    next();
  });
  await app.register(proxy, {
    upstream: '',
    undici: client as never,
    httpMethods: ['GET', 'HEAD', 'POST'],
    // A service that is not ready says when to come again. The caller decides whether to.
    retryMethods: [],
    preHandler: (request, reply, next) => {
      if (upstreamOf(request.method, request.url, upstreams) !== null) return next();
      const { type, document } = unknownRoute();
      void reply.status(document.status).type(type).send(document);
    },
    replyOptions: {
      getUpstream: (request) => {
        const { method, url } = request as unknown as { readonly method: string; readonly url: string };
        return upstreamOf(method, url, upstreams)!;
      },
      // Internal tokens are not accepted from outside.
      rewriteRequestHeaders: (_, { 'x-minglu-internal': __, ...headers }) => headers,
      onError: (reply, { error }) => {
        // A command that reached the service may have been carried out.
        const isSent = reply.request.method === 'POST' && codeOf(error.cause) !== 'ECONNREFUSED';
        const { type, document } = isSent ? problem(outcomeUnknown()) : unavailable();
        void reply.header('retry-after', RETRY_AFTER);
        void reply.status(document.status).type(type).send(document);
      },
    },
  });
  /** Open event streams. They are cut when the gateway stops; a subscriber reconnects after its last event. */
  const streams = new Set<ServerResponse>();
  app.addHook('onRequest', (request, { raw }, next) => {
    if (isEventStream(request)) streams.add(raw.once('close', () => streams.delete(raw)));
    next();
  });
  app.addHook('preClose', (next) => {
    for (const stream of streams) stream.destroy();
    next();
  });
  const metrics = createServer((_, response) => {
    void processFigures().then(({ type, text }) => response.writeHead(200, { 'content-type': type }).end(text));
  });
  app.addHook('onClose', (_, next) => void metrics.close(() => next()));
  return {
    app: {
      listen: async (options) => {
        if (metricsPort !== null)
          await new Promise<void>((resolve, reject) => metrics.once('error', reject).listen(metricsPort, options.host, resolve));
        return app.listen(options);
      },
      getUrl: () => Promise.resolve(app.listeningOrigin),
    },
    close: () => app.close(),
  };
};

import { readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { fileURLToPath } from 'node:url';
import proxy from '@fastify/http-proxy';
import fastify from 'fastify';
import { cutUnfinishedRequests, ProblemException, serverOptions } from '@minglu/http';
import { listenSettings, urlSetting, type ListenSettings, type OpenService, type ServiceContext } from '@minglu/system';
import { upstreamOf, type Upstreams } from './routes.js';

interface GatewaySettings extends ListenSettings {
  readonly upstreams: Upstreams;
  /** Services that no request is routed to. Health asks them too. */
  readonly background: Readonly<Record<string, string>>;
}

export const gatewaySettings = (env: ServiceContext['env']): GatewaySettings => ({
  ...listenSettings(env),
  upstreams: { casework: urlSetting(env, 'CASEWORK_URL'), query: urlSetting(env, 'QUERY_URL'), audit: urlSetting(env, 'AUDIT_URL') },
  background: { publisher: urlSetting(env, 'PUBLISHER_URL'), procedure: urlSetting(env, 'PROCEDURE_URL') },
});

const problem = ({ problem: document }: ProblemException) => ({ type: 'application/problem+json; charset=utf-8', document });
const unknownRoute = () => problem(new ProblemException('unknown-route', '没有这个地址', 'there is no such route'));
const unavailable = () =>
  problem(new ProblemException('service-away', '该服务暂时不在，请稍后再试', 'the service is temporarily unavailable; try again'));

/** Passes each request on to the service that answers it. */
export const openGateway = async ({ settings, log }: ServiceContext<GatewaySettings>): Promise<OpenService> => {
  const { upstreams, background } = settings;
  const app = fastify({ loggerInstance: log.child({}, { redact: ['req.headers'] }), ...serverOptions() });
  cutUnfinishedRequests(app);
  const openApi = readFileSync(fileURLToPath(new URL('../../../../libs/contracts/openapi.json', import.meta.url)), 'utf8');

  app.get('/openapi.json', (_, reply) => reply.type('application/json; charset=utf-8').send(openApi));
  app.get('/health/live', () => ({ status: 'ok' }));
  app.get('/health', async (_, reply) => {
    const services = await Promise.all(
      Object.entries({ ...upstreams, ...background }).map(async ([name, url]) => {
        const up = await fetch(new URL('/health', url), { signal: AbortSignal.timeout(2_000) }).then(
          ({ ok }) => ok,
          () => false,
        );
        return [name, { status: up ? 'up' : 'down' }] as const;
      }),
    );
    const ready = services.every(([, { status }]) => status === 'up');
    return reply.status(ready ? 200 : 503).send({ status: ready ? 'ok' : 'error', info: Object.fromEntries(services) });
  });
  await app.register(proxy, {
    upstream: '',
    httpMethods: ['GET', 'HEAD', 'POST'],
    // A service that is not ready says when to come again. The caller decides whether to.
    retryMethods: [],
    preHandler: (request, reply, next) => {
      if (upstreamOf(request.url, upstreams) !== null) return next();
      const { type, document } = unknownRoute();
      void reply.status(document.status).type(type).send(document);
    },
    replyOptions: {
      getUpstream: (request) => upstreamOf((request as unknown as { url: string }).url, upstreams)!,
      // Internal tokens are not accepted from outside.
      rewriteRequestHeaders: (_, { 'x-minglu-internal': __, ...headers }) => headers,
      onError: (reply) => {
        const { type, document } = unavailable();
        void reply.status(document.status).type(type).send(document);
      },
    },
  });
  /** Open event streams. They are cut when the gateway stops; a subscriber reconnects after its last event. */
  const streams = new Set<ServerResponse>();
  app.addHook('onRequest', (request, { raw }, next) => {
    if (request.headers.accept?.toLowerCase().includes('text/event-stream')) streams.add(raw.once('close', () => streams.delete(raw)));
    next();
  });
  app.addHook('preClose', (next) => {
    for (const stream of streams) stream.destroy();
    next();
  });
  return {
    app: {
      listen: (options) => app.listen(options),
      getUrl: () => Promise.resolve(app.listeningOrigin),
    },
    close: () => app.close(),
  };
};

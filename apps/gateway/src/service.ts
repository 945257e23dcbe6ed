import { readFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import proxy from '@fastify/http-proxy';
import fastify, { type FastifyInstance, type FastifyReply } from 'fastify';
import {
  accessTokens,
  addPages,
  cutUnfinishedRequests,
  countRequests,
  isEventStream,
  isUpload,
  namesCallerTwice,
  notAuthenticated,
  oidcIssuer,
  outcomeUnknown,
  ownIssuer,
  processFigures,
  ProblemException,
  protectEdge,
  publicKeyOf,
  refusedSignIns,
  sendProblem,
  serverOptions,
  shownPath,
  unknownRoute,
  type EdgeSettings,
} from '@minglu/http';
import {
  browserRoutes,
  browserSettings,
  databaseSetting,
  edgeSettings,
  entryCheck,
  identitySettings,
  listenSettings,
  portSetting,
  recordsAdministration,
  reportRefusals,
  reportSettings,
  requiredKey,
  ROLE_RULES,
  sharedLimits,
  urlSetting,
  type BrowserSettings,
  type IdentitySettings,
  type ListenSettings,
  type OpenService,
  type ServiceContext,
} from '@minglu/system';
import { routeOf, router, type Description, type Upstreams } from './routes.js';
import { upstreamClient } from './upstream.js';

interface GatewaySettings extends ListenSettings {
  readonly upstreams: Upstreams;
  /** Services that no request is routed to. Health asks them too. */
  readonly background: Readonly<Record<string, string>>;
  readonly edge: EdgeSettings;
  /** Where the gateways share their counts of requests; null: this gateway counts by itself. */
  readonly databaseUrl: string | null;
  /** Port of the gateway's own metrics, on the same host; null for none. Callers of the gateway do not reach it. */
  readonly metricsPort: number | null;
  readonly identity: IdentitySettings;
  /** Null: no browser signs in. */
  readonly browser: BrowserSettings | null;
  /** `accessTokens` is the private key of the own issuer, only with the sample persons. */
  readonly keys: { readonly sessions: Uint8Array; readonly accessTokens?: Uint8Array };
}

export const gatewaySettings = (env: ServiceContext['env']): GatewaySettings => {
  const [listening, identity] = [listenSettings(env), identitySettings(env)];
  const browser = browserSettings(env, identity, { host: listening.host, byDefault: false });
  return {
    ...listening,
    upstreams: {
      casework: urlSetting(env, 'CASEWORK_URL'),
      query: urlSetting(env, 'QUERY_URL'),
      audit: urlSetting(env, 'AUDIT_URL'),
      materials: urlSetting(env, 'MATERIALS_URL'),
    },
    background: { publisher: urlSetting(env, 'PUBLISHER_URL'), procedure: urlSetting(env, 'PROCEDURE_URL') },
    edge: edgeSettings(env),
    databaseUrl: databaseSetting(env),
    metricsPort: env['MINGLU_METRICS_PORT'] ? portSetting(env, 'MINGLU_METRICS_PORT', '') : null,
    identity,
    browser,
    keys: {
      sessions: requiredKey(env, 'MINGLU_SESSION_KEY'),
      ...(browser?.at === 'development' ? { accessTokens: requiredKey(env, 'MINGLU_TOKEN_SIGNING_KEY') } : {}),
    },
  };
};

const unavailable = (): ProblemException =>
  new ProblemException('service-away', '该服务暂时不在，请稍后再试', 'the service is temporarily unavailable; try again');

const codeOf = (error: unknown): unknown => (error as { code?: unknown } | undefined)?.code;

/** The log shows so much of a request, and of the address to which it is passed on (`source`). */
const SHOWN = {
  req: ({ method, url }: { readonly method: string; readonly url: string }) => ({ method, path: shownPath(url) }),
  source: shownPath,
};

/** `/health` answers within two seconds. */
const HEALTH_MS = 1_850;
/** A service answers by itself when the time of a request is over; this is for one that does not. */
const MARGIN_MS = 350;
/** A read waits so long for the read model. */
const WAIT_MS = 5_000;

/** Passes each request on to the service that answers it. */
export const openGateway = async (
  { settings, env, log, onError }: ServiceContext<GatewaySettings>,
  openApiFile: string,
  pagesFolder?: string,
): Promise<OpenService> => {
  const { upstreams, background, edge, databaseUrl, metricsPort, identity, browser, keys } = settings;
  const openApi = readFileSync(openApiFile, 'utf8');
  const { upstreamOf, isCommand } = router(JSON.parse(openApi) as Description);
  const app = fastify({
    loggerInstance: log.child({}, { redact: ['req.headers'], serializers: SHOWN }),
    ...serverOptions(undefined, edge.trustedProxies),
  });
  cutUnfinishedRequests(app);
  countRequests(app as never, ({ method, url, routeOptions }) =>
    upstreamOf(method, url, upstreams) === null ? (routeOptions.url ?? 'none') : routeOf(url),
  );
  const limits = databaseUrl === null ? null : sharedLimits(databaseUrl, keys.sessions, onError);
  const refused = refusedSignIns(keys.sessions);
  await protectEdge(app as never, edge, { counts: limits?.counts, check: entryCheck(edge, keys.sessions, limits?.useProof), refused });
  limits?.start();
  app.addHook('onClose', () => limits?.close());
  if (databaseUrl !== null && recordsAdministration(env))
    for (const { close } of [reportRefusals(databaseUrl, refused, onError), reportSettings(databaseUrl, 'gateway', env, onError)])
      app.addHook('onClose', close);

  // Only one of two headers would be passed on.
  app.addHook('onRequest', async ({ raw }, reply) => {
    if (namesCallerTwice(raw)) return sendProblem(reply, notAuthenticated());
  });
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
  addBrowserRoutes(app as unknown as FastifyInstance, { identity, browser, keys });
  if (pagesFolder !== undefined) addPages(app as unknown as FastifyInstance, pagesFolder);
  const { answerMs } = settings;
  const client = upstreamClient({ answerMs: answerMs + MARGIN_MS, waitingMs: WAIT_MS + answerMs + MARGIN_MS });
  app.addHook('onClose', (_, next) => {
    client.close();
    next();
  });
  await app.register(proxy, {
    upstream: '',
    undici: client as never,
    httpMethods: ['GET', 'HEAD', 'POST', 'PUT', 'DELETE'],
    // A service that is not ready says when to come again. The caller decides whether to.
    retryMethods: [],
    preHandler: (request, reply, next) => {
      if (upstreamOf(request.method, request.url, upstreams) !== null) return next();
      sendProblem(reply, unknownRoute());
    },
    replyOptions: {
      getUpstream: (request) => {
        const { method, url } = request as unknown as { readonly method: string; readonly url: string };
        return upstreamOf(method, url, upstreams)!;
      },
      // Internal tokens are not accepted from outside. Cookies are for the gateway alone.
      // The address of the caller is the one that this server sees: services write it into the read-access log.
      rewriteRequestHeaders: ({ ip }, { 'x-minglu-internal': _, cookie: __, ...headers }) => ({ ...headers, 'x-forwarded-for': ip }),
      onError: (reply, { error }) => {
        // A command that reached the service may have been carried out.
        const { method, url } = reply.request;
        const isSent = method === 'POST' && !isUpload(reply.request) && codeOf(error.cause) !== 'ECONNREFUSED';
        sendProblem(reply as FastifyReply, isSent ? outcomeUnknown(isCommand(method, url) ? 'command' : 'writing') : unavailable());
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

/** The gateway judges a token only for a session. For every request the service that answers it does. */
const addBrowserRoutes = (
  app: FastifyInstance,
  { identity, browser, keys }: Pick<GatewaySettings, 'identity' | 'browser' | 'keys'>,
): void => {
  const own = keys.accessTokens && ownIssuer(publicKeyOf(keys.accessTokens), identity.publicUrl);
  const issuer = identity.oidc ? oidcIssuer(identity.oidc) : (own ?? null);
  browserRoutes({ settings: browser, identity, issuer, accessTokens: accessTokens(issuer, ROLE_RULES), keys })(app);
};

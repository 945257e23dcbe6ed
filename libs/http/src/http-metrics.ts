import type { FastifyInstance, FastifyRequest } from 'fastify';
import prometheus, { type Registry } from 'prom-client';

const { Counter, Histogram, Registry: NewRegistry } = prometheus;

/** Seconds. A request is answered within three seconds, except for one that waits for the read model. */
const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

const registry: Registry = new NewRegistry();
const duration = new Histogram({
  name: 'minglu_http_request_seconds',
  help: 'seconds until a request was answered, by route and status; a stream counts when it ends',
  labelNames: ['method', 'route', 'status'],
  buckets: BUCKETS,
  registers: [registry],
});
const problems = new Counter({
  name: 'minglu_http_problems_total',
  help: 'problem documents by route and code: refusals and errors',
  labelNames: ['method', 'route', 'code'],
  registers: [registry],
});

/** The figures of all requests to this process. */
export const httpRegistry = (): Registry => registry;

/** The pattern of the route and not the path: ids must not become labels. A request to no route, and its method, cannot add series. */
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS']);
const labelsOf = ({ method, routeOptions }: FastifyRequest) => ({
  method: METHODS.has(method) ? method : 'other',
  route: routeOptions.url ?? 'none',
});

/**
 * Counts requests, their durations and their problems.
 *
 * @param routeOf a better name of the route; the gateway has one route for all that it passes on
 */
export const countRequests = (fastify: FastifyInstance, routeOf?: (request: FastifyRequest) => string): void => {
  fastify.addHook('onResponse', (request, reply, done) => {
    const labels = labelsOf(request);
    duration.observe({ ...labels, ...(routeOf ? { route: routeOf(request) } : {}), status: reply.statusCode }, reply.elapsedTime / 1_000);
    done();
  });
};

/** Counts a problem that a request was answered with. */
export const countProblem = (request: FastifyRequest, code: string): void => problems.inc({ ...labelsOf(request), code });

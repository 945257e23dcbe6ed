import cors from '@fastify/cors';
import rateLimit, { normalizeIP, type FastifyRateLimitStore } from '@fastify/rate-limit';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ProblemException } from './problem.js';
import type { EntryCheck } from './proof-of-work.js';
import { countRefusedSignIns, type RefusedSignIns } from './refused-sign-ins.js';
import { sendProblem } from './send-problem.js';
import type { SharedCounts } from './shared-counts.js';
import { isUpload } from './uploads.js';

/** The limits of the server that callers reach first: the gateway, or the one process of `npm start`. */
export interface EdgeSettings {
  /** Requests of one address in a minute. */
  readonly requestsPerMinute: number;
  /** Of these, writes without a token. */
  readonly anonymousWritesPerMinute: number;
  /** Zero bits of the proof of work that a write without a token needs; 0: none. */
  readonly proofOfWorkBits: number;
  /** Event streams that one address may hold open. */
  readonly streamsPerAddress: number;
  /** Origins whose pages may call the API with a token of their own. */
  readonly corsOrigins: readonly string[];
  /** Addresses and networks of proxies whose `X-Forwarded-For` is believed. */
  readonly trustedProxies: readonly string[];
}

export const EDGE: EdgeSettings = {
  requestsPerMinute: 6_000,
  anonymousWritesPerMinute: 1_500,
  proofOfWorkBits: 0,
  streamsPerAddress: 20,
  corsOrigins: [],
  trustedProxies: [],
};

const MINUTE = 60_000;
/** Files that one address may upload at a time. */
const UPLOADS_PER_ADDRESS = 20;
/** Seconds after which a caller may open another stream, or upload another file. */
const STREAM_RETRY = 5;

/** A page of the API has its own policy; an answer that is data must not run as one. */
const HEADERS = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cache-control': 'no-store',
};
/** Health is asked by load balancers and supervisors. */
const UNLIMITED = /^\/health(?:\/live)?(?:\?|$)/;
/** A browser signs in and out there, and has a check of its own. */
const SIGNS_IN = /^\/(?:session|issuer)\//;
/** Swagger UI has scripts and styles, and sets no policy of its own. */
const DOCS = /^\/docs(?:[/?]|$)/;

/** The methods of requests that change something. */
const WRITES = new Set(['POST', 'PUT', 'DELETE']);

export const isEventStream = ({ method, headers }: Pick<FastifyRequest, 'method' | 'headers'>): boolean =>
  method === 'GET' && headers.accept?.toLowerCase().includes('text/event-stream') === true;

const refuse = (reply: FastifyReply, problem: ProblemException, retryAfter: number): FastifyReply =>
  sendProblem(reply.header('retry-after', retryAfter), problem);

const tooMany = (): ProblemException =>
  new ProblemException(
    'too-many-requests',
    '请求过于频繁，本次未作记录，请稍后再试',
    'too many requests: nothing was recorded, try again later',
  );
const tooManyAtOnce = (): ProblemException =>
  new ProblemException(
    'too-many-requests',
    `同一地址最多同时上传 ${UPLOADS_PER_ADDRESS} 个文件，请稍后再传`,
    `one address may upload ${UPLOADS_PER_ADDRESS} files at a time: try again later`,
    { allowed: UPLOADS_PER_ADDRESS },
  );
const tooManyStreams = (allowed: number): ProblemException =>
  new ProblemException(
    'too-many-streams',
    `同一地址最多同时打开 ${allowed} 个事件流，请先关闭或逐页读取`,
    `one address may hold ${allowed} event streams open: close one, or read by pages`,
    { allowed },
  );

interface EdgeParts {
  readonly counts?: SharedCounts | undefined;
  readonly check?: EntryCheck | undefined;
  readonly refused?: Pick<RefusedSignIns, 'count'> | undefined;
}

/**
 * Protects a server that everyone reaches: security headers, CORS by list, and limits by address. A request over a limit gets 429 with
 * `Retry-After`.
 *
 * @param counts of requests that several gateways share; without them this process counts for itself. Open streams are counted by each gateway.
 * @param refused counts the sign-ins that were refused
 * @param check that a write without a token must pass, after the limits
 */
export const protectEdge = async (
  fastify: FastifyInstance,
  settings: EdgeSettings,
  { counts, check, refused }: EdgeParts = {},
): Promise<void> => {
  const { requestsPerMinute, anonymousWritesPerMinute, streamsPerAddress, corsOrigins } = settings;
  countRefusedSignIns(fastify, refused);
  await fastify.register(rateLimit, { global: false, ...(counts && { store: storeOf(counts) }) });
  const overall = fastify.createRateLimit({ max: requestsPerMinute, timeWindow: MINUTE, keyGenerator: callerOf('requests') });
  const anonymous = fastify.createRateLimit({
    max: anonymousWritesPerMinute,
    timeWindow: MINUTE,
    keyGenerator: callerOf('anonymous-writes'),
  });
  const [streams, uploads] = [openCounts(streamsPerAddress), openCounts(UPLOADS_PER_ADDRESS)];

  fastify.addHook('onRequest', async (request, reply) => {
    const { url } = request;
    reply.headers(HEADERS);
    if (DOCS.test(url)) reply.removeHeader('content-security-policy');
    if (UNLIMITED.test(url)) return;
    const used = await overall(request);
    if (!used.isAllowed && used.isExceeded) return refuse(reply, tooMany(), used.ttlInSeconds);
    if (isEventStream(request) && !streams.admit(request, reply)) return refuse(reply, tooManyStreams(streamsPerAddress), STREAM_RETRY);
    if (isUpload(request) && !uploads.admit(request, reply)) return refuse(reply, tooManyAtOnce(), STREAM_RETRY);
    return;
  });
  // A session has put its token into the headers by now.
  const judgeAnonymous = async (request: FastifyRequest, reply: FastifyReply): Promise<boolean> => {
    const used = await anonymous(request);
    if (!used.isAllowed && used.isExceeded) return (refuse(reply, tooMany(), used.ttlInSeconds), false);
    const refusal = SIGNS_IN.test(request.url) ? null : await check?.refusalOf(request);
    return refusal ? (sendProblem(reply, refusal), false) : true;
  };
  fastify.addHook('preValidation', (request, reply, done) => {
    if (!WRITES.has(request.method) || request.headers.authorization !== undefined) return done();
    judgeAnonymous(request, reply).then((mayGoOn) => mayGoOn && done(), done);
  });
  // After the limits, so that a preflight counts too.
  if (corsOrigins.length > 0)
    await fastify.register(cors, {
      origin: [...corsOrigins],
      methods: ['GET', 'HEAD', 'POST', 'PUT', 'DELETE'],
      exposedHeaders: ['etag', 'location', 'retry-after', 'content-disposition', 'content-range'],
      maxAge: 600,
    });
};

const callerOf =
  (limit: string) =>
  ({ ip }: FastifyRequest): string =>
    `${limit} ${normalizeIP(ip)}`;

/** Shared counts as a store of the limiter. */
const storeOf = (counts: SharedCounts) =>
  class Store implements FastifyRateLimitStore {
    incr(caller: string, done: (error: null, used: { current: number; ttl: number }) => void): void {
      done(null, counts.count(caller));
    }
    child(): FastifyRateLimitStore {
      return new Store();
    }
  };

/** The open requests of one kind, by address. */
const openCounts = (allowed: number) => {
  const open = new Map<string, number>();
  return {
    admit: ({ ip }: FastifyRequest, { raw }: FastifyReply): boolean => {
      const address = normalizeIP(ip);
      const held = open.get(address) ?? 0;
      if (held >= allowed) return false;
      open.set(address, held + 1);
      raw.once('close', () => {
        const left = open.get(address)! - 1;
        if (left === 0) open.delete(address);
        else open.set(address, left);
      });
      return true;
    },
  };
};

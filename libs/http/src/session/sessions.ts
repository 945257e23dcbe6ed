import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { LRUCache } from 'lru-cache';
import { actorOfRequest, notAuthenticated } from '../access.js';
import type { AccessTokens } from '../auth/access-tokens.js';
import type { TokenHolder } from '../auth/claims.js';
import { ProblemException } from '../problem.js';
import { sendProblem, unknownRoute } from '../send-problem.js';
import { loginFailed, type BrowserClient, type IssuedTokens, type SignIn } from './browser-client.js';
import { sealedCookies, type SealedCookies } from './session-cookie.js';

export interface SessionOptions {
  readonly accessTokens: AccessTokens;
  readonly client: BrowserClient;
  /** 32 bytes: seals the cookies. */
  readonly key: Uint8Array;
  /** The address at which browsers reach the server, without a path. It is asked for when the server listens. */
  readonly publicUrl: () => string;
  /** Keeps a record of sign-ins and sign-outs. Without it there is none. */
  readonly record?: LoginRecord;
}

/** A record of sign-ins and sign-outs. */
export interface LoginRecord {
  /**
   * Resolves to the id of the sign-in when it is recorded.
   *
   * @param roles the roles of the person; the sign-in is recorded in one that counts
   * @throws ProblemException if none of them counts, or if the record is away: then the session does not begin
   */
  readonly begin: (accessToken: string, person: string, roles: readonly string[]) => Promise<RecordedLogin>;
  readonly end: (accessToken: string, person: string, login: RecordedLogin) => Promise<void>;
}
interface RecordedLogin {
  readonly loginId: string;
  readonly role: string;
}

/** The header with which a page proves that it can read the answers of this server. */
const CSRF_HEADER = 'minglu-csrf';

/** A session of a browser, sealed in its cookie. */
interface Session extends IssuedTokens {
  readonly id: string;
  readonly csrf: string;
  /** Who signed in: new tokens must be his. */
  readonly person: string;
  /** Milliseconds since 1970; new tokens do not move it. */
  readonly endsAt: number;
  /** Null without a record of sign-ins. */
  readonly login: RecordedLogin | null;
}

interface Transaction extends SignIn {
  readonly returnTo: string;
  readonly begunAt: number;
}

/** Seconds before its end in which an access token is replaced. */
const EARLY = 60;
const LONGEST_MS = 12 * 3_600_000;
const SIGN_IN_SECONDS = 600;
/** Requests that come with the same refresh token get the same new tokens for so long. */
const SHARED_MS = 60_000;
const LOOPBACK = /^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?$/;
const READS = ['GET', 'HEAD', 'OPTIONS'];

/** A path on this server, so that a sign-in sends the browser nowhere else. */
const isOwnPath = (path: unknown): path is string => typeof path === 'string' && /^\/(?![/\\])[\x21-\x5B\x5D-\x7E]{0,1024}$/.test(path);

/**
 * Sessions of browsers: the routes `/session`, `/session/login`, `/session/callback` and `/session/logout`. On every other route the cookie of
 * a session stands for its access token, which is put in its place before the request goes on. So one code judges all tokens.
 */
export const addSessions = (server: FastifyInstance, { accessTokens, client, key, publicUrl, record }: SessionOptions): void => {
  let cookies: { readonly session: SealedCookies; readonly signIn: SealedCookies } | undefined;
  const jar = () => {
    const isSecure = publicUrl().startsWith('https:');
    return (cookies ??= {
      session: sealedCookies(key, 'minglu-session', isSecure),
      signIn: sealedCookies(key, 'minglu-login', isSecure, SIGN_IN_SECONDS),
    });
  };
  const redirectUri = (): string => `${publicUrl()}/session/callback`;
  const sessions = new WeakMap<FastifyRequest, Session>();
  /** Sessions that were ended here. Their cookies may have been copied. */
  const ended = new LRUCache<string, true>({ max: 100_000, ttl: LONGEST_MS });
  const refreshed = new LRUCache<string, Promise<IssuedTokens | null>>({ max: 10_000, ttl: SHARED_MS });

  /** New tokens, asked for once even if several requests come with the old ones. */
  const refresh = (refreshToken: string): Promise<IssuedTokens | null> => {
    const hash = createHash('sha256').update(refreshToken).digest('base64');
    const running = refreshed.get(hash);
    if (running) return running;
    const asked = client.refresh(refreshToken);
    refreshed.set(hash, asked);
    asked.catch(() => refreshed.delete(hash));
    return asked;
  };

  /** The session with tokens that are valid; null if it has ended. */
  const current = async (session: Session, mayRefreshEarly: boolean): Promise<Session | null> => {
    if (session.endsAt <= Date.now() || ended.has(session.id)) return null;
    const holder = await accessTokens.holderOf(session.accessToken);
    const left = holder === null ? 0 : holder.expiresAt - Date.now() / 1000;
    if (left > (mayRefreshEarly ? EARLY : 0)) return session;
    const tokens = session.refreshToken === null ? null : await refresh(session.refreshToken).catch((error: Error) => error);
    if (tokens instanceof Error) {
      if (left > 0) return session;
      throw tokens;
    }
    if (tokens === null) return left > 0 ? session : null;
    const renewed = await accessTokens.holderOf(tokens.accessToken);
    return renewed?.person === session.person ? { ...session, ...tokens, idToken: tokens.idToken ?? session.idToken } : null;
  };

  /** The session of a request. Undefined without a cookie; null if it has ended. */
  const sessionOf = async (request: FastifyRequest, reply: FastifyReply): Promise<Session | null | undefined> => {
    const { session: store } = jar();
    const kept = store.read(request.headers.cookie) as Session | null | undefined;
    if (kept === undefined) return undefined;
    // A stream of events has sent its headers before a new cookie could be one of them.
    const isStream = request.headers.accept?.includes('text/event-stream') ?? false;
    const session = kept && (await current(kept, !isStream));
    if (session === null) void reply.header('set-cookie', store.clear());
    else if (session !== kept) void reply.header('set-cookie', store.write(session));
    return session;
  };

  server.addHook('onRequest', async (request, reply) => {
    const path = request.url.split('?', 1)[0]!;
    if (request.headers.authorization !== undefined || path === '/session/login' || path === '/session/callback') return;
    try {
      const session = await sessionOf(request, reply);
      if (session === undefined) return;
      if (session === null) throw notAuthenticated();
      if (isForged(request, session, new URL(publicUrl()).origin)) throw csrfCheckFailed();
      sessions.set(request, session);
      request.headers.authorization = `Bearer ${session.accessToken}`;
    } catch (error) {
      if (!(error instanceof ProblemException)) throw error;
      return sendProblem(reply, error);
    }
  });

  /** A route of sessions: nothing of it is kept by caches, and a problem is a document. */
  const answering = (work: (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>) => {
    return async (request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
      void reply.header('cache-control', 'no-store');
      try {
        return await work(request, reply);
      } catch (error) {
        if (!(error instanceof ProblemException)) throw error;
        return sendProblem(reply, error);
      }
    };
  };

  server.get(
    '/session',
    answering(async (request) => {
      const token = /^bearer ([^ ]+)$/i.exec(request.headers.authorization ?? '')?.[1];
      const holder = token === undefined ? null : await accessTokens.holderOf(token);
      if (!holder) throw notAuthenticated();
      const session = sessions.get(request);
      return {
        person: holder.person,
        org: holder.org,
        role: await roleOf(accessTokens, request, holder),
        roles: holder.roles.filter((role) => accessTokens.isHeldRightly({ ...holder, role })),
        csrfToken: session?.csrf ?? null,
        expiresAt: new Date(session && session.refreshToken !== null ? session.endsAt : holder.expiresAt * 1000).toISOString(),
      };
    }),
  );

  server.get(
    '/session/login',
    answering(async (request, reply) => {
      const { returnTo = '/' } = request.query as { readonly returnTo?: unknown };
      if (!isOwnPath(returnTo))
        throw new ProblemException('invalid-request', 'returnTo 须为本站的路径', 'returnTo is a path of this server, such as /dossiers');
      const own = new URL(publicUrl());
      // On one machine the same server has several names, but a cookie belongs to one of them.
      if (LOOPBACK.test(own.host) && request.headers.host !== own.host) {
        if (!LOOPBACK.test(request.headers.host ?? '')) throw unknownRoute();
        return reply.redirect(`${publicUrl()}/session/login?returnTo=${encodeURIComponent(returnTo)}`);
      }
      const { url, ...signIn } = await client.begin(redirectUri());
      const transaction: Transaction = { ...signIn, returnTo, begunAt: Date.now() };
      return reply.header('set-cookie', jar().signIn.write(transaction)).redirect(url);
    }),
  );

  server.get(
    '/session/callback',
    answering(async (request, reply) => {
      const transaction = jar().signIn.read(request.headers.cookie) as Transaction | null | undefined;
      void reply.header('set-cookie', jar().signIn.clear());
      if (!transaction || transaction.begunAt + SIGN_IN_SECONDS * 1000 < Date.now()) throw loginFailed();
      const currentUrl = new URL(redirectUri());
      currentUrl.search = request.url.split('?').slice(1).join('?');
      const tokens = await client.redeem(currentUrl, transaction);
      const holder = await accessTokens.holderOf(tokens.accessToken);
      // The issuer knows the person, but its token is not one for this API: a fault of the settings there or here.
      if (!holder) throw loginFailed();
      // Throws for an account without a role, and for one with two that no person holds together.
      accessTokens.actorIn(
        holder,
        holder.roles.find((role) => accessTokens.isHeldRightly({ ...holder, role })),
      );
      const rightly = holder.roles.filter((role) => accessTokens.isHeldRightly({ ...holder, role }));
      const login = (await record?.begin(tokens.accessToken, holder.person, rightly)) ?? null;
      const session: Session = {
        ...tokens,
        login,
        id: randomBytes(16).toString('base64url'),
        csrf: randomBytes(32).toString('base64url'),
        person: holder.person,
        endsAt: Date.now() + LONGEST_MS,
      };
      return reply.header('set-cookie', jar().session.write(session)).redirect(transaction.returnTo, 303);
    }),
  );

  server.post(
    '/session/logout',
    answering(async (request, reply) => {
      const session = sessions.get(request);
      if (!session) throw notAuthenticated();
      ended.set(session.id, true);
      void reply.header('set-cookie', jar().session.clear());
      // The page goes there itself: an answer to a request of a script cannot take the browser to another site.
      const [location] = await Promise.all([
        client.endUrl(session.idToken, `${publicUrl()}/`).catch(() => null),
        session.refreshToken === null ? undefined : client.revoke(session.refreshToken),
        // The session has ended, also where that cannot be recorded now.
        session.login &&
          record?.end(session.accessToken, session.person, session.login).catch((error: unknown) => request.log.error(error)),
      ]);
      return { location };
    }),
  );
};

/** The role in which a holder acts in this request; null if he has several and names none. */
const roleOf = async (accessTokens: AccessTokens, request: FastifyRequest, holder: TokenHolder): Promise<string | null> => {
  try {
    return (await actorOfRequest(accessTokens, request)).role;
  } catch (error) {
    if (error instanceof ProblemException && error.problem.code === 'role-not-chosen' && holder.roles.length > 1) return null;
    throw error;
  }
};

/**
 * Whether a change may come from another site's page, with the cookie that the browser adds by itself. The page must name the token that it
 * read here, and the browser must say that the page is of this origin.
 */
const isForged = ({ method, headers }: FastifyRequest, { csrf }: Session, origin: string): boolean => {
  if (READS.includes(method)) return false;
  const { origin: from, 'sec-fetch-site': site, [CSRF_HEADER]: given } = headers;
  if (from === undefined && site === undefined) return true;
  if ((from !== undefined && from !== origin) || (site !== undefined && site !== 'same-origin')) return true;
  if (typeof given !== 'string') return true;
  const [one, other] = [Buffer.from(given), Buffer.from(csrf)];
  return one.length !== other.length || !timingSafeEqual(one, other);
};

const csrfCheckFailed = (): ProblemException =>
  new ProblemException(
    'csrf-check-failed',
    '以会话办理须来自本站页面，并带 Minglu-CSRF',
    'a change by a session must come from a page of this server, with the header Minglu-CSRF of GET /session',
  );

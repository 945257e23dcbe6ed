import { hash } from 'node:crypto';
import { decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose';
import { LRUCache } from 'lru-cache';
import type { Actor } from '@minglu/kernel';
import { ProblemException } from '../problem.js';
import { actorIn, holderOf, partyOf, type RoleRules, type TokenHolder } from './claims.js';
import type { TrustedIssuer } from './trusted-issuer.js';

/** The actor of a request without a token. */
export const PUBLIC_ACTOR: Actor = { person: 'anonymous', role: 'public', org: '-' };

/** The authority of persons as the security administrator has recorded it. It takes roles of tokens away, and adds delegations. */
export interface AuthorityCheck {
  /** @throws ProblemException for a role that does not count */
  readonly check: (actor: Actor) => Promise<void>;
  /**
   * The actor that a person is by a delegation.
   *
   * @param role undefined: the one role that was passed to him
   * @throws ProblemException `not-delegated`
   */
  readonly delegated: (to: Pick<Actor, 'person' | 'org'>, by: string, role?: string) => Promise<Actor>;
}

/** Verifies access tokens. The services hold public keys only, so none of them can issue a token. */
export interface AccessTokens {
  /**
   * The actor of an `Authorization` header: the public if there is none, null if the token is invalid.
   *
   * @param role the header `Minglu-Role`: the role in which a holder of several acts
   * @param onBehalfOf the header `Minglu-On-Behalf-Of`: the person who passed his work to this one
   * @throws ProblemException for a token that is valid and yet no actor (`actorIn`), and for a role or a delegation that does not count.
   *   `service-away` if the issuer is away and its key unknown
   */
  readonly actorOf: (authorization: string | undefined, role?: string, onBehalfOf?: string) => Promise<Actor | null>;
  /** The holder of a token; null if it is invalid. Throws `service-away` as above. */
  readonly holderOf: (token: string) => Promise<TokenHolder | null>;
  /** The actor that a holder is, with the same problems as `actorOf`. */
  readonly actorIn: (holder: TokenHolder, role?: string) => Actor;
  /** Whether the actor's organisation may give him his role. */
  readonly isHeldRightly: (actor: Actor) => boolean;
}

/** Longer texts are no token: tokens of identity providers have one to three kilobytes. */
const LONGEST = 8_192;
/** Seconds by which the clocks of issuer and services may differ. */
const TOLERANCE = 30;
/** The verified tokens that are remembered: a verification costs 0.1 to 0.2 ms. */
const REMEMBERED = 4_096;
const TYPE = /^(?:application\/)?at\+jwt$/i;

/**
 * @param issuer null for a service without named callers, where every token is invalid
 * @param now milliseconds since 1970
 * @param authority undefined: all that a token claims counts, and there are no delegations
 */
export const accessTokens = (
  issuer: TrustedIssuer | null,
  rules: RoleRules,
  { now = Date.now, authority }: { readonly now?: () => number; readonly authority?: AuthorityCheck } = {},
): AccessTokens => {
  const verified = new LRUCache<string, TokenHolder>({ max: REMEMBERED });
  let generation = issuer?.generation();

  const verify = async (token: string): Promise<TokenHolder | null> => {
    if (issuer === null || !isWorthAKey(token, issuer)) return null;
    try {
      const { payload } = await jwtVerify(token, issuer.keyOf, {
        issuer: [...issuer.names],
        audience: issuer.audience,
        algorithms: [...issuer.algorithms],
        typ: 'at+jwt',
        requiredClaims: ['sub', 'exp', 'iat'],
        clockTolerance: TOLERANCE,
        currentDate: new Date(now()),
      });
      return holderOf(payload, issuer.mapping, rules);
    } catch (error) {
      if (error instanceof ProblemException) throw error;
      return null;
    }
  };

  const holder = async (token: string): Promise<TokenHolder | null> => {
    if (generation !== issuer?.generation()) {
      verified.clear();
      generation = issuer?.generation();
    }
    const key = hash('sha256', token, 'base64');
    const known = verified.get(key);
    if (known && known.expiresAt + TOLERANCE > now() / 1000) return known;
    const found = await verify(token);
    if (found) verified.set(key, found);
    else verified.delete(key);
    return found;
  };

  const choose = (found: TokenHolder, role?: string): Actor => actorIn(found, role, rules);
  return {
    isHeldRightly: rules.isHeldRightly,
    holderOf: holder,
    actorIn: choose,
    actorOf: async (authorization, role, onBehalfOf) => {
      if (authorization === undefined)
        return (role === undefined || role === PUBLIC_ACTOR.role) && onBehalfOf === undefined ? PUBLIC_ACTOR : null;
      const [scheme, token, ...rest] = authorization.split(' ');
      if (scheme?.toLowerCase() !== 'bearer' || !token || rest.length > 0 || token.length > LONGEST) return null;
      const found = await holder(token);
      if (!found) return null;
      if (onBehalfOf !== undefined) {
        if (authority === undefined) throw notDelegated(onBehalfOf);
        return authority.delegated(found, onBehalfOf, role);
      }
      const actor = choose(found, role);
      await authority?.check(actor);
      return actor;
    },
  };
};

/** Whether a token may be genuine, before its key is looked for: a made-up one must not make the services ask the issuer. */
const isWorthAKey = (token: string, { names, algorithms, parties }: TrustedIssuer): boolean => {
  try {
    const { alg, typ, kid } = decodeProtectedHeader(token);
    const payload = decodeJwt(token);
    const party = partyOf(payload);
    return (
      algorithms.includes(alg ?? '') &&
      TYPE.test(typ ?? '') &&
      typeof kid === 'string' &&
      names.includes(payload.iss ?? '') &&
      (parties === null || (typeof party === 'string' && parties.includes(party)))
    );
  } catch {
    return false;
  }
};

/** The problem of a person who acts for another one without a delegation. */
export const notDelegated = (by: string): ProblemException =>
  new ProblemException('not-delegated', `${by} 没有委托您代办，或委托已到期`, `${by} has passed no work to you, or no longer does`, {
    onBehalfOf: by,
  });

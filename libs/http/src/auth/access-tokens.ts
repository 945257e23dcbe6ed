import { jwtVerify, SignJWT } from 'jose';
import type { Actor } from '@minglu/kernel';

/** The actor of a request without a token. */
export const PUBLIC_ACTOR: Actor = { person: 'anonymous', role: 'public', org: '-' };

const ISSUER = 'minglu';
const FIELD = /^[^\s\p{Cc}]{1,64}$/u;

/** AccessTokens (JWT, HS256) that say who acts, in which role, for which organisation. A stand-in for the ministry's identity provider. */
export interface AccessTokens {
  readonly issue: (actor: Actor, lifetimeSeconds?: number) => Promise<string>;
  /** The actor of an `Authorization` header: the public if there is none, null if the token is invalid. */
  readonly actorOf: (authorization: string | undefined) => Promise<Actor | null>;
}

export const accessTokens = (key: Uint8Array, roles: readonly string[]): AccessTokens => ({
  issue: ({ person, role, org }, lifetimeSeconds = 12 * 3600) =>
    new SignJWT({ role, org })
      .setProtectedHeader({ alg: 'HS256' })
      .setSubject(person)
      .setIssuer(ISSUER)
      .setIssuedAt()
      .setExpirationTime(`${lifetimeSeconds}s`)
      .sign(key),
  actorOf: async (authorization) => {
    if (authorization === undefined) return PUBLIC_ACTOR;
    const [scheme, token] = authorization.split(' ');
    if (scheme?.toLowerCase() !== 'bearer' || !token) return null;
    try {
      const { payload } = await jwtVerify(token, key, {
        issuer: ISSUER,
        algorithms: ['HS256'],
        requiredClaims: ['sub', 'role', 'org', 'exp'],
      });
      const actor = { person: payload.sub, role: payload['role'], org: payload['org'] };
      const wellFormed = Object.values(actor).every((value) => typeof value === 'string' && FIELD.test(value));
      // The role `system` belongs to the processes; a token that claims it is invalid.
      return wellFormed && actor.role !== 'system' && roles.includes(actor.role as string) ? (actor as Actor) : null;
    } catch {
      return null;
    }
  },
});

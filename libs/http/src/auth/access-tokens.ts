import { jwtVerify, SignJWT } from 'jose';
import type { Actor } from '@minglu/kernel';
import { signingKey, verifyingKey } from './ed25519.js';

/** The actor of a request without a token. */
export const PUBLIC_ACTOR: Actor = { person: 'anonymous', role: 'public', org: '-' };

const ISSUER = 'minglu';
const ALGORITHM = 'EdDSA';
const FIELD = /^[^\s\p{Cc}]{1,64}$/u;

/** Issues access tokens (JWT, EdDSA) that say who acts, in which role, for which organisation. A stand-in for the ministry's identity provider. */
export interface AccessTokenIssuer {
  readonly issue: (actor: Actor, lifetimeSeconds?: number) => Promise<string>;
}

/** Verifies access tokens. The services hold the public key only, so none of them can issue a token. */
export interface AccessTokens {
  /** The actor of an `Authorization` header: the public if there is none, null if the token is invalid. */
  readonly actorOf: (authorization: string | undefined) => Promise<Actor | null>;
  /** Whether the actor's organisation may give him his role. */
  readonly isHeldRightly: (actor: Actor) => boolean;
}

/** The roles of the law. */
export interface RoleRules {
  readonly roles: readonly string[];
  readonly isHeldRightly: (actor: Pick<Actor, 'role' | 'org'>) => boolean;
}

/** @param seed the private key, 32 bytes */
export const accessTokenIssuer = (seed: Uint8Array): AccessTokenIssuer => {
  const key = signingKey(seed);
  return {
    issue: ({ person, role, org }, lifetimeSeconds = 12 * 3600) =>
      new SignJWT({ role, org })
        .setProtectedHeader({ alg: ALGORITHM })
        .setSubject(person)
        .setIssuer(ISSUER)
        .setIssuedAt()
        .setExpirationTime(`${lifetimeSeconds}s`)
        .sign(key),
  };
};

/** @param publicKey 32 bytes; null for a service without named callers, where every token is invalid */
export const accessTokens = (publicKey: Uint8Array | null, { roles, isHeldRightly }: RoleRules): AccessTokens => {
  const key = publicKey && verifyingKey(publicKey);
  return {
    isHeldRightly,
    actorOf: async (authorization) => {
      if (authorization === undefined) return PUBLIC_ACTOR;
      const [scheme, token] = authorization.split(' ');
      if (key === null || scheme?.toLowerCase() !== 'bearer' || !token) return null;
      try {
        const { payload } = await jwtVerify(token, key, {
          issuer: ISSUER,
          algorithms: [ALGORITHM],
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
  };
};

import { createHash, randomUUID } from 'node:crypto';
import { SignJWT, type JWK } from 'jose';
import type { Actor } from '@minglu/kernel';
import { publicKeyOf, signingKey, verifyingKey } from './ed25519.js';
import type { ClaimMapping } from './claims.js';
import type { TrustedIssuer } from './trusted-issuer.js';

/** The name of the own issuer. It is the usual address of the gateway and of `npm start`, and counts on every other address too. */
export const OWN_ISSUER = 'http://127.0.0.1:3000';
/** The audience of access tokens, where no setting names another. */
export const AUDIENCE = 'minglu-api';
const ALGORITHM = 'EdDSA';
/** Seconds. */
const LIFETIME = 12 * 3600;

const MAPPING: ClaimMapping = { person: 'sub', role: 'role', org: 'org', roleNames: null, serviceClients: [] };

/** The public key as a JWK; its `kid` is the thumbprint (RFC 7638). */
export const jwkOf = (publicKey: Uint8Array): JWK & { readonly kid: string } => {
  const x = Buffer.from(publicKey).toString('base64url');
  const kid = createHash('sha256').update(`{"crv":"Ed25519","kty":"OKP","x":"${x}"}`).digest('base64url');
  return { kty: 'OKP', crv: 'Ed25519', x, kid, alg: ALGORITHM, use: 'sig' };
};

/** The claims of a person at the own issuer. */
export interface OwnClaims extends Omit<Actor, 'role'> {
  readonly roles: readonly string[];
  /** The client that asked for the token. */
  readonly client: string;
}

/** Signs tokens with the private key of the own issuer. */
export interface OwnSigner {
  /** An access token (RFC 9068). */
  readonly accessToken: (claims: OwnClaims, lifetimeSeconds?: number) => Promise<string>;
  /** An id token (OpenID Connect) for the client. */
  readonly idToken: (person: string, client: string, claims: Readonly<Record<string, string>>, lifetimeSeconds: number) => Promise<string>;
}

/**
 * @param seed the private key, 32 bytes
 * @param issuer the value of `iss`
 */
export const ownSigner = (seed: Uint8Array, issuer = OWN_ISSUER): OwnSigner => {
  const [key, { kid }] = [signingKey(seed), jwkOf(publicKeyOf(seed))];
  const sign = (typ: string, claims: Readonly<Record<string, unknown>>, person: string, audience: string, seconds: number) =>
    new SignJWT(claims)
      .setProtectedHeader({ alg: ALGORITHM, kid, typ })
      .setSubject(person)
      .setIssuer(issuer)
      .setAudience(audience)
      .setIssuedAt()
      .setExpirationTime(Math.floor(Date.now() / 1000) + seconds)
      .sign(key);
  return {
    accessToken: ({ person, roles, org, client }, seconds = LIFETIME) =>
      sign('at+jwt', { role: roles.length === 1 ? roles[0] : roles, org, client_id: client, jti: randomUUID() }, person, AUDIENCE, seconds),
    idToken: (person, client, claims, seconds) => sign('JWT', claims, person, client, seconds),
  };
};

/** Issues access tokens that say who acts, in which role, for which organisation: `npm run cli -- token`. */
export interface AccessTokenIssuer {
  readonly issue: (actor: Actor, lifetimeSeconds?: number) => Promise<string>;
}

/** The same parameters as {@link ownSigner}. */
export const accessTokenIssuer = (seed: Uint8Array, issuer?: string): AccessTokenIssuer => {
  const { accessToken } = ownSigner(seed, issuer);
  return {
    issue: ({ person, role, org }, seconds) => accessToken({ person, roles: [role], org, client: 'minglu-cli' }, seconds),
  };
};

/**
 * The own issuer, whose key is known without a question.
 *
 * @param publicKey 32 bytes
 * @param name a further value of `iss`: the address at which it is found
 */
export const ownIssuer = (publicKey: Uint8Array, name: string | null = null): TrustedIssuer => {
  const [key, { kid }] = [verifyingKey(publicKey), jwkOf(publicKey)];
  return {
    names: name === null ? [OWN_ISSUER] : [OWN_ISSUER, name],
    audience: AUDIENCE,
    algorithms: [ALGORITHM],
    parties: null,
    mapping: MAPPING,
    keyOf: async (header) => {
      if (header.kid !== kid) throw new Error('no such key');
      return key;
    },
    generation: () => 0,
  };
};

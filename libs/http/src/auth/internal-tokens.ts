import { jwtVerify, SignJWT } from 'jose';
import { signingKey, verifyingKey } from './ed25519.js';

/** Issues JWTs (EdDSA, 60 s) that authenticate one service of this system to another. They are never given to a person. */
export interface InternalTokenIssuer {
  readonly issue: () => Promise<string>;
}

/** Verifies internal tokens. */
export interface InternalTokens {
  /** @param authorization the header: `Bearer <token>` */
  readonly isValid: (authorization: string | undefined) => Promise<boolean>;
}

const AUDIENCE = 'minglu-internal';
const ALGORITHM = 'EdDSA';

/** Seconds by which the clocks of two services may differ. A larger difference holds their work (`ClockWatch`). */
const TOLERANCE = 60;

/** @param seed the private key, 32 bytes */
export const internalTokenIssuer = (seed: Uint8Array): InternalTokenIssuer => {
  const key = signingKey(seed);
  return {
    issue: () =>
      new SignJWT({}).setProtectedHeader({ alg: ALGORITHM }).setAudience(AUDIENCE).setIssuedAt().setExpirationTime('60s').sign(key),
  };
};

/** @param publicKey 32 bytes */
export const internalTokens = (publicKey: Uint8Array): InternalTokens => {
  const key = verifyingKey(publicKey);
  return {
    isValid: async (authorization) => {
      const [scheme, token] = (authorization ?? '').split(' ');
      if (scheme?.toLowerCase() !== 'bearer' || !token) return false;
      return jwtVerify(token, key, {
        audience: AUDIENCE,
        algorithms: [ALGORITHM],
        requiredClaims: ['exp'],
        clockTolerance: TOLERANCE,
      }).then(
        () => true,
        () => false,
      );
    },
  };
};

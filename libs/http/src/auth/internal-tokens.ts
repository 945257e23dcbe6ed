import { jwtVerify, SignJWT } from 'jose';

/** JWTs (HS256, 60 s) that authenticate one service of this system to another. They are never given to a person. */
export interface InternalTokens {
  readonly issue: () => Promise<string>;
  /** @param authorization the header: `Bearer <token>` */
  readonly isValid: (authorization: string | undefined) => Promise<boolean>;
}

const AUDIENCE = 'minglu-internal';
/** Seconds by which the clocks of two services may differ. A larger difference holds their work (`ClockWatch`). */
const TOLERANCE = 60;

export const internalTokens = (key: Uint8Array): InternalTokens => ({
  issue: () => new SignJWT({}).setProtectedHeader({ alg: 'HS256' }).setAudience(AUDIENCE).setIssuedAt().setExpirationTime('60s').sign(key),
  isValid: async (authorization) => {
    const [scheme, token] = (authorization ?? '').split(' ');
    if (scheme?.toLowerCase() !== 'bearer' || !token) return false;
    return jwtVerify(token, key, { audience: AUDIENCE, algorithms: ['HS256'], requiredClaims: ['exp'], clockTolerance: TOLERANCE }).then(
      () => true,
      () => false,
    );
  },
});

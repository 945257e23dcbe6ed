import type { KeyObject } from 'node:crypto';
import type { CryptoKey, CompactJWSHeaderParameters } from 'jose';
import type { ClaimMapping } from './claims.js';

/** An issuer whose access tokens count, with everything by which one of them is judged. */
export interface TrustedIssuer {
  /** The values of `iss` that are its own, character for character. */
  readonly names: readonly string[];
  /** One of the values of `aud`. */
  readonly audience: string;
  /** The algorithms that it may sign with: asymmetric ones only, so that a public key is never taken for a shared secret. */
  readonly algorithms: readonly string[];
  /** The clients (`azp`, otherwise `client_id`) for which it may have issued a token; null: any. */
  readonly parties: readonly string[] | null;
  readonly mapping: ClaimMapping;
  /**
   * Its key by the `kid` of the header, and by nothing else in it. The signal ends a wait for the issuer.
   *
   * @throws ProblemException `service-away` if the issuer is away and the key is not known; any other error: there is no such key
   */
  readonly keyOf: (header: CompactJWSHeaderParameters) => Promise<CryptoKey | KeyObject>;
  /** Another number after each change of its keys. Tokens that were verified before are verified again. */
  readonly generation: () => number;
}

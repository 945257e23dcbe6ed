import { accessTokens, consistencyTokens, createHttpApp, serviceModule, type AuthorityCheck, type ServiceOptions } from '@minglu/http';
import { issuerProbes, trustedIssuer, type IdentitySettings } from './identity.js';
import { ROLE_RULES } from './role-rules.js';
import type { Cleanup } from './cleanup.js';
import type { OpenService } from './run-service.js';
import type { KEY_VARIABLES, KeyVariable } from './variables.js';

/** The settings that `serve` uses. A service without a key has no route that needs it. */
interface ServeSettings {
  readonly logLevel: string;
  readonly answerMs: number;
  readonly identity: IdentitySettings;
  readonly keys: Readonly<Partial<Record<(typeof KEY_VARIABLES)[KeyVariable], Uint8Array>>>;
}

/** Builds the HTTP application of a service. It is closed before the resources that are already in `cleanup`. */
export const serve = async (
  { keys, identity, logLevel, answerMs }: ServeSettings,
  cleanup: Cleanup,
  {
    authority,
    ...options
  }: Omit<ServiceOptions, 'accessTokens' | 'consistencyTokens' | 'logLevel' | 'answerMs' | 'exposed'> & {
    /** Needed by a service with named callers. */
    readonly authority?: AuthorityCheck;
  },
): Promise<OpenService> => {
  const issuer = keys.accessTokensPublic ? trustedIssuer(identity, keys.accessTokensPublic) : null;
  const app = await createHttpApp(
    serviceModule({
      accessTokens: accessTokens(issuer, ROLE_RULES, authority ? { authority } : {}),
      ...(keys.consistencyTokens ? { consistencyTokens: consistencyTokens(keys.consistencyTokens) } : {}),
      logLevel,
      answerMs,
      exposed: false,
      ...options,
      probes: [...options.probes, ...(issuer ? issuerProbes(issuer) : [])],
    }),
    { docs: false },
  );
  cleanup.add(() => app.close());
  return { app, close: cleanup.run };
};

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWK } from 'jose';
import type { OidcSettings } from '../auth/oidc-issuer.js';

interface SignedBy {
  readonly kid: string;
  readonly alg: string;
  readonly privateKey: CryptoKey;
  readonly publicJwk: JWK;
}

/** An identity provider on this machine, with a discovery document and keys that a spec rotates. */
export interface IdentityProvider {
  readonly url: string;
  readonly settings: OidcSettings;
  /** The paths that were asked for, in order. */
  readonly requests: string[];
  /** Answers everything from now on; null: as usual. */
  answer: ((request: IncomingMessage, response: ServerResponse) => void) | null;
  /** Changes the discovery document. */
  readonly document: Record<string, unknown>;
  /** Publishes a new key, and signs with it from now on. */
  readonly rotate: (alg?: string) => Promise<SignedBy>;
  /** Publishes this key no longer. */
  readonly withdraw: (kid: string) => void;
  readonly signer: () => SignedBy;
  /** An access token with these claims; those of a good one by default. */
  readonly token: (claims?: Readonly<Record<string, unknown>>, header?: Readonly<Record<string, unknown>>) => Promise<string>;
  readonly stop: () => Promise<void>;
}

const keyPair = async (kid: string, alg: string): Promise<SignedBy> => {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  return { kid, alg, privateKey, publicJwk: { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' } };
};

export const startIdentityProvider = async (): Promise<IdentityProvider> => {
  let keys: SignedBy[] = [];
  let made = 0;
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(request.url!);
    if (provider.answer) return provider.answer(request, response);
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(request.url === '/jwks' ? { keys: keys.map(({ publicJwk }) => publicJwk) } : provider.document));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const signer = (): SignedBy => keys.at(-1)!;
  const provider: IdentityProvider = {
    url,
    requests,
    answer: null,
    document: { issuer: url, jwks_uri: `${url}/jwks` },
    settings: {
      issuer: url,
      audience: 'minglu-api',
      algorithms: ['ES256', 'RS256', 'PS256', 'EdDSA'],
      parties: null,
      mapping: { person: 'sub', role: 'minglu_roles', org: 'minglu_org', roleNames: null, serviceClients: [] },
    },
    rotate: async (alg = 'ES256') => {
      const key = await keyPair(`key-${(made += 1)}`, alg);
      keys.push(key);
      return key;
    },
    withdraw: (kid) => (keys = keys.filter((key) => key.kid !== kid)),
    signer,
    token: (claims = {}, header = {}) => {
      const { kid, alg, privateKey } = signer();
      const now = Math.floor(Date.now() / 1000);
      const good = { iss: url, aud: 'minglu-api', sub: 'p-1', azp: 'console', iat: now, exp: now + 300, minglu_roles: ['auditor'] };
      const payload = { ...good, minglu_org: 'MIIT', ...claims };
      return new SignJWT(payload).setProtectedHeader({ alg, kid, typ: 'at+jwt', ...header }).sign(privateKey);
    },
    stop: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
  await provider.rotate();
  return provider;
};

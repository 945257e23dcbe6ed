import * as client from 'openid-client';
import { ProblemException } from '../problem.js';
import type { IssuerMetadata } from '../auth/oidc-issuer.js';

/** The tokens of a signed-in person. They stay on this side: no page sees them. */
export interface IssuedTokens {
  readonly accessToken: string;
  readonly refreshToken: string | null;
  readonly idToken: string | null;
}

/** The secrets of one sign-in, kept in a sealed cookie until the browser comes back from the issuer. */
export interface SignIn {
  readonly verifier: string;
  readonly state: string;
  readonly nonce: string;
}

/** Signs persons in by authorization code with PKCE (RFC 7636) at the issuer. Each call has `service-away` if the issuer does not answer. */
export interface BrowserClient {
  /** Where the browser goes to sign in. */
  readonly begin: (redirectUri: string) => Promise<SignIn & { readonly url: string }>;
  /**
   * @param currentUrl the address to which the issuer sent the browser back
   * @throws ProblemException `login-failed` if it is no answer to this sign-in, or says no
   */
  readonly redeem: (currentUrl: URL, signIn: SignIn) => Promise<IssuedTokens>;
  /** New tokens; null if the issuer has ended the session. */
  readonly refresh: (refreshToken: string) => Promise<IssuedTokens | null>;
  /** Tells the issuer that the tokens are no longer used. Never rejects. */
  readonly revoke: (refreshToken: string) => Promise<void>;
  /** Where the browser goes to end its session at the issuer; null if it has no such address. */
  readonly endUrl: (idToken: string | null, backTo: string) => Promise<string | null>;
}

interface Options {
  readonly metadata: () => Promise<IssuerMetadata>;
  readonly id: string;
  /** Null for a public client. */
  readonly secret: string | null;
  /** Blanks between the scopes. `openid` is one of them. */
  readonly scope: string;
  /** Reaches the issuer in another way than over the network. */
  readonly fetch?: client.CustomFetch;
}

/** Seconds. A request that waits for the issuer must be answered itself. */
const TIMEOUT = 2;

export const browserClient = ({ metadata, id, secret, scope, fetch }: Options): BrowserClient => {
  const configured = async (): Promise<client.Configuration> => {
    const server = await metadata();
    const configuration = new client.Configuration(server as unknown as client.ServerMetadata, id, secret ?? undefined);
    configuration.timeout = TIMEOUT;
    if (fetch) configuration[client.customFetch] = fetch;
    // The settings allow an issuer without encryption on this machine only.
    if (server.issuer.startsWith('http:')) client.allowInsecureRequests(configuration);
    return configuration;
  };
  return {
    begin: async (redirectUri) => {
      const [verifier, state, nonce] = [client.randomPKCECodeVerifier(), client.randomState(), client.randomNonce()];
      const url = client.buildAuthorizationUrl(await configured(), {
        redirect_uri: redirectUri,
        scope,
        state,
        nonce,
        code_challenge: await client.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
      });
      return { url: url.href, verifier, state, nonce };
    },
    redeem: async (currentUrl, { verifier, state, nonce }) => {
      const checks = { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce, idTokenExpected: true };
      const configuration = await configured();
      try {
        return tokensOf(await client.authorizationCodeGrant(configuration, currentUrl, checks));
      } catch (error) {
        throw isAnswer(error) ? loginFailed() : issuerAway();
      }
    },
    refresh: async (refreshToken) => {
      const configuration = await configured();
      try {
        const tokens = tokensOf(await client.refreshTokenGrant(configuration, refreshToken));
        return { ...tokens, refreshToken: tokens.refreshToken ?? refreshToken };
      } catch (error) {
        if (isAnswer(error)) return null;
        throw issuerAway();
      }
    },
    revoke: async (refreshToken) => {
      try {
        const configuration = await configured();
        if (configuration.serverMetadata().revocation_endpoint) await client.tokenRevocation(configuration, refreshToken);
      } catch {
        // The session ends here in any case, and the token ends at the issuer by itself.
      }
    },
    endUrl: async (idToken, backTo) => {
      const configuration = await configured();
      if (!configuration.serverMetadata().end_session_endpoint) return null;
      const parameters = new URLSearchParams({ post_logout_redirect_uri: backTo });
      if (idToken !== null) parameters.set('id_token_hint', idToken);
      return client.buildEndSessionUrl(configuration, parameters).href;
    },
  };
};

const tokensOf = ({ access_token: accessToken, refresh_token: refresh, id_token: id }: client.TokenEndpointResponse): IssuedTokens => ({
  accessToken,
  refreshToken: refresh ?? null,
  idToken: id ?? null,
});

/** Whether the issuer answered, or the answer was not good; otherwise it is away. */
const isAnswer = (error: unknown): boolean => {
  if (error instanceof client.ResponseBodyError) return error.status < 500;
  if (error instanceof client.AuthorizationResponseError) return true;
  return error instanceof client.ClientError && error.code !== 'OAUTH_TIMEOUT' && !(error.cause instanceof TypeError);
};

export const loginFailed = (): ProblemException =>
  new ProblemException('login-failed', '登录没有完成，请重新登录', 'the sign-in was not completed: begin again');

const issuerAway = (): ProblemException =>
  new ProblemException('service-away', '身份认证服务暂时不在，请稍后再试', 'the identity provider is away: try again later');

import { randomUUID } from 'node:crypto';
import { WrongSetting } from '@minglu/casework';
import {
  addDevelopmentIssuer,
  addSessions,
  browserClient,
  ProblemException,
  DEVELOPMENT_CLIENT,
  type AccessTokens,
  type AddRoutes,
  type LoginRecord,
  type OidcIssuer,
  type TrustedIssuer,
} from '@minglu/http';
import { isLoopback, isProduction, secretFrom, type IdentitySettings } from './identity.js';
import { SAMPLE_PERSONS, SAMPLE_ROLES } from './sample-persons.js';

type Environment = Readonly<Record<string, string | undefined>>;

/** Where browsers sign in: a client of the identity provider, or the sample persons of the development issuer. */
export type BrowserSettings =
  { readonly at: 'provider'; readonly id: string; readonly secret: string | null; readonly scope: string } | { readonly at: 'development' };

/**
 * The settings of browser sessions; null: there are none.
 *
 * @param byDefault whether the sample persons are offered where nothing is said and nothing speaks against it
 * @throws WrongSetting if the sample persons are asked for with settings of production
 */
export const browserSettings = (
  env: Environment,
  { oidc, publicUrl }: IdentitySettings,
  { host, byDefault }: { readonly host: string; readonly byDefault: boolean },
): BrowserSettings | null => {
  const asked = env['MINGLU_DEV_ISSUER'] || null;
  if (asked !== null && asked !== 'yes' && asked !== 'no') throw new WrongSetting(`MINGLU_DEV_ISSUER is yes or no: ${asked}`);
  const reason = reasonAgainst(env, publicUrl, host);
  if (asked === 'yes' && reason !== null)
    throw new WrongSetting(`MINGLU_DEV_ISSUER is yes, but with the sample persons anyone is anyone, and ${reason}`);
  const id = env['MINGLU_OIDC_CLIENT_ID'] || null;
  if (oidc !== null) {
    const scope = env['MINGLU_OIDC_SCOPE'] || 'openid';
    if (!scope.split(' ').includes('openid')) throw new WrongSetting(`MINGLU_OIDC_SCOPE lacks openid: ${scope}`);
    if (id !== null && publicUrl === null && !isLoopback(host))
      throw new WrongSetting(
        'MINGLU_OIDC_CLIENT_ID is set, so browsers sign in, but MINGLU_PUBLIC_URL does not say where they come back to',
      );
    return id === null ? null : { at: 'provider', id, secret: secretFrom(env, 'MINGLU_OIDC_CLIENT_SECRET'), scope };
  }
  if (id !== null) throw new WrongSetting('MINGLU_OIDC_CLIENT_ID is set, but MINGLU_OIDC_ISSUER is not');
  return asked === 'yes' || (asked === null && byDefault && reason === null) ? { at: 'development' } : null;
};

/** The reason why these settings are those of production; null for settings of development. */
const reasonAgainst = (env: Environment, publicUrl: string | null, host: string): string | null => {
  if (isProduction(env)) return 'MINGLU_ENV is production';
  if (env['MINGLU_OIDC_ISSUER']) return 'MINGLU_OIDC_ISSUER is set';
  if (!isLoopback(host)) return `HOST is not of this machine alone: ${host}`;
  if (publicUrl !== null && !isLoopback(new URL(publicUrl).hostname)) return `MINGLU_PUBLIC_URL is not of this machine: ${publicUrl}`;
  return null;
};

interface BrowserRoutes {
  readonly settings: BrowserSettings | null;
  readonly identity: IdentitySettings;
  readonly issuer: TrustedIssuer | OidcIssuer | null;
  readonly accessTokens: AccessTokens;
  /** `sessions` seals cookies; `accessTokens` signs for the sample persons, and is absent without them. */
  readonly keys: { readonly sessions: Uint8Array; readonly accessTokens?: Uint8Array };
}

/** Adds the routes of browser sessions, and the development issuer where the settings have it. */
export const browserRoutes =
  ({ settings, identity, issuer, accessTokens, keys }: BrowserRoutes): AddRoutes =>
  (server) => {
    if (settings === null) return;
    const publicUrl = (): string => identity.publicUrl ?? server.listeningOrigin;
    const add = (client: Parameters<typeof browserClient>[0]): void =>
      addSessions(server, { accessTokens, client: browserClient(client), key: keys.sessions, publicUrl, record: loginRecord(server) });
    if (settings.at === 'provider') return add({ ...settings, metadata: (issuer as OidcIssuer).metadata });
    const own = addDevelopmentIssuer(server, {
      seed: keys.accessTokens!,
      key: keys.sessions,
      name: identity.publicUrl,
      publicUrl,
      persons: SAMPLE_PERSONS,
      roles: SAMPLE_ROLES,
    });
    add({ ...own, id: DEVELOPMENT_CLIENT, secret: null, scope: 'openid' });
  };

type Problem = Pick<ProblemException['problem'], 'code' | 'message'>;
/** The codes of a role that does not count. Another role of the same person may. */
const OF_THE_ROLE = ['role-revoked', 'role-not-granted', 'roles-incompatible'];

/** Records sign-ins by the commands of the API, each under the token of the person who signs in. */
const loginRecord = (server: Parameters<AddRoutes>[0]): LoginRecord => {
  const post = async (accessToken: string, role: string, path: string, data: object, key: string) => {
    const { statusCode, body } = await server.inject({
      method: 'POST',
      url: path,
      headers: {
        authorization: `Bearer ${accessToken}`,
        'minglu-role': role,
        'idempotency-key': key,
        'content-type': 'application/json',
      },
      payload: JSON.stringify(data),
    });
    const answer = JSON.parse(body) as { readonly created: { readonly loginId: string } } & Problem;
    return statusCode < 300 ? answer : { problem: answer };
  };
  return {
    begin: async (accessToken, person, roles) => {
      let refused: Problem | undefined;
      for (const role of roles) {
        const answer = await post(accessToken, role, `/persons/${encodeURIComponent(person)}/logins`, {}, `login-${randomUUID()}`);
        if ('created' in answer) return { loginId: answer.created.loginId, role };
        refused = answer.problem;
        if (!OF_THE_ROLE.includes(refused.code)) break;
      }
      const { code, message } = refused!;
      throw new ProblemException(code, message.zh, message.en);
    },
    end: async (accessToken, person, { loginId, role }) => {
      const answer = await post(accessToken, role, `/logins/${loginId}/endings`, { person }, `logout-${loginId}`);
      if ('problem' in answer) throw new Error(`the sign-out ${loginId} was not recorded: ${answer.problem.code}`);
    },
  };
};

import { ROLES } from '@minglu/kernel';
import { readFileSync } from 'node:fs';
import { WrongSetting } from '@minglu/casework';
import { AUDIENCE, oidcIssuer, ownIssuer, type HealthProbe, type OidcIssuer, type OidcSettings, type TrustedIssuer } from '@minglu/http';

type Environment = Readonly<Record<string, string | undefined>>;

/** From whom tokens and sessions come. */
export interface IdentitySettings {
  /** The identity provider; null: only tokens of the own issuer count. */
  readonly oidc: OidcSettings | null;
  /** The address at which browsers reach this installation, without a path; null: the one that is listened on. */
  readonly publicUrl: string | null;
  /** Whether a role of the ministry counts only with a grant on record. A recorded revocation counts always. */
  readonly areGrantsNeeded: boolean;
}

/** The algorithms that an identity provider may sign with, unless a setting narrows them. All are asymmetric. */
const ALGORITHMS = ['ES256', 'RS256', 'PS256', 'EdDSA'];
const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]'];
const PATH = /^[^\s]{1,128}$/;

/**
 * The settings of tokens.
 *
 * @throws WrongSetting for a malformed one, and in production without an identity provider
 */
export const identitySettings = (env: Environment): IdentitySettings => {
  const issuer = env['MINGLU_OIDC_ISSUER'] || null;
  const publicUrl = addressFrom(env, 'MINGLU_PUBLIC_URL');
  if (publicUrl !== null && new URL(publicUrl).pathname !== '/') throw new WrongSetting(`MINGLU_PUBLIC_URL has a path: ${publicUrl}`);
  if (isProduction(env) && issuer === null)
    throw new WrongSetting('MINGLU_ENV is production, so tokens come from an identity provider: MINGLU_OIDC_ISSUER is not set');
  const grants = env['MINGLU_GRANTS'] || 'recorded';
  if (grants !== 'required' && grants !== 'recorded') throw new WrongSetting(`MINGLU_GRANTS is required or recorded: ${grants}`);
  return {
    oidc: issuer === null ? null : oidcSettings(env),
    publicUrl: publicUrl && new URL(publicUrl).origin,
    areGrantsNeeded: grants === 'required',
  };
};

/** The address of a server that listens on this machine alone; null for others, and for a port that is not known before it listens. */
export const localAddress = (host: string, port: number): string | null =>
  isLoopback(host) && port !== 0 ? new URL(`http://${host.includes(':') ? `[${host}]` : host}:${port}`).origin : null;

/** Whether the installation says that it is for real cases. */
export const isProduction = (env: Environment): boolean => {
  const text = env['MINGLU_ENV'] || 'development';
  if (text !== 'production' && text !== 'development') throw new WrongSetting(`MINGLU_ENV is production or development: ${text}`);
  return text === 'production';
};

const oidcSettings = (env: Environment): OidcSettings => {
  const algorithms = listFrom(env, 'MINGLU_OIDC_ALGORITHMS') ?? ALGORITHMS;
  const other = algorithms.find((algorithm) => !ALGORITHMS.includes(algorithm));
  if (other !== undefined) throw new WrongSetting(`MINGLU_OIDC_ALGORITHMS has some of ${ALGORITHMS.join(', ')}: ${other}`);
  return {
    issuer: addressFrom(env, 'MINGLU_OIDC_ISSUER')!,
    audience: env['MINGLU_OIDC_AUDIENCE'] || AUDIENCE,
    algorithms,
    parties: listFrom(env, 'MINGLU_OIDC_PARTIES'),
    mapping: {
      person: claimFrom(env, 'MINGLU_OIDC_PERSON_CLAIM', 'sub'),
      role: claimFrom(env, 'MINGLU_OIDC_ROLE_CLAIM', 'minglu_roles'),
      org: claimFrom(env, 'MINGLU_OIDC_ORG_CLAIM', 'minglu_org'),
      roleNames: roleNames(env),
      serviceClients: listFrom(env, 'MINGLU_OIDC_SERVICE_CLIENTS') ?? [],
    },
  };
};

/** An address as it was written, because the name of an issuer is compared character for character. Unencrypted only on this machine. */
const addressFrom = (env: Environment, name: string): string | null => {
  const text = env[name] || null;
  if (text === null) return null;
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || !/^https?:$/.test(url.protocol) || url.search || url.hash || url.username)
    throw new WrongSetting(`${name} is no https:// address: ${text}`);
  if (url.protocol === 'http:' && !isLoopback(url.hostname))
    throw new WrongSetting(`${name} is not encrypted: https:// is needed outside this machine: ${text}`);
  return text;
};

export const isLoopback = (hostname: string): boolean => LOOPBACK.includes(hostname) || hostname === '::1';

const listFrom = (env: Environment, name: string): readonly string[] | null => {
  const text = env[name] || null;
  if (text === null) return null;
  const items = text.split(',').map((item) => item.trim());
  if (items.includes('')) throw new WrongSetting(`${name} has an empty entry: ${text}`);
  return items;
};

const claimFrom = (env: Environment, name: string, byDefault: string): string => {
  const text = env[name] || byDefault;
  if (!PATH.test(text)) throw new WrongSetting(`${name} is the name of a claim, or a path with dots: ${text}`);
  return text;
};

/** `theirs=ours,…`: the roles of the identity provider with our names. */
const roleNames = (env: Environment): Readonly<Record<string, string>> | null => {
  const name = 'MINGLU_OIDC_ROLE_NAMES';
  const pairs = listFrom(env, name)?.map((pair) => [pair.slice(0, pair.lastIndexOf('=')), pair.slice(pair.lastIndexOf('=') + 1)] as const);
  if (!pairs) return null;
  const wrong = pairs.find(([theirs, ours]) => theirs === '' || ours === 'system' || !(ROLES as readonly string[]).includes(ours));
  if (wrong) throw new WrongSetting(`${name} is theirs=ours,…, with roles of ours that people may hold: ${wrong.join('=')}`);
  return Object.fromEntries(pairs);
};

/** The text of a secret that stands in a variable, or in the file that `<name>_FILE` names. */
export const secretFrom = (env: Environment, name: string): string | null => {
  const [text, file] = [env[name] || null, env[`${name}_FILE`] || null];
  if (text !== null && file !== null) throw new WrongSetting(`${name} and ${name}_FILE are both set`);
  return file === null ? text : readSetting(`${name}_FILE`, file).replace(/\r?\n$/, '');
};

/** The text of the file that a setting names. */
export const readSetting = (name: string, file: string): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new WrongSetting(`${name} cannot be read: ${file} (${(error as NodeJS.ErrnoException).code})`);
  }
};

/** The issuer whose tokens count: the identity provider, or without one the own issuer. */
export const trustedIssuer = ({ oidc, publicUrl }: IdentitySettings, ownPublicKey: Uint8Array): TrustedIssuer | OidcIssuer =>
  oidc ? oidcIssuer(oidc) : ownIssuer(ownPublicKey, publicUrl);

/** Tells whether the identity provider answers. The own issuer needs no contact. */
export const issuerProbes = (issuer: TrustedIssuer | OidcIssuer): readonly HealthProbe[] =>
  'check' in issuer ? [{ name: 'issuer', check: issuer.check }] : [];

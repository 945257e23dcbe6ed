import { scryptSync } from 'node:crypto';
import { keyCheck, WrongSetting } from '@minglu/casework';

type Environment = Readonly<Record<string, string | undefined>>;
interface Setting {
  readonly variable: string;
  readonly value: string;
}

/** Variables of a program of the product. */
const OWN = /^(?:(?:MINGLU|KAFKA)_[A-Z0-9_]+|[A-Z]+_URL|HOST|PORT|LOG_LEVEL|NODE_OPTIONS|TZ)$/;
/** Only these are shown. Any other variable is treated as a secret, also an unknown one. */
const SHOWN = new Set([
  'HOST',
  'PORT',
  'LOG_LEVEL',
  'TZ',
  'CASEWORK_URL',
  'QUERY_URL',
  'AUDIT_URL',
  'PUBLISHER_URL',
  'PROCEDURE_URL',
  'KAFKA_BROKERS',
  'KAFKA_PREFIX',
  'KAFKA_TLS',
  'KAFKA_SASL_USERNAME',
  ...[
    'ADMINISTRATION_EVENTS',
    'ALLOW_UNSAFE_DATABASE',
    'ANONYMOUS_WRITES_PER_MINUTE',
    'ANSWER_MS',
    'CLOCK',
    'CLOCK_TOLERANCE',
    'CORS_ORIGINS',
    'DATA',
    'DEV_ISSUER',
    'ENV',
    'GRANTS',
    'METRICS_PORT',
    'OIDC_ALGORITHMS',
    'OIDC_AUDIENCE',
    'OIDC_CLIENT_ID',
    'OIDC_ISSUER',
    'OIDC_ORG_CLAIM',
    'OIDC_PARTIES',
    'OIDC_PERSON_CLAIM',
    'OIDC_ROLE_CLAIM',
    'OIDC_ROLE_NAMES',
    'OIDC_SCOPE',
    'OIDC_SERVICE_CLIENTS',
    'PARKED_SECONDS',
    'PROOF_OF_WORK',
    'PUBLIC_URL',
    'REQUESTS_PER_MINUTE',
    'SAMPLE',
    'SEED',
    'STREAMS_PER_ADDRESS',
    'TRUSTED_PROXIES',
  ].map((name) => `MINGLU_${name}`),
]);
const LONGEST = 400;

/** The id of a secret. A key has the id by which the vault and the command line name it. For a password guessing costs a slow hash each. */
const idOf = (variable: string, secret: string): string =>
  /^[0-9a-f]{64}$/i.test(secret)
    ? `key ${keyCheck(Buffer.from(secret, 'hex')).keyId}`
    : `secret ${scryptSync(secret, `minglu/setting-id/v1/${variable}`, 8).toString('hex')}`;

/** An address without its password, whose id follows. */
const addressOf = (variable: string, text: string): string => {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || (url.password === '' && url.search === '')) return text;
  const { password } = url;
  // A parameter may be a password too.
  const hidden = [...(password === '' ? [] : [password]), ...(url.search === '' ? [] : [url.search])].join(' ');
  url.password = '';
  url.search = '';
  return `${url.href} (${idOf(variable, hidden)})`;
};

const shown = (variable: string, text: string): string => {
  const isShown = SHOWN.has(variable) || (variable === 'DATABASE_URL' && URL.canParse(text));
  if (!isShown) return idOf(variable, text);
  const value = addressOf(variable, text);
  return value.length > LONGEST ? `${value.slice(0, LONGEST)}… (${idOf(variable, value)})` : value;
};

/** The settings of a program, for the record: values as they are, and ids of secrets. An empty variable is as one that is not set. */
export const shownSettings = (env: Environment): readonly Setting[] =>
  Object.entries(env)
    .filter((entry): entry is [string, string] => OWN.test(entry[0]) && entry[1] !== undefined && entry[1] !== '')
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([variable, text]) => ({ variable, value: shown(variable, text) }));

/**
 * Whether changes of settings and refused sign-ins become events (`MINGLU_ADMINISTRATION_EVENTS`): yes, unless a trial needs a log without them.
 *
 * @throws WrongSetting for `no` in production
 */
export const recordsAdministration = (env: Environment): boolean => {
  const text = env['MINGLU_ADMINISTRATION_EVENTS'] || 'yes';
  if (text !== 'yes' && text !== 'no') throw new WrongSetting(`MINGLU_ADMINISTRATION_EVENTS is yes or no: ${text}`);
  if (text === 'no' && env['MINGLU_ENV'] === 'production')
    throw new WrongSetting('MINGLU_ADMINISTRATION_EVENTS is no, and MINGLU_ENV is production: there changes of settings are recorded');
  return text === 'yes';
};

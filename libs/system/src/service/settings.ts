import { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { keyFrom, WrongSetting } from '@minglu/casework';
import { ANSWER_MS, EDGE, proofOfWork, type EdgeSettings, type EntryCheck, type UseProof } from '@minglu/http';
import {
  publicKeysFrom,
  signingKeyFrom,
  topicNames,
  type KafkaAccess,
  type PublicKeys,
  type SigningKey,
  type TopicNames,
} from '@minglu/messaging';
import { identitySettings, isProduction, readSetting, secretFrom, type IdentitySettings } from './identity.js';
import {
  KAFKA_VARIABLES,
  KEY_VARIABLES,
  PREVIOUS_CHECKPOINT_KEY,
  PREVIOUS_VAULT_KEY,
  SERVICE_VARIABLES,
  type DatabaseService,
  type KeyVariable,
  type ServiceKeys,
} from './variables.js';

type Environment = Readonly<Record<string, string | undefined>>;

/** Where a service listens, and how much it logs. */
export interface ListenSettings {
  readonly host: string;
  readonly port: number;
  readonly logLevel: string;
  /** Milliseconds in which a request is answered. */
  readonly answerMs: number;
}

/** The settings of a service with a database, read from the environment. */
export interface ServiceSettings<S extends DatabaseService> extends ListenSettings {
  readonly databaseUrl: string;
  readonly identity: IdentitySettings;
  readonly keys: ServiceKeys<S>;
  /** `scenario`: the clock moves only by requests to an internal route. */
  readonly clock: 'wall' | 'scenario';
  /** Seconds after which a parked event turns health red. */
  readonly parkedSeconds: number;
  /** Seconds by which a clock may be wrong. */
  readonly clockTolerance: number;
}

export interface KafkaSettings {
  readonly access: KafkaAccess;
  readonly prefix: string;
  readonly topics: TopicNames;
}

const LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'];
const BROKERS = /^[^\s,:]+:[0-9]{1,5}(,[^\s,:]+:[0-9]{1,5})*$/;

export const portSetting = (env: Environment, name: string, byDefault: string): number => {
  const port = env[name] || byDefault;
  if (!/^[0-9]{1,5}$/.test(port) || Number(port) > 65_535) throw new WrongSetting(`${name} is no port: ${port}`);
  return Number(port);
};

/** @param defaultLevel of the log */
export const listenSettings = (env: Environment, defaultLevel = 'info'): ListenSettings => {
  const port = portSetting(env, 'PORT', '3000');
  const logLevel = env['LOG_LEVEL'] || defaultLevel;
  if (!LEVELS.includes(logLevel)) throw new WrongSetting(`LOG_LEVEL is none of ${LEVELS.join(', ')}: ${logLevel}`);
  return { host: env['HOST'] || '127.0.0.1', port, logLevel, answerMs: millisecondsFrom(env, 'MINGLU_ANSWER_MS', ANSWER_MS) };
};

/**
 * Reads the settings of one service. The keys are those of its row, so the service cannot use another.
 * @throws WrongSetting if a variable of the row is missing
 */
export const serviceSettings =
  <S extends DatabaseService>(service: S) =>
  (env: Environment): ServiceSettings<S> => {
    // Settings are read before anything is opened, so that a wrong one is named even while the database is away.
    for (const name of SERVICE_VARIABLES[service]) {
      if (KAFKA_VARIABLES.some((one) => one === name)) kafkaSettings(env);
      else if (name === 'CASEWORK_URL') urlSetting(env, name);
      else if (name === PUBLIC_KEYS) recordPublicKeys(env);
      else required(env, name);
    }
    const clock = env['MINGLU_CLOCK'] || 'wall';
    if (clock !== 'wall' && clock !== 'scenario') throw new WrongSetting(`MINGLU_CLOCK is wall or scenario: ${clock}`);
    const keys = SERVICE_VARIABLES[service]
      .filter((name): name is KeyVariable & typeof name => name in KEY_VARIABLES)
      .map((name) => [KEY_VARIABLES[name], keyFrom(required(env, name), name)]);
    if (service === 'publisher') recordSigning(env, keyFrom(required(env, 'MINGLU_RECORD_SIGNING_KEY'), 'MINGLU_RECORD_SIGNING_KEY'));
    return {
      ...listenSettings(env),
      databaseUrl: databaseSetting(env),
      identity: identitySettings(env),
      keys: { ...Object.fromEntries(keys), ...previousKeys(service, env) } as ServiceKeys<S>,
      clock,
      parkedSeconds: secondsFrom(env, 'MINGLU_PARKED_SECONDS', 60),
      clockTolerance: secondsFrom(env, 'MINGLU_CLOCK_TOLERANCE', 60),
    };
  };

/**
 * Whether a submission is refused when it names a file that is not stored. A scenario clock turns that off, since scenarios have no uploads.
 *
 * @throws WrongSetting if it is turned off with settings of production
 */
export const areMaterialsChecked = (env: Environment): boolean => {
  const text = env['MINGLU_MATERIALS'] || 'checked';
  if (text !== 'checked' && text !== 'unchecked') throw new WrongSetting(`MINGLU_MATERIALS is checked or unchecked: ${text}`);
  if (text === 'unchecked' && isProduction(env))
    throw new WrongSetting('MINGLU_ENV is production, so files are checked: MINGLU_MATERIALS is unchecked');
  return text === 'checked' && env['MINGLU_CLOCK'] !== 'scenario';
};

/** The keys before the current ones, for the service that has the current ones, while one replaces another. */
const previousKeys = (service: DatabaseService, env: Environment): Readonly<Record<string, Uint8Array>> =>
  Object.fromEntries(
    PREVIOUS_KEYS.flatMap(([name, previous, key]) => {
      const hasKey = SERVICE_VARIABLES[service].some((one) => one === name);
      const text = env[previous];
      return hasKey && text ? [[key, keyFrom(text, previous)]] : [];
    }),
  );
const PREVIOUS_KEYS = [
  ['MINGLU_VAULT_KEY', PREVIOUS_VAULT_KEY, 'vaultPrevious'],
  ['MINGLU_CHECKPOINT_SIGNING_KEY', PREVIOUS_CHECKPOINT_KEY, 'checkpointsPrevious'],
] as const;

/** The message never holds the value, since that has a password. A path with `/` or `@`, or a hash, is the rest of a password. */
export const databaseSetting = (env: Environment): string => {
  const text = required(env, 'DATABASE_URL');
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!/^postgres(?:ql)?:$/.test(url?.protocol ?? '') || !/^(?:\/[^/@]*)?$/.test(url!.pathname) || url!.hash !== '')
    throw new WrongSetting(
      'DATABASE_URL is not postgres://user:password@host:port/database. A special character of the password is written as %XX (encodeURIComponent).',
    );
  return text;
};

export const urlSetting = (env: Environment, name: string): string => {
  const url = required(env, name);
  if (!/^https?:\/\//.test(url) || !URL.canParse(url)) throw new WrongSetting(`${name} is no http:// address: ${url}`);
  return url;
};

/** The settings of a server that callers reach. Each has a default. */
export const edgeSettings = (env: Environment): EdgeSettings => ({
  requestsPerMinute: countFrom(env, 'MINGLU_REQUESTS_PER_MINUTE', EDGE.requestsPerMinute),
  anonymousWritesPerMinute: countFrom(env, 'MINGLU_ANONYMOUS_WRITES_PER_MINUTE', EDGE.anonymousWritesPerMinute),
  proofOfWorkBits: bitsFrom(env, 'MINGLU_PROOF_OF_WORK', EDGE.proofOfWorkBits),
  streamsPerAddress: countFrom(env, 'MINGLU_STREAMS_PER_ADDRESS', EDGE.streamsPerAddress),
  corsOrigins: listFrom(
    env,
    'MINGLU_CORS_ORIGINS',
    'an origin, such as https://tool.example',
    (one) => URL.canParse(one) && new URL(one).origin === one,
  ),
  trustedProxies: listFrom(env, 'MINGLU_TRUSTED_PROXIES', 'an address or a network, such as 10.0.0.0/8', isNetwork),
});

/** The check of writes without a token that the settings ask for. `key`: the same in all gateways. */
export const entryCheck = ({ proofOfWorkBits }: EdgeSettings, key: Uint8Array, use?: UseProof): EntryCheck | undefined =>
  proofOfWorkBits === 0 ? undefined : proofOfWork(key, proofOfWorkBits, undefined, use);

/** At 32 bits a request costs a common computer many minutes. */
const MOST_BITS = 32;
const bitsFrom = (env: Environment, name: string, byDefault: number): number => {
  const text = env[name] || String(byDefault);
  if (!/^[0-9]{1,2}$/.test(text) || Number(text) > MOST_BITS)
    throw new WrongSetting(`${name} is a number of bits from 0 to ${MOST_BITS}: ${text}`);
  return Number(text);
};

const isNetwork = (text: string): boolean => {
  const [address = '', bits, ...more] = text.split('/');
  return more.length === 0 && isIP(address) > 0 && (bits === undefined || /^[0-9]{1,3}$/.test(bits));
};
const listFrom = (env: Environment, name: string, is: string, isValid: (one: string) => boolean): readonly string[] => {
  const all = (env[name] ?? '').split(',').map((one) => one.trim());
  const given = all.filter((one) => one !== '');
  const wrong = given.find((one) => !isValid(one));
  if (wrong !== undefined) throw new WrongSetting(`${name}: each item is ${is}: ${wrong}`);
  return given;
};

/** A setting in whole seconds. */
export const secondsFrom = (env: Environment, name: string, byDefault: number): number =>
  numberFrom(env, name, byDefault, 'a number of seconds');
/** A setting in whole milliseconds. */
export const millisecondsFrom = (env: Environment, name: string, byDefault: number): number =>
  numberFrom(env, name, byDefault, 'a number of milliseconds');
const countFrom = (env: Environment, name: string, byDefault: number): number => numberFrom(env, name, byDefault, 'a number');

const numberFrom = (env: Environment, name: string, byDefault: number, is: string): number => {
  const text = env[name] || String(byDefault);
  if (!/^[1-9][0-9]{0,5}$/.test(text)) throw new WrongSetting(`${name} is ${is} from 1 to 999999: ${text}`);
  return Number(text);
};

export const kafkaSettings = (env: Environment): KafkaSettings => {
  const brokers = required(env, 'KAFKA_BROKERS');
  if (!BROKERS.test(brokers)) throw new WrongSetting(`KAFKA_BROKERS is host:port,host:port,…: ${brokers}`);
  const prefix = env['KAFKA_PREFIX'] ?? '';
  if (!/^[A-Za-z0-9._-]{0,64}$/.test(prefix)) throw new WrongSetting(`KAFKA_PREFIX has letters, digits and . _ - only: ${prefix}`);
  const login = { username: required(env, 'KAFKA_SASL_USERNAME'), password: passwordFrom(env) };
  return { access: { brokers: brokers.split(','), login, ca: tlsFrom(env) }, prefix, topics: topicNames(prefix) };
};

/** `KAFKA_SASL_PASSWORD`, or the text of the file `KAFKA_SASL_PASSWORD_FILE` without the end of its line. */
const passwordFrom = (env: Environment): string => {
  const text = secretFrom(env, 'KAFKA_SASL_PASSWORD');
  if (!text) throw new WrongSetting('KAFKA_SASL_PASSWORD is not set, and no KAFKA_SASL_PASSWORD_FILE has a password');
  return text;
};

/** `KAFKA_TLS_CA` is a file with the certificates that are trusted. Without it, `KAFKA_TLS=yes` trusts those of this machine. */
const tlsFrom = (env: Environment): KafkaAccess['ca'] => {
  const ca = env['KAFKA_TLS_CA'] || null;
  const tls = env['KAFKA_TLS'] || (ca === null ? 'no' : 'yes');
  if (tls !== 'yes' && tls !== 'no') throw new WrongSetting(`KAFKA_TLS is yes or no: ${tls}`);
  if (ca === null) return tls === 'yes' ? 'system' : null;
  if (tls === 'no') throw new WrongSetting('KAFKA_TLS is no, but KAFKA_TLS_CA is set');
  const text = readSetting('KAFKA_TLS_CA', ca);
  try {
    new X509Certificate(text);
  } catch {
    throw new WrongSetting(`KAFKA_TLS_CA has no certificate in PEM: ${ca}`);
  }
  return ca;
};

/** The public keys with which records are verified: several while one replaces another. */
export const recordPublicKeys = (env: Environment): PublicKeys =>
  publicKeysFrom(
    required(env, PUBLIC_KEYS)
      .split(',')
      .map((key) => Buffer.from(keyFrom(key, `each key of ${PUBLIC_KEYS}`)).toString('hex')),
  );
const PUBLIC_KEYS = 'MINGLU_RECORD_PUBLIC_KEYS';

/** The key of the publisher with the public keys. Its own must be among them: otherwise no reader takes its records. */
export const recordSigning = (env: Environment, seed: Uint8Array): { readonly signingKey: SigningKey; readonly publicKeys: PublicKeys } => {
  const [signingKey, publicKeys] = [signingKeyFrom(seed), recordPublicKeys(env)];
  if (!publicKeys.has(signingKey.id))
    throw new WrongSetting(`${PUBLIC_KEYS} lacks the public key of the publisher: ${signingKey.publicKey}`);
  return { signingKey, publicKeys };
};

/** A key that a service must have. */
export const requiredKey = (env: Environment, name: string): Uint8Array => keyFrom(required(env, name), name);

const required = (env: Environment, name: string): string => {
  const value = env[name];
  if (!value) throw new WrongSetting(`${name} is not set`);
  return value;
};

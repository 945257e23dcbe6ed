import { readFileSync } from 'node:fs';
import { isMasterKey, keysFrom, masterKey, type Keys } from '@minglu/casework';
import { publicKeysFrom, signingKeyFrom, topicNames, type PublicKeys, type SigningKey, type TopicNames } from '@minglu/messaging';

type Environment = Readonly<Record<string, string | undefined>>;

/** Where a service listens, and how much it logs. */
export interface ListenSettings {
  readonly host: string;
  readonly port: number;
  readonly logLevel: string;
}

/** The settings of a service with a database, read from the environment. */
export interface ServiceSettings extends ListenSettings {
  readonly databaseUrl: string;
  readonly keys: Keys;
  /** `scenario`: the clock moves only by requests to an internal route. */
  readonly clock: 'wall' | 'scenario';
}

export interface KafkaSettings {
  readonly brokers: readonly string[];
  readonly prefix: string;
  readonly topics: TopicNames;
}

const LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'];
const BROKERS = /^[^\s,:]+:[0-9]{1,5}(,[^\s,:]+:[0-9]{1,5})*$/;

/** A setting is missing or malformed. The message names the variable. */
export class WrongSetting extends Error {}

export const listenSettings = (env: Environment): ListenSettings => {
  const port = env['PORT'] || '3000';
  if (!/^[0-9]{1,5}$/.test(port) || Number(port) > 65_535) throw new WrongSetting(`PORT is no port: ${port}`);
  const logLevel = env['LOG_LEVEL'] || 'info';
  if (!LEVELS.includes(logLevel)) throw new WrongSetting(`LOG_LEVEL is none of ${LEVELS.join(', ')}: ${logLevel}`);
  return { host: env['HOST'] || '127.0.0.1', port: Number(port), logLevel };
};

export const serviceSettings = (env: Environment): ServiceSettings => {
  const clock = env['MINGLU_CLOCK'] || 'wall';
  if (clock !== 'wall' && clock !== 'scenario') throw new WrongSetting(`MINGLU_CLOCK is wall or scenario: ${clock}`);
  const master = required(env, 'MINGLU_MASTER_KEY');
  if (!isMasterKey(master)) throw new WrongSetting('MINGLU_MASTER_KEY must be 64 hexadecimal digits');
  return { ...listenSettings(env), databaseUrl: required(env, 'DATABASE_URL'), keys: keysFrom(masterKey(master, '')), clock };
};

export const kafkaSettings = (env: Environment): KafkaSettings => {
  const brokers = required(env, 'KAFKA_BROKERS');
  if (!BROKERS.test(brokers)) throw new WrongSetting(`KAFKA_BROKERS is host:port,host:port,…: ${brokers}`);
  const prefix = env['KAFKA_PREFIX'] ?? '';
  if (!/^[A-Za-z0-9._-]{0,64}$/.test(prefix)) throw new WrongSetting(`KAFKA_PREFIX has letters, digits and . _ - only: ${prefix}`);
  return { brokers: brokers.split(','), prefix, topics: topicNames(prefix) };
};

const HEX_KEY = /^[0-9a-f]{64}$/i;

/** The key with which the publisher signs records: `MINGLU_RECORD_SIGNING_KEY`, or the file of that name with `_FILE`. */
export const recordSigningKey = (env: Environment): SigningKey => {
  const name = env['MINGLU_RECORD_SIGNING_KEY'] ? 'MINGLU_RECORD_SIGNING_KEY' : 'MINGLU_RECORD_SIGNING_KEY_FILE';
  const value = env['MINGLU_RECORD_SIGNING_KEY'] || (env[name] && fileSetting(env[name], name));
  if (!value) throw new WrongSetting('MINGLU_RECORD_SIGNING_KEY is not set');
  if (!HEX_KEY.test(value)) throw new WrongSetting(`${name} must be 64 hexadecimal digits`);
  return signingKeyFrom(Buffer.from(value, 'hex'));
};

/** The public keys of the publisher. Several while one replaces another. */
export const recordPublicKeys = (env: Environment): PublicKeys => {
  const keys = required(env, 'MINGLU_RECORD_PUBLIC_KEYS').split(',');
  if (!keys.every((key) => HEX_KEY.test(key)))
    throw new WrongSetting('MINGLU_RECORD_PUBLIC_KEYS is one or more keys of 64 hexadecimal digits, with commas between them');
  return publicKeysFrom(keys.map((key) => key.toLowerCase()));
};

/** The text of a file that a setting names. */
const fileSetting = (file: string, name: string): string => {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    throw new WrongSetting(`${name} names a file that cannot be read: ${file}`);
  }
};

export const required = (env: Environment, name: string): string => {
  const value = env[name];
  if (!value) throw new WrongSetting(`${name} is not set`);
  return value;
};

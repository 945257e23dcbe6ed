import { scryptSync } from 'node:crypto';
import { keyCheck, WrongSetting } from '@minglu/casework';
import { ADMINISTRATION_VARIABLE, SECRET_VARIABLES, VARIABLES } from './variables.js';

type Environment = Readonly<Record<string, string | undefined>>;
interface Setting {
  readonly variable: string;
  readonly value: string;
}

/** The names of variables of the product, also of those that this version does not know. */
const OWN = /^(?:(?:MINGLU|KAFKA)_[A-Z0-9_]+|[A-Z]+_URL)$/;
const KNOWN = new Set(VARIABLES);
/** Only these are shown. An unknown variable is treated as a secret. An address of a database has a password. */
const SHOWN = new Set(VARIABLES.filter((name) => !SECRET_VARIABLES.includes(name) && name !== 'DATABASE_URL'));
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

const isOwn = (variable: string): boolean => KNOWN.has(variable) || OWN.test(variable);

/** The settings of a program, for the record: values as they are, and ids of secrets. An empty variable is as one that is not set. */
export const shownSettings = (env: Environment): readonly Setting[] =>
  Object.entries(env)
    .filter((entry): entry is [string, string] => isOwn(entry[0]) && entry[1] !== undefined && entry[1] !== '')
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([variable, text]) => ({ variable, value: shown(variable, text) }));

/**
 * Whether changes of settings and refused sign-ins become events (`MINGLU_ADMINISTRATION_EVENTS`): yes, unless a trial needs a log without them.
 *
 * @throws WrongSetting for `no` in production
 */
export const recordsAdministration = (env: Environment): boolean => {
  const text = env[ADMINISTRATION_VARIABLE] || 'yes';
  if (text !== 'yes' && text !== 'no') throw new WrongSetting(`${ADMINISTRATION_VARIABLE} is yes or no: ${text}`);
  if (text === 'no' && env['MINGLU_ENV'] === 'production')
    throw new WrongSetting(`${ADMINISTRATION_VARIABLE} is no, and MINGLU_ENV is production: there changes of settings are recorded`);
  return text === 'yes';
};

import { hkdfSync, randomBytes } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, linkSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { WrongSetting } from './wrong-setting.js';

/** The secret keys of an installation, 32 bytes each. No separate service has them all (libs/system, `SERVICE_VARIABLES`). */
export interface Keys {
  readonly vault: Uint8Array;
  /** The key of the vault before the current one, while rows are rewrapped. */
  readonly vaultPrevious?: Uint8Array;
  /** Keys the hashes that recognise repeated commands. */
  readonly requests: Uint8Array;
  readonly consistencyTokens: Uint8Array;
  /** Ed25519 seed: signs access tokens. */
  readonly accessTokens: Uint8Array;
  /** Ed25519 seed: signs the tokens between services. */
  readonly internalTokens: Uint8Array;
  /** Ed25519 seed: signs the records of the publisher. */
  readonly records: Uint8Array;
  /** Seals the cookies of browser sessions. */
  readonly sessions: Uint8Array;
  /** The keys that sign the heads of the transparency log are derived from it. */
  readonly checkpoints: Uint8Array;
  /** The one before the current one, which signs too while readers learn the new keys. */
  readonly checkpointsPrevious?: Uint8Array;
  /** Ed25519 seed: signs the promises of casework to include an event in the transparency log. */
  readonly promises: Uint8Array;
  /** Seals those promises, so that only a checker can read them. */
  readonly promiseSeal: Uint8Array;
}

/**
 * For each key: its label in the derivation from a master key, and its file in `keys/` of the data folder. `stored`: data need it.
 * A key that stored data need is never replaced. Of the others, only tokens depend, and those are issued again.
 */
const KEYS = {
  vault: { label: 'vault/v1', file: 'vault.key', stored: true },
  requests: { label: 'requests/v1', file: 'requests.key', stored: true },
  consistencyTokens: { label: 'bookmarks/v1', file: 'consistency-tokens.key', stored: false },
  accessTokens: { label: 'tokens/ed25519/v1', file: 'access-tokens.key', stored: false },
  internalTokens: { label: 'internal/ed25519/v1', file: 'internal-tokens.key', stored: false },
  records: { label: 'records/ed25519/v1', file: 'records.key', stored: false },
  sessions: { label: 'sessions/v1', file: 'sessions.key', stored: false },
  checkpoints: { label: 'checkpoints/v1', file: 'checkpoints.key', stored: false },
  promises: { label: 'promises/ed25519/v1', file: 'promises.key', stored: false },
  promiseSeal: { label: 'promise-seal/v1', file: 'promise-seal.key', stored: false },
} as const satisfies Record<keyof Omit<Keys, 'vaultPrevious' | 'checkpointsPrevious'>, { readonly label: string; readonly file: string; readonly stored: boolean }>;

const eachKey = (make: (key: (typeof KEYS)[keyof typeof KEYS]) => Uint8Array): Keys => ({
  vault: make(KEYS.vault),
  requests: make(KEYS.requests),
  consistencyTokens: make(KEYS.consistencyTokens),
  accessTokens: make(KEYS.accessTokens),
  internalTokens: make(KEYS.internalTokens),
  records: make(KEYS.records),
  sessions: make(KEYS.sessions),
  checkpoints: make(KEYS.checkpoints),
  promises: make(KEYS.promises),
  promiseSeal: make(KEYS.promiseSeal),
});

/** Derives all keys (HKDF-SHA-256) from one master key. The labels are part of the keys: with another label, stored data cannot be read. */
export const keysFrom = (master: Uint8Array): Keys =>
  eachKey(({ label }) => new Uint8Array(hkdfSync('sha256', master, 'minglu', label, 32)));

const HEX = /^[0-9a-f]{64}$/i;

/**
 * A key from its text.
 *
 * @param source the variable or file, for the message
 * @throws WrongSetting unless the text is 64 hexadecimal digits
 */
export const keyFrom = (text: string, source: string): Uint8Array => {
  if (!HEX.test(text)) throw new WrongSetting(`${source} must be 64 hexadecimal digits`);
  return new Uint8Array(Buffer.from(text, 'hex'));
};

/**
 * The keys of an installation. They are derived from `MINGLU_MASTER_KEY`, or from the `master.key` of an older data folder. Otherwise each has a
 * file in `keys/` of the data folder; the first start makes them, readable by their owner only.
 *
 * @param mayMake false if there are data already: their keys are never replaced
 * @throws WrongSetting if a key is malformed, or if one is missing that stored data need
 */
export const installationKeys = (masterFromEnvironment: string | undefined, dataDir: string, mayMake = true): Keys => {
  if (masterFromEnvironment) return keysFrom(keyFrom(masterFromEnvironment, 'MINGLU_MASTER_KEY'));
  try {
    return keysOfFolder(dataDir, mayMake);
  } catch (error) {
    if (error instanceof WrongSetting) throw error;
    throw new WrongSetting(`the keys in ${dataDir} can neither be read nor made: ${(error as Error).message}`);
  }
};

const keysOfFolder = (dataDir: string, mayMake: boolean): Keys => {
  const master = join(dataDir, 'master.key');
  if (existsSync(master)) return keysFrom(readKey(master));
  const folder = join(dataDir, 'keys');
  if (!existsSync(folder)) {
    if (!mayMake)
      throw new WrongSetting(
        `${folder} is missing, and the database has data of its keys: put it back from a backup, or set MINGLU_MASTER_KEY`,
      );
    makeKeyFolder(folder);
  }
  const [previous, checkpointsPrevious] = [PREVIOUS, CHECKPOINTS_PREVIOUS].map((file) => join(folder, file)) as [string, string];
  const keys = eachKey(({ file, stored }) => {
    const path = join(folder, file);
    if (!existsSync(path)) {
      if (stored) throw new WrongSetting(`${path} is missing. The data need this key: put it back from a backup.`);
      makeKey(path);
    }
    return readKey(path);
  });
  return {
    ...keys,
    ...(existsSync(previous) ? { vaultPrevious: readKey(previous) } : {}),
    ...(existsSync(checkpointsPrevious) ? { checkpointsPrevious: readKey(checkpointsPrevious) } : {}),
  };
};

/** The names in a folder outlive a loss of power. */
const syncFolder = (folder: string): void => {
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
};

/** The file of the key of the vault before the current one, in `keys/` of the data folder. */
const PREVIOUS = 'vault.previous.key';
/** The same for the key of checkpoints. An operator makes it: he renames the current one. */
const CHECKPOINTS_PREVIOUS = 'checkpoints.previous.key';

/**
 * Makes a new key of the vault in the data folder, and keeps the current one beside it: the data still need it. Returns both files.
 *
 * @throws WrongSetting if the keys are not in files of their own, or a previous key is still there
 */
export const renewVaultKey = (dataDir: string): { readonly current: string; readonly previous: string } => {
  const folder = join(dataDir, 'keys');
  const [current, previous] = [join(folder, KEYS.vault.file), join(folder, PREVIOUS)];
  if (!existsSync(current)) throw new WrongSetting(`${current} is missing: only a key in a file of its own is renewed here`);
  // Both are the same where a renewal was interrupted: it goes on.
  const isBegun = existsSync(previous);
  if (isBegun && readFileSync(previous, 'utf8') !== readFileSync(current, 'utf8'))
    throw new WrongSetting(`${previous} is still there: a rotation is under way`);
  const draft = `${current}.${process.pid}`;
  writeKey(draft);
  // The current key has its second name before the first one passes to the new key.
  if (!isBegun) linkSync(current, previous);
  syncFolder(folder);
  renameSync(draft, current);
  syncFolder(folder);
  return { current, previous };
};

const readKey = (file: string): Uint8Array => keyFrom(readFileSync(file, 'utf8').trim(), file);

const writeKey = (file: string): void => writeFileSync(file, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600, flush: true });

/** The folder is complete before it gets its name. If another process was first, its keys are kept. */
const makeKeyFolder = (folder: string): void => {
  const draft = `${folder}.${process.pid}`;
  mkdirSync(draft, { recursive: true, mode: 0o700 });
  try {
    for (const { file } of Object.values(KEYS)) writeKey(join(draft, file));
    renameSync(draft, folder);
  } catch (error) {
    if (!existsSync(folder)) throw error;
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
};

/** The same for one key. */
const makeKey = (file: string): void => {
  const draft = `${file}.${process.pid}`;
  writeKey(draft);
  try {
    linkSync(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft);
  }
};

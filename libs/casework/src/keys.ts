import { hkdfSync, randomBytes } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The keys of an installation, 32 bytes each, derived (HKDF-SHA-256) from one master key of 32 bytes. */
export interface Keys {
  readonly vault: Uint8Array;
  /** Keys the hashes that recognise repeated commands. */
  readonly requests: Uint8Array;
  readonly accessTokens: Uint8Array;
  readonly consistencyTokens: Uint8Array;
  readonly internalTokens: Uint8Array;
}

const HEX = /^[0-9a-f]{64}$/i;

// The labels are part of the keys: changing one makes everything sealed or signed with that key unreadable.
export const keysFrom = (master: Uint8Array): Keys => {
  const derive = (purpose: string): Uint8Array => new Uint8Array(hkdfSync('sha256', master, 'minglu', purpose, 32));
  return {
    vault: derive('vault/v1'),
    requests: derive('requests/v1'),
    accessTokens: derive('tokens/v1'),
    consistencyTokens: derive('bookmarks/v1'),
    internalTokens: derive('internal/v1'),
  };
};

/** True if the text is a master key: 64 hexadecimal digits. */
export const isMasterKey = (text: string): boolean => HEX.test(text);

/**
 * The master key: from `MINGLU_MASTER_KEY` (64 hex digits), otherwise from the data folder. The first start makes one there
 * that only its owner can read. Without it the vault cannot be opened.
 * @param mayMake false if there are data already: their key is never replaced
 * @throws Error if the variable or the file does not hold 64 hex digits, or there is no key for the data
 */
export const masterKey = (fromEnvironment: string | undefined, dataDir: string, mayMake = true): Uint8Array => {
  if (fromEnvironment !== undefined && fromEnvironment !== '') {
    if (!isMasterKey(fromEnvironment)) throw new Error('MINGLU_MASTER_KEY must be 64 hexadecimal digits');
    return Buffer.from(fromEnvironment, 'hex');
  }
  const file = join(dataDir, 'master.key');
  if (!existsSync(file) && !mayMake)
    throw new Error(`${file} is missing, and the database has data of its key: put the file back, or set MINGLU_MASTER_KEY to that key`);
  if (!existsSync(file)) makeKey(dataDir, file);
  const text = readFileSync(file, 'utf8').trim();
  if (!HEX.test(text)) throw new Error(`${file} does not hold a master key`);
  return Buffer.from(text, 'hex');
};

/** The file is complete before it gets its name. If another process was first, its key is kept. */
const makeKey = (dataDir: string, file: string): void => {
  mkdirSync(dataDir, { recursive: true });
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600, flush: true });
  try {
    linkSync(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft);
  }
};

import { hkdfSync, randomBytes } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The secrets of an installation, all derived (HKDF-SHA-256) from one master key of 32 bytes. */
export interface Keys {
  readonly vault: Uint8Array;
  readonly requests: Uint8Array;
  readonly tokens: Uint8Array;
  readonly bookmarks: Uint8Array;
  readonly internal: Uint8Array;
}

const HEX = /^[0-9a-f]{64}$/i;

export const keysFrom = (master: Uint8Array): Keys => {
  const derive = (purpose: string): Uint8Array => new Uint8Array(hkdfSync('sha256', master, 'minglu', purpose, 32));
  return {
    vault: derive('vault/v1'),
    requests: derive('requests/v1'),
    tokens: derive('tokens/v1'),
    bookmarks: derive('bookmarks/v1'),
    internal: derive('internal/v1'),
  };
};

/**
 * The master key: from `MINGLU_MASTER_KEY` (64 hex digits), else from the data folder, where the first start makes one that
 * only its owner can read. Who loses it loses what the vault holds.
 */
export const masterKey = (fromEnvironment: string | undefined, dataDir: string): Uint8Array => {
  if (fromEnvironment !== undefined && fromEnvironment !== '') {
    if (!HEX.test(fromEnvironment)) throw new Error('MINGLU_MASTER_KEY must be 64 hexadecimal digits');
    return Buffer.from(fromEnvironment, 'hex');
  }
  const file = join(dataDir, 'master.key');
  if (!existsSync(file)) makeKey(dataDir, file);
  const text = readFileSync(file, 'utf8').trim();
  if (!HEX.test(text)) throw new Error(`${file} does not hold a master key`);
  return Buffer.from(text, 'hex');
};

/** Whole on the disk before it has its name; where another starter was first, that one's key counts. */
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

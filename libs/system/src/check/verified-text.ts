import type { VerifiedLog } from '@minglu/audit/adapters';
import { WrongSetting } from '@minglu/casework';
import type { VerifyProgress } from './verify.js';

/** The progress of a verification as JSON: sizes as text, hashes in hexadecimal. */
export const progressText = ({ log, ...others }: VerifyProgress): string =>
  JSON.stringify({ ...log, ...others }, (_, value: unknown) => {
    if (typeof value === 'bigint') return String(value);
    const { type, data } = (value ?? {}) as { type?: unknown; data?: unknown };
    return type === 'Buffer' ? Buffer.from(data as number[]).toString('hex') : value;
  });

interface StoredLog {
  readonly log: 'full' | 'public';
  readonly size: number;
  readonly ranges: readonly { readonly size: string; readonly hashes: readonly string[] }[];
}
interface StoredProgress extends Omit<VerifyProgress, 'log'> {
  readonly logId: string;
  readonly position: number;
  readonly full: StoredLog;
  readonly open: StoredLog;
  readonly mapRoot: string;
}

/** @throws WrongSetting if the text is no progress */
export const progressFrom = (text: string): VerifyProgress => {
  const grown = ({ log, size, ranges }: StoredLog): VerifiedLog['full'] => ({
    log,
    size,
    ranges: ranges.map((range) => ({ size: BigInt(range.size), hashes: range.hashes.map((hash) => Buffer.from(hash, 'hex')) })),
  });
  try {
    const { logId, position, full, open, mapRoot, claims, done, file } = JSON.parse(text) as StoredProgress;
    if (!Array.isArray(claims.claims) || !Array.isArray(done) || typeof file !== 'string') throw new TypeError();
    const log = { logId, position, full: grown(full), open: grown(open), mapRoot: Buffer.from(mapRoot, 'hex') };
    return { log, claims, done, file };
  } catch {
    throw new WrongSetting('the file of --resume has no progress of a verification');
  }
};

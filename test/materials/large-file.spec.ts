import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** Runs dist/libs, in a process of its own whose memory is measured. */
const RECEIVER = fileURLToPath(new URL('./large-file.mjs', import.meta.url));
const MEBIBYTE = 1024 * 1024;
/** 256 MiB in the short form; 2 GiB with MINGLU_LONG=1. */
const MEBIBYTES = process.env['MINGLU_LONG'] === '1' ? 2048 : 256;
const MOST_RSS = 200 * MEBIBYTE;

describe('a large file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'minglu-large-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each(['stream', 'parts'])(
    'comes in by %s in little memory',
    async (way) => {
      const { stdout } = await promisify(execFile)(process.execPath, [RECEIVER, folder, String(MEBIBYTES), way]);
      const { peakRss, sha256, size, seconds } = JSON.parse(stdout) as Readonly<Record<'peakRss' | 'size' | 'seconds', number>> & {
        readonly sha256: string;
      };
      process.stdout.write(
        `${MEBIBYTES} MiB by ${way}: ${(peakRss / MEBIBYTE).toFixed(0)} MiB of RSS at most, ${(size / MEBIBYTE / seconds).toFixed(0)} MiB/s\n`,
      );
      expect(size).toBeGreaterThan((MEBIBYTES - 1) * MEBIBYTE);
      expect(statSync(join(folder, 'sha256', sha256.slice(0, 2), sha256)).size).toBe(size);
      expect(peakRss).toBeLessThan(MOST_RSS);
    },
    1_800_000,
  );
});

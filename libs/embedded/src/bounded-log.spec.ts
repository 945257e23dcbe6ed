import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { boundedLog, keepBounded } from './bounded-log.js';
import { waitUntil } from './wait.js';

describe('a log', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'minglu-log-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const file = () => join(folder, 'a.log');
  const files = () => readdirSync(folder).sort();

  it('that this process writes has three files of a limited size, and loses the oldest lines only', async () => {
    const log = boundedLog(file(), 100);
    for (let line = 0; line < 100; line += 1) log.write(`line ${String(line).padStart(4, '0')}\n`);
    log.end();
    await finished(log);
    expect(files()).toEqual(['a.log', 'a.log.1', 'a.log.2']);
    for (const name of files()) expect(statSync(join(folder, name)).size).toBeLessThanOrEqual(100);
    const text = ['a.log.2', 'a.log.1', 'a.log'].map((name) => readFileSync(join(folder, name), 'utf8')).join('');
    const lines = text.trim().split('\n');
    expect(lines.at(-1)).toBe('line 0099');
    expect(lines).toEqual(lines.map((_, index) => `line ${String(100 - lines.length + index).padStart(4, '0')}`));
  });
  it('goes on in the file of an earlier run', async () => {
    appendFileSync(file(), 'before\n');
    const log = boundedLog(file(), 100);
    log.end('after\n');
    await finished(log);
    expect(readFileSync(file(), 'utf8')).toBe('before\nafter\n');
  });
  it('that another process writes is emptied when it is too long, and its content is kept', async () => {
    appendFileSync(file(), 'x'.repeat(60));
    const stop = keepBounded(file(), { limit: 50, everyMs: 5 });
    expect([statSync(file()).size, readFileSync(`${file()}.1`, 'utf8')]).toEqual([0, 'x'.repeat(60)]);
    appendFileSync(file(), 'y'.repeat(60));
    expect(await waitUntil(() => files().length === 3, { withinMs: 5_000, everyMs: 5 })).toBe(true);
    stop();
    expect(readFileSync(`${file()}.2`, 'utf8')).toBe('x'.repeat(60));
  });
});

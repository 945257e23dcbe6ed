import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { formatVkey, openCheckpoint, parsePolicy } from '@minglu/audit';
import { makeWitness } from '@minglu/audit/adapters';
import { memoryTree, TEST_ORIGIN, testSigner } from '@minglu/audit/testing';

/** Fifteen in the short form; two hundred with MINGLU_LONG=1. */
const KILLS = process.env['MINGLU_LONG'] === '1' ? 200 : 15;
const PROCESS = fileURLToPath(new URL('./witness.mjs', import.meta.url));

describe('a witness that is killed at any moment', () => {
  let parent: string;
  let folder: string;
  let vkey: string;
  const logKey = formatVkey(testSigner().vkey);
  beforeEach(() => {
    parent = mkdtempSync(join(tmpdir(), 'minglu-witness-'));
    folder = join(parent, 'w');
    vkey = makeWitness(folder, 'witness.example/one', `log ${logKey}\nquorum none\n`);
  });
  afterEach(() => rmSync(parent, { recursive: true }));

  /** Runs it from a size of the log on. Resolves to the lines that it wrote. */
  const runAndKill = async (first: number, seed: string): Promise<readonly string[]> => {
    const child = spawn(process.execPath, [PROCESS, folder, String(first), seed], { stdio: ['ignore', 'pipe', 'inherit'] });
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (more: string) => (text += more));
    const ended = once(child, 'close');
    await Promise.race([once(child.stdout, 'data'), ended]);
    await delay(Math.random() * 60);
    child.kill('SIGKILL');
    await ended;
    return text.split('\n').filter(Boolean);
  };
  const remembered = (): { readonly size: number; readonly root: string } => {
    const file = join(folder, 'memory.json');
    if (!existsSync(file)) return { size: 0, root: '' };
    const { size, root } = (JSON.parse(readFileSync(file, 'utf8')) as Record<string, { size: string; root: string }>)[TEST_ORIGIN]!;
    return { size: Number(size), root };
  };

  it(`has cosigned one history alone, and never more than it remembers, in ${KILLS} kills`, async () => {
    let said = 0;
    for (let kill = 0; kill < KILLS; kill += 1) {
      const lines = await runAndKill(remembered().size, 'the log');
      expect(lines.filter((line) => line.startsWith('refused'))).toEqual([]);
      said += lines.length;
      const last = Math.max(0, ...lines.map((line) => Number(line.split(' ')[1])));
      expect(remembered().size).toBeGreaterThanOrEqual(last);
    }
    const { size, root } = remembered();
    const tree = memoryTree();
    for (let n = 0; n < size; n += 1) tree.add(Buffer.from(`leaf ${n} of the log`));
    expect((await tree.root()).toString('base64')).toBe(root);
    const policy = parsePolicy(`log ${logKey}\nwitness one ${vkey}\nquorum one\n`);
    const notes = readdirSync(join(folder, 'cosigned')).filter((name) => name.endsWith('.note'));
    for (const name of notes) {
      const head = openCheckpoint(readFileSync(join(folder, 'cosigned', name), 'utf8'), policy);
      expect(Number(head.size)).toBeLessThanOrEqual(size);
      expect(head.root).toEqual(await tree.root(head.size));
    }
    expect(notes.length).toBeGreaterThanOrEqual(said);
    process.stdout.write(`${KILLS} kills of a witness: ${notes.length} cosignatures over one history of ${size} leaves\n`);
  }, 1_200_000);

  it('refuses another history of the log after a kill, also a longer one', async () => {
    await runAndKill(0, 'the log');
    const before = remembered();
    const lines = await runAndKill(before.size + 5, 'another log');
    expect(lines[0]).toMatch(/^refused /);
    expect(remembered()).toEqual(before);
  }, 60_000);
});

import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

interface Message {
  readonly line: number;
  readonly ruleId: string | null;
}

/** Lints `text` as the content of each file. The files must exist, since the types come from the project. */
const lint = (files: readonly string[], text: string): Promise<readonly (readonly Message[])[]> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(root, 'test/import-rules/lint.mjs'), ...files], { cwd: root });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.on('error', reject);
    child.on('close', () => resolve(JSON.parse(output) as readonly (readonly Message[])[]));
    child.stdin.end(text);
  });

/** One breach on each line, with the rule that reports it. */
const IMPURE: readonly (readonly [string, string])[] = [
  ["export * from './time.js';", 'no-restricted-syntax'],
  ["import { readFileSync } from 'node:fs';", 'no-restricted-imports'],
  ['export const a = Date.now();', 'no-restricted-properties'],
  ['export const b = new Date();', 'no-restricted-syntax'],
  ['export const c = Date();', 'no-restricted-syntax'],
  ['export const d = new Date(2024, 0, 1);', 'no-restricted-syntax'],
  ["export const e = new Date('2024-01-01').getDay();", 'no-restricted-syntax'],
  ['export const f = (1234).toLocaleString();', 'no-restricted-syntax'],
  ['export const g = new Intl.NumberFormat();', 'no-restricted-syntax'],
  ['export const h = Math.random();', 'no-restricted-properties'],
  ['export const i = crypto.randomUUID();', 'no-restricted-globals'],
  ['export const j = process.env.HOME;', 'no-restricted-globals'],
  ['export const k = setTimeout(readFileSync, 1);', 'no-restricted-globals'],
  ['export const l = performance.now();', 'no-restricted-globals'],
  ["export const m = import('./time.js');", 'no-restricted-syntax'],
  ['export const { now: n } = Date;', 'no-restricted-properties'],
  [
    "export const o = (x: 'p' | 'q' | 'r'): number => { switch (x) { case 'p': return 1; default: return 2; } };",
    '@typescript-eslint/switch-exhaustiveness-check',
  ],
  [
    "export const p = (x: string): number => { switch (x) { case 'p': return 1; } return 2; };",
    '@typescript-eslint/switch-exhaustiveness-check',
  ],
];
const text = IMPURE.map(([line]) => `${line}\n`).join('');

describe('the purity of the rules', () => {
  let messages: readonly (readonly Message[])[];
  beforeAll(async () => {
    messages = await lint(['libs/kernel/src/decimal.ts', 'libs/kernel/src/time.spec.ts'], text);
  }, 300_000);
  it('is enforced: clock, randomness, environment, time zone and hidden cases are each reported on their line', () => {
    expect(messages[0]!.map(({ line, ruleId }) => [IMPURE[line - 1]![0], ruleId])).toEqual(IMPURE);
  });
  it('is not required of a spec', () => {
    expect(messages[1]!.map(({ line, ruleId }) => [line, ruleId])).toEqual([
      [1, 'no-restricted-syntax'],
      [IMPURE.length, '@typescript-eslint/switch-exhaustiveness-check'],
    ]);
  });
});

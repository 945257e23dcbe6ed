import { execFileSync } from 'node:child_process';
import { cpSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { madeOnce, run } from '../tools/made-once.js';

const SOURCES = fileURLToPath(new URL('./go', import.meta.url));

/** A command of the second verifier with its inputs. Bytes are written in base64. */
export type GoCase = Readonly<Record<string, unknown>> & { readonly command: string };

/** The second verifier, compiled once for its sources. Null, with one line on stderr, where there is no Go; with `CI=true` this is an error. */
const program = (): string | null => {
  const sources = readdirSync(SOURCES).map((name) => readFileSync(join(SOURCES, name), 'utf8'));
  const folder = madeOnce('verify-go', sources, (made) => {
    cpSync(SOURCES, join(made, 'src'), { recursive: true });
    run('go', ['build', '-C', join(made, 'src'), '-trimpath', '-o', join(made, 'verify'), '.']);
  });
  return folder && join(folder, 'verify');
};
export const goVerifier = program();

/** The exit code that the second verifier gives to each case. */
export const goCodes = (cases: readonly GoCase[]): readonly number[] => {
  const input = cases.map((one) => JSON.stringify(one, (_, value: unknown) => encoded(value))).join('\n');
  const output = execFileSync(goVerifier!, [], { input, encoding: 'utf8', maxBuffer: 64 << 20 });
  return output.trim().split('\n').map(Number);
};

/** JSON.stringify has already turned a Buffer into its `toJSON`. */
const encoded = (value: unknown): unknown => {
  if (typeof value === 'bigint') return Number(value);
  const { type, data } = (value ?? {}) as { readonly type?: unknown; readonly data?: readonly number[] };
  return type === 'Buffer' && data ? Buffer.from(data).toString('base64') : value;
};

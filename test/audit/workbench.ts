import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatAddCheckpoint, formatTlogProof, type Files, writeZip } from '@minglu/audit';
import { main } from '@minglu/audit/verifier';
import type { GoCase } from './go-verifier.js';
import type { SampleLog } from './sample.js';

interface Answered {
  readonly code: number;
  readonly reason: string;
  readonly facts: Readonly<Record<string, unknown>>;
}

/** minglu-verify over files that a test makes. */
export interface Workbench {
  readonly file: (name: string, content: Buffer | string) => string;
  readonly run: (...args: readonly string[]) => Promise<Answered>;
  /** All that was run so far, for the second verifier, with the codes of ours. */
  readonly ran: readonly { readonly asked: GoCase; readonly code: number }[];
  readonly close: () => void;
}

/** Options that may be given more than once. */
const REPEATED = ['seen', 'key'];
/** A command line with the content of its files. */
const asked = ([command = '', ...args]: readonly string[]): GoCase => {
  const values: Record<string, unknown> = {};
  const content = (value: string): Buffer | string => (existsSync(value) && statSync(value).isFile() ? readFileSync(value) : value);
  for (let at = 0; at < args.length; at += 1) {
    const name = args[at]!.startsWith('--') ? args[at]!.slice(2) : 'file';
    const value = content(name === 'file' ? args[at]! : args[(at += 1)]!);
    values[name] = REPEATED.includes(name) ? [...((values[name] ?? []) as unknown[]), value] : value;
  }
  return { command, ...values };
};

export const workbench = (): Workbench => {
  const folder = mkdtempSync(join(tmpdir(), 'minglu-verify-'));
  const ran: Workbench['ran'][number][] = [];
  return {
    ran,
    file: (name, content) => {
      writeFileSync(join(folder, name), content);
      return join(folder, name);
    },
    run: async (...args) => {
      const inputs = asked(args);
      let text = '';
      const code = await main([...args, '--json'], (more) => (text += more));
      const answered = JSON.parse(text) as Answered;
      expect(answered.code).toBe(code);
      ran.push({ asked: inputs, code });
      return answered;
    },
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
};

/** The commands as a checker gives them, with the policy of the sample. */
export const checks = (bench: Workbench, log: Pick<SampleLog, 'policy'>) => {
  const policy = (text: string = log.policy) => ['--policy', bench.file('policy', text)];
  return {
    proof: (proof: Parameters<typeof formatTlogProof>[0] | string, leaf: Buffer, ...more: readonly string[]) => {
      const text = typeof proof === 'string' ? proof : formatTlogProof(proof);
      return bench.run('proof', ...policy(), '--leaf', bench.file('leaf', leaf), ...more, bench.file('proof', text));
    },
    consistency: (old: string, proof: Parameters<typeof formatAddCheckpoint>[0]) =>
      bench.run('consistency', ...policy(), '--old', bench.file('old', old), bench.file('body', formatAddCheckpoint(proof))),
    package: (files: Files, text?: string, ...more: readonly string[]) =>
      bench.run('package', ...policy(text), ...more, bench.file('package.zip', writeZip(files))),
    full: (checkpoint: string, leaves: readonly Buffer[], ...more: readonly string[]) =>
      bench.run(
        'full',
        ...policy(),
        '--checkpoint',
        bench.file('checkpoint', checkpoint),
        ...more,
        bench.file('leaves.jsonl', Buffer.concat(leaves.flatMap((leaf) => [leaf, Buffer.from('\n')]))),
      ),
  };
};

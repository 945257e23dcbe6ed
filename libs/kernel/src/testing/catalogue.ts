import { appendFileSync, readFileSync } from 'node:fs';
import type { Refusal, Warning } from '../refusal.js';

/** Is told each refusal and warning that a spec expects. Throws if it does not read as it should. */
export type Reader = (command: string, said: Refusal | Warning) => void;

/** A refusal or a warning in the catalogue. `details` is absent in a warning. */
interface Entry {
  readonly command: string;
  readonly code: string;
  readonly legalBasis: readonly string[];
  readonly zh: string;
  readonly en: string;
  readonly details?: Readonly<Record<string, unknown>>;
}

/**
 * Compares refusals and warnings with the committed catalogue at `file`: basis, both texts and details.
 * `npm run test:unit -- --refusals` writes it.
 * @param folder if set, specs record there the refusals and warnings that they expect, one file for each process, and compare nothing
 */
export const catalogue = (file: URL, folder = process.env['MINGLU_REFUSALS']): Reader => {
  let committed: ReadonlySet<string> | undefined;
  return (command, said) => {
    const entry = line(command, said);
    if (folder) return appendFileSync(`${folder}/${process.pid}`, `${entry}\n`);
    committed ??= new Set((JSON.parse(readFileSync(file, 'utf8')) as readonly Entry[]).map((one) => JSON.stringify(one)));
    if (!committed.has(entry)) throw new Error(unknown(entry, [...committed].filter(sameCode(command, said))));
  };
};

const line = (command: string, { code, legalBasis, message: { zh, en }, ...more }: Refusal | Warning): string =>
  JSON.stringify({ command, code, legalBasis, zh, en, ...more } satisfies Entry);

const sameCode =
  (command: string, { code }: Refusal | Warning) =>
  (entry: string): boolean =>
    entry.startsWith(JSON.stringify({ command, code }).slice(0, -1));

const unknown = (entry: string, known: readonly string[]): string =>
  [
    'not in the catalogue of refusals and warnings:',
    `  ${entry}`,
    known.length > 0 ? 'which has with this code:' : 'which has none with this code.',
    ...known.map((one) => `  ${one}`),
    'If the new one is right: npm run test:unit -- --refusals <pattern>',
  ].join('\n');

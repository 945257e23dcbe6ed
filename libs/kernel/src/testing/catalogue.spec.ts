import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { refuse, warn } from '../act.js';
import type { Refusal, Warning } from '../refusal.js';
import { catalogue } from './catalogue.js';

const { refusal } = refuse('taken', 'house/2', '已住人', 'taken', { room: '1' });
const warning = warn('late', 'house/4', '已晚', 'late');
const ENTRIES = [
  { command: 'Let', code: 'taken', legalBasis: ['house/2'], zh: '已住人', en: 'taken', details: { room: '1' } },
  { command: 'Let', code: 'late', legalBasis: ['house/4'], zh: '已晚', en: 'late' },
];

/** Runs a check on a catalogue with these entries, in a folder of its own. */
const withCatalogue = (check: (file: URL, folder: string) => void): void => {
  const folder = mkdtempSync(join(tmpdir(), 'minglu-catalogue-'));
  const file = pathToFileURL(join(folder, 'refusals.json'));
  writeFileSync(file, JSON.stringify(ENTRIES));
  try {
    check(file, folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
};
/** The catalogue, compared with even while the committed one is written. */
const read = (command: string, said: Refusal | Warning): void => withCatalogue((file) => catalogue(file, '')(command, said));

describe('a catalogue of refusals and warnings', () => {
  it('has each refusal and each warning as it was committed', () => {
    for (const said of [refusal, warning]) expect(() => read('Let', said)).not.toThrow();
  });
  it.each([
    ['another text in Chinese', { message: { zh: '有人住', en: 'taken' } }],
    ['another text in English', { message: { zh: '已住人', en: 'let' } }],
    ['another basis', { legalBasis: ['house/3'] }],
    ['other details', { details: {} }],
    ['another code', { code: 'full' }],
  ])('has none with %s', (_, more) => {
    expect(() => read('Let', { ...refusal, ...more })).toThrow('not in the catalogue of refusals and warnings');
  });
  it('shows the entries that the command has with this code', () => {
    expect(() => read('Let', { ...refusal, details: {} })).toThrow(`which has with this code:\n  ${JSON.stringify(ENTRIES[0])}\n`);
    expect(() => read('Leave', refusal)).toThrow('which has none with this code');
  });
  it('is not read but recorded while it is written', () =>
    withCatalogue((file, folder) => {
      rmSync(file);
      const reads = catalogue(file, folder);
      for (const said of [refusal, warning]) reads('Let', said);
      const lines = readdirSync(folder).flatMap((name) => readFileSync(join(folder, name), 'utf8').trimEnd().split('\n'));
      expect(lines.map((line) => JSON.parse(line) as object)).toEqual(ENTRIES);
    }));
});

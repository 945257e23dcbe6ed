import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isProvision } from '@minglu/regulation';
import { cited, sections } from './citations.js';
import { projectFiles } from './files.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const DOCUMENT = 'libs/regulation/decisions.md';
const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');

/** The citations of a text that no section answers. */
const unresolved = (file: string, text: string, known: ReadonlySet<number>) =>
  cited(text)
    .filter(({ number }) => !known.has(number))
    .map(({ line, number }) => `${file}:${line} cites decision ${number}`);

const decisions = sections(read(DOCUMENT));
const numbers = new Set(decisions.map(({ number }) => number));

describe('the decisions', () => {
  it('are numbered 1 to 49 in order', () =>
    expect(decisions.map(({ number }) => number)).toEqual(Array.from({ length: 49 }, (_, index) => index + 1)));

  it.each(decisions.map(({ number, text }) => [number, text] as const))('%i names the provision that it rests on', (_, text) =>
    expect(text).toMatch(/^- Rests on: \S/m),
  );

  it.each(decisions.filter(({ number }) => number <= 19).map(({ number, text }) => [number, text] as const))(
    '%i rests on provisions that there are, and names the files that hold it',
    (_, text) => {
      const rests = /^- Rests on: (.*)$/m.exec(text)![1]!;
      const named = rests.match(/(?:measure-2022|notice-2023-27[78]|civil-code|pipl|policy)\/[a-z0-9-]+(?:\.\d+)?/g) ?? [];
      expect(named.length).toBeGreaterThan(0);
      expect(named.filter((provision) => !isProvision(provision))).toEqual([]);
      expect(text).toMatch(/^- Built in: .*\]\(/m);
    },
  );
});

describe('a citation', () => {
  const planted = (text: string) => unresolved('planted.ts', text, numbers);
  // Put together here, so that this file cites nothing that is not there.
  const word = 'decision';
  const at = (line: number, number: number) => `planted.ts:${line} cites ${word} ${number}`;

  it.each([
    [`// (${word}s 98)`, [at(1, 98)]],
    [`// the notice (第十八条；${word}s 99)`, [at(1, 99)]],
    [`\n// ${word}s 10, 98`, [at(2, 98)]],
    [`${word}s 1–98 and 99`, [at(1, 98), at(1, 99)]],
    [`/**\n * By ${word}\n * 0.\n */`, [at(2, 0)]],
    [`${word[0]!.toUpperCase()}${word.slice(1)} 50 says so.`, [at(1, 50)]],
  ])('that leads nowhere is found: %j', (text, found) => expect(planted(text)).toEqual(found));

  it.each(['(decisions 10, 13)', '(Art. 7, decisions 17)', 'decisions 20–40, 44', 'two decisions in 2023', 'decide 98'])(
    'that leads somewhere is not: %j',
    (text) => expect(planted(text)).toEqual([]),
  );

  it('leads to a decision everywhere in the project', () => {
    const files = projectFiles(ROOT, ['.ts', '.mjs', '.cjs', '.sql', '.md', '.yaml', '.yml', '.json']).filter(
      (file) => !file.startsWith('package'),
    );
    const texts = files.map((file) => [file, read(file)] as const);
    expect(texts.filter(([, text]) => cited(text).length > 0).length).toBeGreaterThan(20);
    expect(texts.flatMap(([file, text]) => unresolved(file, text, numbers))).toEqual([]);
  });
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { STATUSES } from '@minglu/dossier';
import { ROLES } from '@minglu/kernel';
import { MATERIAL_NAMES } from '@minglu/regulation';

interface Words {
  readonly command: string;
  readonly code: string;
  readonly zh: string;
}

const words = JSON.parse(readFileSync(join(import.meta.dirname, '../../libs/contracts/refusals.json'), 'utf8')) as readonly Words[];

describe('the Chinese words of a refusal or warning', () => {
  it.each([
    ['role', ROLES],
    ['status of a case', STATUSES],
    ['kind of document', Object.keys(MATERIAL_NAMES)],
  ] as const)('name no %s by its id', (_, ids) => {
    const named = new RegExp(`(?<![\\w/.-])(?:${ids.join('|')})(?![\\w/.-])`);
    expect(words.filter(({ zh }) => named.test(zh)).map(({ command, code, zh }) => `${command} ${code}: ${zh}`)).toEqual([]);
  });

  it('hold no English word but names, numbers and addresses', () => {
    const english = /(?<![\w/.:@<-])[a-z]{3,} [a-z]{2,}/;
    expect(words.filter(({ zh }) => english.test(zh)).map(({ command, code, zh }) => `${command} ${code}: ${zh}`)).toEqual([]);
  });
});

import { auditor, city, officer, someone } from '@minglu/dossier/testing';
import { ownIds } from './chosen-ids.js';

describe('the id of a new thing', () => {
  it.each([
    ['the ministry', officer, 'any-id', true],
    ['an auditor', auditor, 'any-id', true],
    ['a city, with its code', city('330100'), '330100-2026', true],
    ['a city, with the code of another', city('330100'), '310000-2026', false],
    ['a city, with a longer code', city('330100'), '3301001-2026', false],
    ['a city, with a name of its own', city('330100'), 'hangzhou', false],
    ['a role of the ministry in another name', { ...officer, org: '330100' }, 'any-id', false],
    ['the public', someone, 'objection-1', false],
    ['the public, with its mark', someone, '--1', false],
  ])('may be chosen by %s: %#', (_, actor, id, may) => {
    expect(ownIds(actor, id)).toBe(may);
  });
});

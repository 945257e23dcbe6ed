import fc from 'fast-check';
import { personForm } from './persons.js';

describe('a person is recognised', () => {
  const form = personForm('张某某', '13812345678');

  it.each([
    ['spaces', ' 张 某某', '138 1234 5678'],
    ['full width', '张某某', '１３８１２３４５６７８'],
    ['the prefix of the country', '张某某', '+86 138-1234-5678'],
    ['the long prefix', '张某某', '0086 13812345678'],
    ['another script', '張某某', '（138）1234.5678'],
    ['letters in two forms', '张某某', '13812345678\u200b'],
  ])('in spite of %s', (_, name, contact) => expect(personForm(name, contact)).toBe(form));

  it.each([
    ['another name', '张某', '13812345678'],
    ['another number', '张某某', '13812345679'],
    ['an extension', '张某某', '13812345678转1'],
  ])('as another one by %s', (_, name, contact) => expect(personForm(name, contact)).not.toBe(form));

  it('by an address of electronic mail whatever its case', () => {
    expect(personForm('Li', 'Li.Ming@Example.org')).toBe(personForm('ＬＩ', ' li.ming@example.ORG '));
    expect(personForm('Li', 'li.ming1@example.org')).not.toBe(personForm('Li', 'li.ming2@example.org'));
    // Digits within words are no telephone number.
    expect(personForm('Li', 'QQ 1234567')).not.toBe(personForm('Li', '1234567'));
  });

  it('not at all without a name or a contact', () => {
    expect([personForm(undefined, '1'), personForm('张某某', undefined)]).toEqual([null, null]);
  });

  it('never as another one whose name and contact are cut elsewhere', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z]{2,9}$/), fc.stringMatching(/^[a-z]{1,9}$/), (name, contact) => {
        expect(personForm(name.slice(0, -1), name.slice(-1) + contact)).not.toBe(personForm(name, contact));
      }),
    );
  });
});

import { provisions } from './provision.js';
import { meanings, NOT_EXECUTABLE } from './trace.js';

describe('the meaning of the texts', () => {
  it('covers every article and section, in two languages', () => {
    expect(Object.keys(meanings).sort()).toEqual(
      Object.keys(provisions)
        .filter((one) => !one.startsWith('civil-code/'))
        .sort(),
    );
    for (const { here } of Object.values(meanings)) {
      expect(here.zh).toMatch(/\p{Script=Han}/u);
      expect(here.en).toMatch(/[a-z]/);
    }
  });
  it('is “not executable” for articles 3, 13, 21 and 22 alone', () => {
    const found = Object.entries(meanings).filter(([, { kind }]) => kind === 'not-executable');
    expect(found.map(([one]) => one)).toEqual([...NOT_EXECUTABLE]);
  });
});

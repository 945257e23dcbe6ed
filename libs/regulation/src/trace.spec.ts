import { provisions } from './provision.js';
import { policyDefinitions } from './policies.js';
import { meanings, NOT_EXECUTABLE, unavailableTexts } from './trace.js';

describe('the meaning of the texts', () => {
  it('covers every article and section, in two languages', () => {
    expect(Object.keys(meanings).sort()).toEqual(
      Object.keys(provisions)
        .filter((one) => !/^(?:civil-code|pipl)\//.test(one))
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
  it('names the texts that are not available, and the policies and acts in their place', () => {
    expect(unavailableTexts.map(({ title, namedBy }) => [title.zh, namedBy])).toEqual([
      ['《创建示范活动管理办法（试行）》', 'measure-2022/1'],
      ['评审规范', 'measure-2022/17'],
    ]);
    for (const { policies, entered } of unavailableTexts) {
      expect(policies.filter((key) => !Object.hasOwn(policyDefinitions, key))).toEqual([]);
      expect(policies.length * entered.length).toBeGreaterThan(0);
    }
  });
});

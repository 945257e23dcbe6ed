import { decoder } from '@minglu/kernel';
import { POLICY_KEYS } from './policies.js';
import { isProvision, provision, provisions, provisionTitle, type Provision } from './provision.js';

describe('a provision', () => {
  const texts = Object.keys(provisions) as Provision[];

  it('is one of the 28 articles of the Measure, or its annex', () => {
    const articles = texts.filter((text) => text.startsWith('measure-2022/')).map((text) => text.slice('measure-2022/'.length));
    expect(articles).toEqual([...Array.from({ length: 28 }, (_, index) => String(index + 1)), 'annex']);
  });
  it('is a section of one of the two notices, by its own number', () => {
    expect(texts.filter((text) => text.startsWith('notice-2023-277/'))).toHaveLength(9);
    expect(texts.filter((text) => text.startsWith('notice-2023-278/'))).toHaveLength(9);
    expect(isProvision('notice-2023-278/3.4')).toBe(true);
  });
  it('is a rule of counting, or a policy if the text is silent', () => {
    expect(['civil-code/201', 'civil-code/202', 'civil-code/203', 'civil-code/204', 'policy/recusal'].every(isProvision)).toBe(true);
  });
  it.each(['measure-2022/29', 'measure-2022/0', 'measure-2022', 'notice-2023-277/4.3', 'policy/none', 'toString', ''])(
    'is not %p',
    (text) => {
      expect(isProvision(text)).toBe(false);
    },
  );
  it('has a title in both languages, and fits the schema of a recorded provision', () => {
    const recorded = decoder(provision());
    for (const one of [...texts, ...POLICY_KEYS]) {
      const { zh, en } = provisionTitle(one);
      // No date and no interpretation rests on the law on personal information.
      expect([one, zh !== '' && en !== '', recorded(one)]).toEqual([one, true, !one.startsWith('pipl/')]);
    }
    for (const one of ['', 'decree/1', 'measure-2022/', 'notice-2023-279/1', 18]) expect([one, recorded(one)]).toEqual([one, false]);
  });
});

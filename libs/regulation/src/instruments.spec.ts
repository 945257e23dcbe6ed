import { INSTRUMENTS, instrumentOf, numberInText } from './instruments.js';
import { parameters } from './parameters.js';
import { POLICY_KEYS } from './policies.js';
import { provisionTexts } from './provision-texts.js';
import { provisions, type Provision } from './provision.js';

const ids = Object.keys(provisions) as (keyof typeof provisions)[];

describe('the words of a provision', () => {
  it.each([
    ['measure-2022/1', '第一条'],
    ['measure-2022/10', '第十条'],
    ['measure-2022/18', '第十八条'],
    ['measure-2022/20', '第二十条'],
    ['measure-2022/annex', '附件'],
    ['notice-2023-278/3.4', '三（四）'],
    ['notice-2023-278/4', '四'],
    ['civil-code/203', '第二百零三条'],
    ['pipl/47', '第四十七条'],
    ['policy/recusal', null],
  ] as const)('have their number: %s is %s', (id, number) => {
    expect(numberInText(id)).toBe(number);
  });
  it('are of an instrument', () => {
    const named = new Set([...ids, ...POLICY_KEYS].map((id) => instrumentOf(id as Provision)));
    expect([...named]).toEqual(INSTRUMENTS);
  });
  it('are there for each, in whole sentences without their number', () => {
    for (const id of ids) {
      const text = provisionTexts[id];
      expect([id, text.length > 0 && text.every((one) => one.trim() === one && one !== '')]).toEqual([id, true]);
      expect([id, /^第[一二三四五六七八九十百零]+条/.test(text[0]!)]).toEqual([id, false]);
      if (id !== 'measure-2022/annex') expect([id, /[。；]$/.test(text.at(-1)!)]).toEqual([id, true]);
    }
  });
  it('say what the rules say', () => {
    expect(provisionTexts['measure-2022/18']).toEqual([
      '对通过评审的创建城市，在工业和信息化部门户网站公示5个工作日；对未通过评审的创建城市，出具改进意见。',
    ]);
    expect(provisionTexts['measure-2022/8'].slice(1).map((one) => one.slice(0, 3))).toEqual(['（一）', '（二）', '（三）', '（四）']);
    expect(provisionTexts['measure-2022/15'][0]).toContain('创建周期为3年');
    expect(provisionTexts['measure-2022/annex']).toContain('产业实力（20分）');
    expect(Object.keys(parameters)).toContain('publicity-working-days');
  });
});

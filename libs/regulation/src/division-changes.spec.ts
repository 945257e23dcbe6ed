import fc from 'fast-check';
import { codesOf, divisionCalled, divisionOn, inEffect, withoutMergers, type DivisionChange } from './division-changes.js';
import { division } from './divisions.js';

const change = (
  kind: DivisionChange['kind'],
  code: string,
  newCode: string,
  newName: string,
  effectiveDate: string,
  newClass?: DivisionChange['newClass'],
) => ({ kind, code, newCode, newName, effectiveDate, ...(newClass ? { newClass } : {}) }) as DivisionChange;
const day = (text: string) => text as DivisionChange['effectiveDate'];
const on = (changes: readonly DivisionChange[], code: string, at: string) => divisionOn(changes, code, day(at));

const renamed = change('renamed', '420600', '420600', '襄樊市', '2025-03-01');
const recoded = change('recoded', '371600', '373000', '滨州市', '2025-06-01');
const merged = change('merged', '370900', '370100', '济南市', '2025-06-01');
const upgraded = change('upgraded', '522700', '525000', '黔南市', '2025-06-01');

describe('a division by its name', () => {
  const called = (name: string, at: string, changes: readonly DivisionChange[] = [renamed, merged]) =>
    divisionCalled(changes, name, day(at));
  it('is found by its name or code, as names are compared', () => {
    expect(called('福州市', '2025-02-28')).toBe(division('350100'));
    expect(called(' 350100 ', '2025-02-28')).toBe(division('350100'));
    expect(called('廣東省', '2025-02-28')).toBe(division('440000'));
    for (const none of ['亚特兰蒂斯市', '999999', '', '西湖区']) expect(called(none, '2025-02-28')).toBeNull();
  });
  it('is found by a new name from its day on, and by its former name still', () => {
    expect([called('襄樊市', '2025-02-28'), called('襄樊市', '2025-03-01')?.code, called('襄阳市', '2025-03-01')?.code]).toEqual([
      null,
      '420600',
      '420600',
    ]);
    expect(called('泰安市', '2025-06-01')).toBe(division('370100'));
  });
});

describe('the division of a day (decisions 38)', () => {
  it.each(['420600', '371600', '370900', '522700', '999999'])('is the shipped one of %s before any change', (code) => {
    expect(on([renamed, recoded, merged, upgraded], code, '2025-02-28')).toBe(division(code));
    expect(on([], code, '2199-12-31')).toBe(division(code));
  });
  it('has a new name from the day of a change of name on', () => {
    expect(on([renamed], '420600', '2025-02-28')?.name).toBe('襄阳市');
    expect(on([renamed], '420600', '2025-03-01')).toEqual({ ...division('420600'), name: '襄樊市' });
  });
  it('has a new code, and keeps its class', () => {
    const shenzhen = change('recoded', '440300', '449000', '深圳市', '2025-06-01');
    for (const code of ['440300', '449000'])
      expect(on([shenzhen], code, '2025-06-01')).toEqual({ ...division('440300'), code: '449000', class: 'separately-planned-city' });
    expect(on([shenzhen], '449000', '2025-05-31')).toBeNull();
  });
  it('is the successor of a merged division', () => {
    expect(on([merged], '370900', '2025-06-01')).toBe(division('370100'));
    expect(on([merged], '370100', '2025-06-01')).toBe(division('370100'));
  });
  it('has the level, class and province of its new code and name when it is upgraded', () => {
    expect(on([upgraded], '522700', '2025-06-01')).toEqual({
      code: '525000',
      name: '黔南市',
      level: 'prefecture',
      class: 'prefecture-city',
      provinceCode: '520000',
    });
    const municipality = change('upgraded', '210200', '830000', '大连市', '2025-06-01', 'direct-municipality');
    expect(on([municipality], '210200', '2025-06-01')).toMatchObject({
      level: 'province',
      class: 'direct-municipality',
      provinceCode: '830000',
    });
    const inPlace = change('upgraded', '450100', '450100', '南宁市', '2025-06-01', 'sub-provincial-city');
    expect(on([inPlace], '450100', '2025-06-01')).toEqual({ ...division('450100'), class: 'sub-provincial-city' });
  });
  it('lies in the successor of its province', () => {
    const province = change('recoded', '460000', '860000', '海南省', '2025-06-01');
    expect(['2025-05-31', '2025-06-01'].map((at) => on([province], '460100', at)?.provinceCode)).toEqual(['460000', '860000']);
    expect(on([province], '370100', '2025-06-01')).toBe(division('370100'));
  });
  it('follows from successor to successor, whatever was recorded first', () => {
    const into = change('merged', '373000', '370100', '济南市', '2025-08-01');
    const later = change('renamed', '370100', '370100', '泉城市', '2025-09-01');
    for (const changes of [
      [recoded, into, later],
      [later, into, recoded],
    ]) {
      expect(['2025-05-31', '2025-06-01', '2025-08-01', '2025-09-01'].map((at) => on(changes, '371600', at)?.name)).toEqual([
        '滨州市',
        '滨州市',
        '济南市',
        '泉城市',
      ]);
      expect(on(changes, '371600', '2025-09-01')?.code).toBe('370100');
    }
  });
  it('is found through a merged division that was renamed before', () => {
    const before = change('renamed', '370100', '370100', '泉城市', '2025-05-01');
    expect(on([merged, before], '370900', '2025-06-01')?.name).toBe('泉城市');
  });
  it('ends, also for changes that lead in a circle', () => {
    const codes = ['370100', '370900', '371600', '373000'];
    const changes = fc.array(
      fc
        .tuple(
          fc.constantFrom('renamed', 'recoded', 'merged', 'upgraded'),
          fc.constantFrom(...codes),
          fc.constantFrom(...codes),
          fc.integer({ min: 1, max: 9 }),
        )
        .map(([kind, code, newCode, n]) => change(kind as 'merged', code, newCode, `市${n}`, `2025-0${n}-01`)),
      { maxLength: 8 },
    );
    fc.assert(
      fc.property(changes, fc.constantFrom(...codes), (some, code) => {
        const found = on(some, code, '2025-12-31');
        expect(codesOf(some, code, day('2025-12-31'))).toContain(code);
        expect(found === null || typeof found.name === 'string').toBe(true);
      }),
    );
  });
});

describe('the codes of a division', () => {
  it('are its own and those of the divisions that have become part of it by the day', () => {
    const changes = [recoded, merged, change('merged', '373000', '370100', '济南市', '2025-08-01')];
    const codes = (at: string) => codesOf(changes, '370100', day(at));
    expect([codes('2025-05-31'), codes('2025-06-01'), codes('2025-08-01')]).toEqual([
      ['370100'],
      ['370100', '370900'],
      ['370100', '371600', '370900', '373000'],
    ]);
  });
  it('are without those of merged divisions if mergers are left out', () => {
    expect(codesOf(withoutMergers([recoded, merged]), '370100', day('2025-06-01'))).toEqual(['370100']);
    expect(codesOf(withoutMergers([recoded, merged]), '373000', day('2025-06-01'))).toEqual(['373000', '371600']);
  });
});

describe('the changes in effect on a day', () => {
  it('are in the order of their days; of one day, in that of their recording', () => {
    expect(inEffect([merged, recoded, renamed], day('2025-06-01'))).toEqual([renamed, merged, recoded]);
    expect(inEffect([merged, recoded, renamed], day('2025-05-31'))).toEqual([renamed]);
  });
});

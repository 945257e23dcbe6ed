import { decoder } from '@minglu/kernel';
import { figure, type Figure } from './figures.js';
import { indicators168, indicatorNotes168 } from './indicators-168-2022.js';
import {
  checkControls,
  controlCheck,
  findIndicator,
  indicatorsOf,
  indicatorSystem,
  unitOfControl,
  type NationalAverages,
} from './indicators.js';
import { nationalAverages, shippedNationalAverages } from './national-averages.js';

const averages = nationalAverages(shippedNationalAverages);
const reported = (indicator: string, value: string, more: Partial<Figure> = {}): Figure => ({
  indicator,
  value,
  unit: indicator === 'A1.1' ? '亿元' : '%',
  dataYear: 2024,
  source: '市统计局',
  ...more,
});
const outcomes = (...figures: Figure[]) => checkControls(indicators168, figures, averages).map(({ outcome }) => outcome);

describe('the indicator system 168-2022', () => {
  it('has 52 indicators in four areas of 20, 35, 24 and 21 points, and 4 add-on items without points', () => {
    const areas = indicators168.tree.map((area) => [
      area.zh,
      area.weight,
      area.children.length,
      area.children.flatMap((group) => group.children).length,
    ]);
    expect(areas).toEqual([
      ['产业实力', 20, 4, 9],
      ['创新能力', 35, 4, 23],
      ['应用水平', 24, 3, 8],
      ['发展环境', 21, 6, 12],
      ['附加项', null, 3, 4],
    ]);
  });
  it('has 34 numeric, 15 qualitative and 3 composite indicators besides the add-on items', () => {
    const types = indicatorsOf({ tree: indicators168.tree.slice(0, 4) }).map(({ type }) => type);
    expect(['numeric', 'qualitative', 'composite'].map((type) => types.filter((one) => one === type).length)).toEqual([34, 15, 3]);
  });
  it('fits the schema for publishing a version', () => {
    expect(decoder(indicatorSystem).issues(indicators168)).toEqual([]);
  });
  it('has two controls: on revenue and on its growth', () => {
    expect(indicators168.controls.map((control) => [control.id, control.indicator, control.value, control.unit ?? null])).toEqual([
      ['CTRL1', 'A1.1', 500, '亿元'],
      ['CTRL2', 'A2.1', 'national_average_growth(dataYear)', null],
    ]);
    expect(indicators168.controls.map((control) => indicatorNotes168[control.note!])).toEqual(
      indicators168.controls.map((control) => control.zh),
    );
  });
  it('is searched at the third level', () => {
    expect(findIndicator(indicators168, 'A3.2')).toMatchObject({ zh: '软件业利润率', source_typography: '软件业 3利润率' });
    expect([findIndicator(indicators168, 'A3'), findIndicator(indicators168, 'Z1.1')]).toEqual([null, null]);
  });
});

describe('the control indicators', () => {
  it.each([
    ['499.99', 'unmet'],
    ['499.999999999999999999', 'unmet'],
    ['500', 'met'],
    ['500.00', 'met'],
    ['500.000000000000000001', 'met'],
    ['-1', 'unmet'],
  ])('revenue of %s 亿元 is %s', (value, outcome) => {
    expect(outcomes(reported('A1.1', value))[0]).toBe(outcome);
  });
  it.each([
    [2024, '10.0', 'met'],
    [2024, '10', 'met'],
    [2024, '9.999', 'unmet'],
    [2023, '13.4', 'met'],
    [2023, '13.39', 'unmet'],
    [2022, '11.2', 'met'],
    [2022, '11.1', 'unmet'],
    [2021, '50', 'no-reference'],
  ])('growth in %i of %s %% is %s', (dataYear, value, outcome) => {
    expect(outcomes(reported('A2.1', value, { dataYear }))[1]).toBe(outcome);
  });
  it('record the value and the threshold', () => {
    expect(checkControls(indicators168, [reported('A1.1', '812.40')], averages)).toEqual([
      { control: 'CTRL1', indicator: 'A1.1', value: '812.40', threshold: '500', dataYear: 2024, outcome: 'met' },
      { control: 'CTRL2', indicator: 'A2.1', value: null, threshold: null, dataYear: null, outcome: 'not-reported' },
    ]);
  });
  it('use the latest reported year and the lowest figure for it', () => {
    expect(outcomes(reported('A1.1', '900', { dataYear: 2022 }), reported('A1.1', '400'))[0]).toBe('unmet');
    expect(outcomes(reported('A1.1', '900'), reported('A1.1', '400'))[0]).toBe('unmet');
  });
  it('read a growth against the national average as a percentage, and a control without a unit in any unit', () => {
    const rule = { id: 'c', indicator: 'A2.1', operator: '>=', value: '全国平均值' };
    const growth = indicators168.controls.find(({ indicator }) => indicator === 'A2.1')!;
    const checked = (control: object, unit: string) =>
      checkControls(
        { controls: [{ ...rule, ...control }] as never },
        [{ indicator: 'A2.1', value: '12', unit, dataYear: 2024, source: '公报' }],
        {
          'A2.1': { '2024': '10' },
        },
      )[0]!.outcome;
    expect(checked({ value: growth.value }, '%')).toBe('met');
    expect(checked({ value: growth.value }, '亿元')).toBe('not-reported');
    expect(checked({ value: '10' }, '亿元')).toBe('met');
  });
  it('have no reference in a year or of an indicator without an average', () => {
    const figure2024 = [{ indicator: 'A2.1', value: '12', unit: '%', dataYear: 2024, source: '公报' }];
    const growth = indicators168.controls.filter(({ indicator }) => indicator === 'A2.1');
    const none: readonly NationalAverages[] = [{}, { 'A2.1': { '2023': '10' } }];
    const outcomes = none.map((averages) => checkControls({ controls: growth }, figure2024, averages)[0]);
    expect(outcomes).toMatchObject([
      { outcome: 'no-reference', threshold: null },
      { outcome: 'no-reference', threshold: null },
    ]);
  });
  it('treat a figure in another unit as not reported', () => {
    expect(outcomes(reported('A1.1', '5000000', { unit: '万元' }), reported('A2.1', '13', { unit: '％' }))).toEqual([
      'not-reported',
      'met',
    ]);
  });
  it('return records that fit their schema', () => {
    const checks = checkControls(indicators168, [reported('A2.1', '1', { dataYear: 2021 })], averages);
    expect(checks.flatMap((check) => decoder(controlCheck).issues(check))).toEqual([]);
  });
});

describe('the unit of a control', () => {
  it('is that of the text, per cent for a growth rate, and none for other indicators', () => {
    expect(['A1.1', 'A2.1', 'A1.2'].map((id) => unitOfControl(indicators168, id))).toEqual(['亿元', '%', null]);
  });
});

describe('a figure', () => {
  it('is an exact decimal, neither a number nor a rounded text', () => {
    const decode = decoder(figure);
    expect(decode(reported('A1.1', '812.40'))).toBe(true);
    for (const value of [812.4, '8e2', '+1', '1,000', '', '01']) expect(decode({ ...reported('A1.1', '1'), value })).toBe(false);
  });
});

describe('the national averages', () => {
  it('mark the derived one', () => {
    expect(shippedNationalAverages.map(({ dataYear, value, derived }) => [dataYear, value, derived])).toEqual([
      [2022, '11.2', true],
      [2023, '13.4', false],
      [2024, '10.0', false],
    ]);
  });
});

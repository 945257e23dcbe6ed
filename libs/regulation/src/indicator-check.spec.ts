import { checkIndicatorSystem } from './indicator-check.js';
import { indicators168 } from './indicators-168-2022.js';
import type { IndicatorSystem } from './indicators.js';

/** The shipped system with a change. */
const changed = (change: (system: IndicatorSystem) => void) => {
  const copy = structuredClone(indicators168);
  change(copy);
  return checkIndicatorSystem(copy)?.code ?? null;
};
const first = (system: IndicatorSystem) => system.tree[0]!;
const firstIndicator = (system: IndicatorSystem) => first(system).children[0]!.children[0]!;

describe('a contradiction in an indicator system', () => {
  it.each<[(system: IndicatorSystem) => void, string | null, string, string]>([
    [(system) => (firstIndicator(system).id = 'B1.1'), 'B1.1', '指标编号重复：B1.1', 'indicator id B1.1 is given twice'],
    [(system) => (first(system).weight = 21), null, '一级指标权重合计为101，应为100', 'weights sum to 101, not 100'],
    [(system) => (first(system).count_level2 = 1), 'A', '一级指标A所列数目与实际不符', 'the counts of A are not those of its children'],
    [(system) => (system.controls[1]!.id = 'CTRL1'), 'CTRL1', '控制性指标编号重复：CTRL1', 'control id CTRL1 is given twice'],
    [(system) => (system.controls[0]!.indicator = 'A9.9'), 'CTRL1', '控制性指标所指指标不存在：A9.9', 'there is no indicator A9.9'],
    [(system) => (system.controls[0]!.indicator = 'B1.5'), 'CTRL1', '控制性指标所指指标不是数值型：B1.5', 'indicator B1.5 is not numeric'],
    [
      (system) => (firstIndicator(system).control = 'CTRL2'),
      'A1.1',
      '指标A1.1所注控制性指标不存在：CTRL2',
      'indicator A1.1 names a control CTRL2 that is not on it',
    ],
  ])('names the indicator or the control %#', (change, id, zh, en) => {
    const copy = structuredClone(indicators168);
    change(copy);
    expect(checkIndicatorSystem(copy)).toMatchObject({ message: { zh, en }, details: { id } });
  });
});

describe('an indicator system', () => {
  it('is valid as shipped', () => {
    expect(checkIndicatorSystem(indicators168)).toBeNull();
  });
  it('is refused when an id is given twice, on any level', () => {
    expect(changed((system) => (firstIndicator(system).id = 'B1.1'))).toBe('indicator-id-repeated');
    expect(changed((system) => (first(system).id = 'D6.2'))).toBe('indicator-id-repeated');
  });
  it('is refused when the points do not sum to 100', () => {
    expect(changed((system) => (first(system).weight = 21))).toBe('indicator-weights-not-100');
    expect(changed((system) => (first(system).weight = null))).toBe('indicator-weights-not-100');
  });
  it('is refused when a stated count is wrong', () => {
    expect(changed((system) => (first(system).count_level3 = 10))).toBe('indicator-count-wrong');
    expect(changed((system) => (first(system).count_level2 = 1))).toBe('indicator-count-wrong');
    expect(changed((system) => delete first(system).count_level3)).toBeNull();
  });
  it('is refused when a control points to no indicator, or to one that is not numeric', () => {
    expect(changed((system) => (system.controls[0]!.indicator = 'A9.9'))).toBe('control-indicator-unknown');
    expect(changed((system) => (system.controls[0]!.indicator = 'B1.5'))).toBe('control-indicator-not-numeric');
    expect(changed((system) => (system.controls[1]!.id = 'CTRL1'))).toBe('control-id-repeated');
  });
  it('is refused when an indicator names a control of another indicator', () => {
    expect(changed((system) => (firstIndicator(system).control = 'CTRL2'))).toBe('control-unknown');
    expect(changed((system) => system.controls.pop())).toBe('control-unknown');
  });
});

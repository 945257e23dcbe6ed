import type { Bilingual } from '@minglu/kernel';
import { indicatorsOf, type IndicatorSystem } from './indicators.js';

/** A contradiction in an indicator system. */
export interface IndicatorProblem {
  readonly code:
    | 'indicator-id-repeated'
    | 'indicator-weights-not-100'
    | 'indicator-count-wrong'
    | 'control-id-repeated'
    | 'control-indicator-unknown'
    | 'control-indicator-not-numeric'
    | 'control-unknown';
  readonly message: Bilingual;
  /** The indicator or control concerned; null if it is the whole system. */
  readonly details: { readonly id: string | null };
}

/** The first contradiction in an indicator system that fits its schema; null if there is none. */
export const checkIndicatorSystem = (system: Pick<IndicatorSystem, 'tree' | 'controls'>): IndicatorProblem | null =>
  repeatedId(system) ?? wrongWeights(system) ?? wrongCount(system) ?? wrongControl(system);

type Part = Pick<IndicatorSystem, 'tree' | 'controls'>;

const repeatedId = ({ tree }: Part): IndicatorProblem | null => {
  const ids = tree.flatMap((area) => [area.id, ...area.children.flatMap((group) => [group.id, ...group.children.map((one) => one.id)])]);
  const repeated = firstRepeated(ids);
  return repeated === null
    ? null
    : problem('indicator-id-repeated', repeated, `指标编号重复：${repeated}`, `indicator id ${repeated} is given twice`);
};

const wrongWeights = ({ tree }: Part): IndicatorProblem | null => {
  const sum = tree.reduce((total, area) => total + (area.weight ?? 0), 0);
  return sum === 100
    ? null
    : problem('indicator-weights-not-100', null, `一级指标权重合计为${sum}，应为100`, `weights sum to ${sum}, not 100`);
};

/** The counts in the tree are optional. A count that is given must be correct. */
const wrongCount = ({ tree }: Part): IndicatorProblem | null => {
  for (const area of tree) {
    const level3 = area.children.reduce((total, group) => total + group.children.length, 0);
    if ((area.count_level2 ?? area.children.length) !== area.children.length || (area.count_level3 ?? level3) !== level3)
      return problem(
        'indicator-count-wrong',
        area.id,
        `一级指标${area.id}所列数目与实际不符`,
        `the counts of ${area.id} are not those of its children`,
      );
  }
  return null;
};

const wrongControl = (system: Part): IndicatorProblem | null => {
  const repeated = firstRepeated(system.controls.map((control) => control.id));
  if (repeated !== null)
    return problem('control-id-repeated', repeated, `控制性指标编号重复：${repeated}`, `control id ${repeated} is given twice`);
  const indicators = indicatorsOf(system);
  for (const control of system.controls) {
    const target = indicators.find((one) => one.id === control.indicator);
    if (!target)
      return problem(
        'control-indicator-unknown',
        control.id,
        `控制性指标所指指标不存在：${control.indicator}`,
        `there is no indicator ${control.indicator}`,
      );
    if (target.type !== 'numeric')
      return problem(
        'control-indicator-not-numeric',
        control.id,
        `控制性指标所指指标不是数值型：${target.id}`,
        `indicator ${target.id} is not numeric`,
      );
  }
  for (const { id, control } of indicators) {
    if (control !== undefined && !system.controls.some((one) => one.id === control && one.indicator === id))
      return problem(
        'control-unknown',
        id,
        `指标${id}所注控制性指标不存在：${control}`,
        `indicator ${id} names a control ${control} that is not on it`,
      );
  }
  return null;
};

const firstRepeated = (ids: readonly string[]): string | null => ids.find((one, index) => ids.indexOf(one) !== index) ?? null;
const problem = (code: IndicatorProblem['code'], id: string | null, zh: string, en: string): IndicatorProblem => ({
  code,
  message: { zh, en },
  details: { id },
});

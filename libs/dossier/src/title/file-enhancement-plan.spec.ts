import type { EventOf } from '@minglu/kernel';
import { chengduGoals, chengduPhases, nanjing } from '../testing/index.js';
import { authority, city, command, dossierOf, exitProposed, on, statusOf, titled } from '../testing/index.js';
import type { titleEvents } from './events.js';

type Filed = EventOf<typeof titleEvents.EnhancementPlanFiled>;

const goal = { indicator: '软件业务收入', unit: '亿元', targetYear: 2028, target: '超10000' };
const file = (more: Record<string, unknown> = {}, by = city('330100')) =>
  command(by, on('2026-03-05'), 'FileEnhancementPlan', { titleId: 't-a', goals: [goal], ...more });
const filed = (more: Record<string, unknown>): Filed['data'] => {
  const [event] = titled().when(file(more)).then('EnhancementPlanFiled').events;
  return (event as Filed).data;
};
const dash = (value: string | null | undefined): string => value ?? '—';

describe('FileEnhancementPlan (article 20)', () => {
  it('stores the Nanjing table as stated: “超1万” and “力争达” stay, “—” is not zero', () => {
    const { goals, validity } = filed({
      goals: nanjing.map(([group, indicator, baseline, target, unit]) => ({
        group,
        indicator,
        unit,
        baselineYear: 2020,
        baseline: dash(baseline),
        targetYear: 2025,
        target,
      })),
      validity: '2025-12',
    });
    expect(goals.map((one) => [one.group, one.indicator, dash(one.baseline), one.target, one.unit])).toEqual(
      nanjing.map(([group, indicator, baseline, target, unit]) => [group, indicator, dash(baseline), target, unit]),
    );
    expect(goals.filter(({ baseline }) => baseline === null)).toHaveLength(nanjing.filter(([, , baseline]) => baseline === null).length);
    expect(goals.map(({ baseline }) => baseline)).not.toContain('0');
    expect(validity).toBe('2025-12');
  });
  it('stores the overlapping Chengdu phases, with “约” and “—”, and the responsible units', () => {
    const { goals, phases } = filed({
      goals: chengduGoals.flatMap(({ group, targets, responsibleUnits }) =>
        targets.map(([indicator, target, unit]) => ({ group, indicator, unit, targetYear: 2025, target, responsibleUnits })),
      ),
      phases: chengduPhases.map(({ name, years, targetYear, targets }) => ({
        name: `${name}（${years}）`,
        targets: targets.map(([indicator, target, unit]) => ({ indicator, unit, targetYear, target: dash(target) })),
      })),
    });
    expect(phases.map(({ targets }) => targets.map((one) => [one.indicator, dash(one.target), one.unit]))).toEqual(
      chengduPhases.map(({ targets }) => targets.map(([indicator, target, unit]) => [indicator, dash(target), unit])),
    );
    expect(goals.map(({ group, target, responsibleUnits }) => [group, target, responsibleUnits])).toEqual(
      chengduGoals.flatMap(({ group, targets, responsibleUnits }) => targets.map(([, target]) => [group, target, responsibleUnits])),
    );
  });
  it('turns a number into its digits, and accepts a phase that has only a name', () => {
    const { goals, phases, mechanisms, validity } = filed({
      goals: [{ ...goal, baseline: 0, target: 500 }],
      phases: [
        '第一阶段',
        { name: '第二阶段', from: '2027', until: '2028', targets: [{ indicator: '软件业务收入', unit: '亿元', target: null }] },
      ],
      mechanisms: ['链长制'],
    });
    expect(goals).toEqual([{ ...goal, baseline: '0', target: '500' }]);
    expect(phases).toEqual([
      { name: '第一阶段', targets: [] },
      { name: '第二阶段', from: '2027', until: '2028', targets: [{ indicator: '软件业务收入', unit: '亿元', target: null }] },
    ]);
    expect([mechanisms, validity]).toEqual([['链长制'], null]);
  });
  it('counts the plans and leaves the status, even while an exit is proposed', () => {
    const it = titled().given(file());
    const [second] = it.when(file({ validity: '2029' })).then('EnhancementPlanFiled').events;
    expect(second?.data).toMatchObject({ plan: 2, caseId: 'a', titleId: 't-a' });
    expect([statusOf(it), dossierOf(it).title?.plans]).toEqual(['TITLED', 2]);
    exitProposed().when(file()).then('EnhancementPlanFiled');
  });
  it('refuses the whole plan if an indicator has two units, in goals or between goals and phases', () => {
    const other = { ...goal, unit: '万元' };
    const { refusal } = titled()
      .when(file({ goals: [goal, other] }))
      .thenRefused('units-do-not-match', 'measure-2022/20');
    expect(refusal?.details).toEqual({ differing: [{ indicator: '软件业务收入', units: ['亿元', '万元'] }] });
    expect(refusal?.message).toEqual({
      zh: '同一指标计量单位不一致：软件业务收入（亿元、万元）',
      en: 'one indicator in several units: 软件业务收入 (亿元, 万元)',
    });
    titled()
      .when(file({ phases: [{ name: '一', targets: [{ indicator: '软件业务收入', unit: '万元', target: '1' }] }] }))
      .thenRefused('units-do-not-match', 'measure-2022/20');
  });
  it('takes one unit in two spellings for one (decisions 41)', () => {
    titled()
      .when(
        file({
          goals: [
            { ...goal, unit: '％' },
            { ...goal, targetYear: 2027, unit: '%' },
          ],
        }),
      )
      .then('EnhancementPlanFiled');
    const other = { ...goal, indicator: '軟件業務收入', unit: '万元' };
    titled()
      .when(file({ goals: [goal, other] }))
      .thenRefused('units-do-not-match', 'measure-2022/20');
  });
  it('is possible only for the title holder', () => {
    titled()
      .when(file({}, city('320100')))
      .thenRefused('not-authorised', 'measure-2022/20');
    titled()
      .when(file({}, authority('330000')))
      .thenRefused('not-authorised', 'measure-2022/20');
    titled()
      .when(file({ titleId: 't-none' }))
      .thenRefused('not-authorised', 'measure-2022/20');
  });
});

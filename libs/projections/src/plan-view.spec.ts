import { chengduGoals, chengduPhases, city, command, imported, nanjing, on, titled } from '@minglu/dossier/testing';
import { viewOf } from './dossier-view.js';
import { history } from './history.test.js';
import { visibleDossier, type VisibleDossier } from './visibility.js';

const filing = (more: Record<string, unknown>) =>
  command(city('330100'), on('2026-03-05'), 'FileEnhancementPlan', { titleId: 't-a', ...more });
const goalsOf = (rows: typeof nanjing) =>
  rows.map(([group, indicator, baseline, target, unit]) => ({
    group,
    indicator,
    unit,
    baselineYear: 2020,
    baseline: baseline ?? '—',
    targetYear: 2025,
    target,
  }));
const shown = (it: ReturnType<typeof titled>, visibility: 'all' | 'party' | 'public' = 'all'): VisibleDossier['plans'] =>
  visibleDossier(viewOf(history(it.events()))!, visibility)!.plans;

describe('the plans in the view of a dossier (articles 12 and 20)', () => {
  it('show the Nanjing table row by row as printed, with the bound that each value states', () => {
    const { plan } = shown(titled().given(filing({ goals: goalsOf(nanjing), validity: '2025-12' })))!;
    expect(plan).toMatchObject({ number: 1, validity: '2025-12' });
    expect(plan!.goals.map(({ group, indicator, baseline, target }) => [group, indicator, baseline, target])).toEqual(
      nanjing.map(([group, indicator, baseline, target, unit]) => [
        group,
        indicator,
        baseline ? `${baseline}${unit}` : '—',
        `${target}${unit}`,
      ]),
    );
    const row = (indicator: string) => plan!.goals.find((one) => one.indicator === indicator)!;
    expect(row('软件和信息服务产业规模')).toMatchObject({
      baseline: '6200亿元',
      baselineBound: { kind: 'exactly', value: '6200' },
      target: '超1万亿元',
      targetBound: { kind: 'above', value: '10000' },
    });
    expect(row('涉软从业人员数量')).toMatchObject({ target: '超110万人', targetBound: { kind: 'above', value: '110' } });
    expect(row('数据交易市场')).toMatchObject({ baseline: '—', baselineBound: null, target: '1个' });
    expect(plan!.goals.filter(({ targetBound }) => targetBound === null)).toEqual([]);
  });
  it('show the phases and goals of Chengdu as printed, with the responsible units', () => {
    const { plan } = shown(
      titled().given(
        filing({
          goals: chengduGoals.flatMap(({ group, targets, responsibleUnits }) =>
            targets.map(([indicator, target, unit]) => ({ group, indicator, unit, targetYear: 2025, target, responsibleUnits })),
          ),
          phases: chengduPhases.map(({ name, years, targetYear, targets }) => ({
            name: `${name}（${years}）`,
            targets: targets.map(([indicator, target, unit]) => ({ indicator, unit, targetYear, target })),
          })),
        }),
      ),
    )!;
    expect(plan!.phases.map(({ name, targets }) => [name, targets.map(({ indicator, target }) => [indicator, target])])).toEqual(
      chengduPhases.map(({ name, years, targets }) => [
        `${name}（${years}）`,
        targets.map(([indicator, target, unit]) => [indicator, target === null ? '—' : `${target}${unit}`]),
      ]),
    );
    const first = plan!.phases[0]!.targets;
    expect(first.find(({ indicator }) => indicator === '中国软件百强企业')).toMatchObject({ target: '达4家' });
    expect(first.find(({ indicator }) => indicator === '年均新登记注册市场主体')).toMatchObject({
      target: '约2万个',
      targetBound: { kind: 'about', value: '2' },
    });
    expect(plan!.goals.map(({ group, target, responsibleUnits }) => [group, target, responsibleUnits])).toEqual(
      chengduGoals.flatMap(({ group, targets, responsibleUnits }) =>
        targets.map(([, target, unit]) => [group, `${target}${unit}`, responsibleUnits]),
      ),
    );
    expect(
      [...plan!.goals, ...plan!.phases.flatMap(({ targets }) => targets)].filter(
        ({ target, targetBound }) => !targetBound && target !== '—',
      ),
    ).toEqual([]);
  });
  it('show the latest plan and the target breakdown, to the ministry and the parties, not to the public', () => {
    const it = titled().given(filing({ goals: goalsOf(nanjing) }), filing({ goals: goalsOf(nanjing.slice(0, 1)) }));
    expect(shown(it, 'party')!.plan).toMatchObject({ number: 2, goals: [{ target: '超1万亿元' }] });
    expect(shown(it, 'public')).toBeUndefined();
    const target = { indicator: '软件业务收入', unit: '亿元', targetYear: 2025, target: '约2' };
    const creating = imported().given(command(city('330100'), on('2024-03-05'), 'FileTargetBreakdown', { caseId: 'a', targets: [target] }));
    expect(shown(creating)).toMatchObject({ plan: null, breakdown: { targets: [{ target: '约2亿元', baseline: '—', group: null }] } });
    expect(shown(imported())).toEqual({ plan: null, breakdown: null });
  });
});

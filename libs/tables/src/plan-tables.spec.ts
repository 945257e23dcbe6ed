import { indicators168 } from '@minglu/regulation';
import { planRows } from './plan-tables.js';
import { readTable, tablesBy, type Cell, type Import, type Table } from './index.js';

const named = (name: string) => tablesBy(indicators168).find((table) => table.name === name)! as Table & { readonly import: Import };
const breakdown = named('target-breakdown');
const plan = named('enhancement-plan');

const read = (table: Table & { readonly import: Import }, header: readonly Cell[], ...rows: readonly (readonly Cell[])[]) => {
  const sheet = { name: table.title.zh, isHidden: false, rows: [header, ...rows], merges: [], hiddenRows: [], hiddenColumns: [] };
  const found = readTable(table, [sheet], {}, { divisionOf: () => null });
  return {
    errors: found.findings.filter(({ severity }) => severity === 'error').map(({ code, cell }) => [code, cell]),
    payload: table.import.payloadOf(found.rows),
  };
};

describe('a table of targets by years', () => {
  const header = ['所属类别', '指标', '计量单位', '基期年度', '基期值', '目标年度', '目标值', '责任单位'];
  it('becomes the breakdown, with values as the plan has them', () => {
    const { errors, payload } = read(
      breakdown,
      header,
      ['规模指标', '软件业务收入', '亿元', 2023, 6200, 2024, '超7000', '市工信局、市统计局'],
      [null, '软件业务收入', '亿元', null, '—', 2025, 8000.5, null],
    );
    expect(errors).toEqual([]);
    expect(payload).toEqual({
      targets: [
        {
          indicator: '软件业务收入',
          unit: '亿元',
          targetYear: 2024,
          target: '超7000',
          baselineYear: 2023,
          baseline: '6200',
          group: '规模指标',
          responsibleUnits: ['市工信局', '市统计局'],
        },
        { indicator: '软件业务收入', unit: '亿元', targetYear: 2025, target: '8000.5', baseline: '—' },
      ],
    });
  });
  it('has no target twice, and none without its year', () => {
    const row = ['规模指标', '软件业务收入', '亿元', null, null, 2024, 1, null];
    expect(read(breakdown, header, row, row).errors).toEqual([['row-twice', 'A3']]);
    expect(read(breakdown, header, row, [null, '软件企业数', '家', null, null, null, 1, null]).errors).toEqual([['required', 'F3']]);
  });
});

describe('a table of an enhancement plan', () => {
  const header = ['阶段', '阶段起', '阶段止', '指标', '计量单位', '基期值', '目标年度', '目标值'];
  const goal = [null, null, null, '软件业务收入', '亿元', 3000, 2028, '超10000'];
  const first = ['提质增效', '2026年', '2027年', '软件业务收入', '亿元', null, 2027, '突破4000'];
  it('becomes goals, and phases with their targets', () => {
    const { errors, payload } = read(plan, header, first, goal, ['提质增效', '2026年', '2027年', '大型企业', '家', null, null, '—']);
    expect(errors).toEqual([]);
    expect(payload).toEqual({
      goals: [{ indicator: '软件业务收入', unit: '亿元', targetYear: 2028, target: '超10000', baseline: '3000' }],
      phases: [
        {
          name: '提质增效',
          from: '2026年',
          until: '2027年',
          targets: [
            { indicator: '软件业务收入', unit: '亿元', targetYear: 2027, target: '突破4000' },
            { indicator: '大型企业', unit: '家', target: '—' },
          ],
        },
      ],
    });
  });
  it.each<[name: string, row: readonly Cell[], code: string, cell: string]>([
    ['a goal without a year', [null, null, null, '软件企业数', '家', null, null, 1], 'required', 'G3'],
    ['a goal with a beginning', [null, '2026年', null, '软件企业数', '家', null, 2028, 1], 'without-phase', 'B3'],
    ['a target of a phase with a baseline', ['规模跨越', null, null, '软件企业数', '家', 5, 2028, 1], 'not-of-a-phase', 'F3'],
  ])('is refused with %s', (_, row, code, cell) => expect(read(plan, header, goal, row).errors).toEqual([[code, cell]]));
  it('is refused with a phase that ends twice, and without any goal', () => {
    expect(read(plan, header, goal, first, ['提质增效', '2026年', '2029年', '企业数', '家', null, null, 1]).errors).toEqual([
      ['phase-differs', 'C4'],
    ]);
    expect(read(plan, header, first).errors).toEqual([['no-goal', 'A2']]);
  });
  it('is read back as it was filed', () => {
    const { payload } = read(plan, header, goal, first);
    const filed = payload as unknown as Parameters<typeof planRows>[0];
    const rows = planRows(filed, '2026-01-05');
    expect(rows).toHaveLength(2);
    expect(plan.import.payloadOf(rows)).toEqual(payload);
  });
});

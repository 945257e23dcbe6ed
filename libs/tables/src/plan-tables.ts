import type { Bilingual } from '@minglu/kernel';
import { indicatorsOf, type IndicatorSystem } from '@minglu/regulation';
import { YEARS } from './figure-tables.js';
import { planPayload, planRowCheck, plansThatDiffer } from './plan-rows.js';
import { shownColumn, type Column, type Row, type Table } from './table.js';

/** A plan is for people: some hundreds of rows at most. */
const MAX_ROWS = 2_000;

/** A text of a plan, as it states it. */
const stated = (key: string, title: Bilingual, maxLength: number, width: number, hint: Bilingual, isRequired = false): Column => ({
  key,
  title,
  kind: 'text',
  use: 'input',
  maxLength,
  width,
  hint,
  ...(isRequired ? { isRequired } : {}),
});
const year = (key: string, title: Bilingual, hint: Bilingual, isRequired = false): Column => ({
  key,
  title,
  kind: 'integer',
  use: 'input',
  ...YEARS,
  width: 12,
  hint,
  ...(isRequired ? { isRequired } : {}),
});

const indicator = (system: IndicatorSystem | null): Column => ({
  ...stated(
    'indicator',
    { zh: '指标', en: 'indicator' },
    200,
    30,
    { zh: '指标名称，依方案所写', en: 'its name, as the plan has it' },
    true,
  ),
  ...(system ? { suggestions: () => indicatorsOf(system).map(({ zh }) => zh) } : {}),
});
const unit = stated(
  'unit',
  { zh: '计量单位', en: 'unit' },
  40,
  10,
  { zh: '同一指标的单位须一致', en: 'the same for all rows of an indicator' },
  true,
);
const target = (hint: Bilingual): Column => stated('target', { zh: '目标值', en: 'target' }, 100, 18, hint, true);
const AS_STATED = { zh: '依方案所写，例如 10000 或者 超10000', en: 'as the plan has it, such as 10000 or 超10000' };

const BASELINE: readonly Column[] = [
  year('baselineYear', { zh: '基期年度', en: 'baseline year' }, { zh: '可不填', en: 'optional' }),
  stated('baseline', { zh: '基期值', en: 'baseline' }, 100, 14, {
    zh: '可不填；没有的留空或填“—”，不填 0',
    en: 'optional; “—” where there is none',
  }),
];
const UNITS: readonly Column[] = [
  stated('responsibleUnits', { zh: '责任单位', en: 'responsible units' }, 2_000, 30, {
    zh: '多个单位以顿号分开',
    en: 'several are separated by “、”',
  }),
];
const GROUP = stated('group', { zh: '所属类别', en: 'group' }, 200, 18, { zh: '方案中的分类标题，可不填', en: 'its heading in the plan' });
const FILED_ON = shownColumn('filedOn', '报送日期', 'filed on', 14, 'day');

/** The breakdown of the targets of a creation by years (目标任务分解, article 12). */
const targetBreakdown = (system: IndicatorSystem | null): Table => ({
  name: 'target-breakdown',
  title: { zh: '分年度目标', en: 'targets by years' },
  about: {
    zh: '每行一项指标、一个年度的目标。目标值依方案所写，不换算。',
    en: 'A row for each indicator and year. Targets stay as the plan has them.',
  },
  columns: [
    GROUP,
    indicator(system),
    unit,
    ...BASELINE,
    year('targetYear', { zh: '目标年度', en: 'target year' }, { zh: '四位年份，例如 2026', en: 'four digits' }, true),
    target(AS_STATED),
    ...UNITS,
    FILED_ON,
  ],
  rowKey: ['group', 'indicator', 'targetYear'],
  usesSystem: true,
  import: {
    command: 'FileTargetBreakdown',
    field: 'targets',
    maxRows: MAX_ROWS,
    payloadOf: (rows) => ({ targets: planPayload(rows).goals }),
    check: () => [],
  },
  preset: [],
  asks: ['dossier'],
  needs: ['dossier'],
});

const PHASE: readonly Column[] = [
  stated('phase', { zh: '阶段', en: 'phase' }, 200, 18, {
    zh: '阶段目标填写阶段名称；总体目标留空',
    en: 'the name of the phase; empty for the goals of the whole plan',
  }),
  stated('from', { zh: '阶段起', en: 'from' }, 40, 12, { zh: '依方案所写，例如 2026年', en: 'as the plan has it' }),
  stated('until', { zh: '阶段止', en: 'until' }, 40, 12, { zh: '依方案所写，例如 2028年', en: 'as the plan has it' }),
];

/** The development and enhancement plan (发展提升计划, article 20): its goals, and the targets of its phases. */
const enhancementPlan = (system: IndicatorSystem | null): Table => ({
  name: 'enhancement-plan',
  title: { zh: '发展提升计划', en: 'enhancement plan' },
  about: {
    zh: '每行一项目标。总体目标的“阶段”留空，至少一行；阶段目标填写阶段名称，同一阶段的起止须一致。',
    en: 'A row for each target. The goals of the whole plan have no phase; there is at least one.',
  },
  columns: [
    ...PHASE,
    GROUP,
    indicator(system),
    unit,
    ...BASELINE,
    year('targetYear', { zh: '目标年度', en: 'target year' }, { zh: '总体目标必填', en: 'needed for goals' }),
    target({ zh: `${AS_STATED.zh}；阶段没有数值的填“—”`, en: `${AS_STATED.en}; “—” where a phase has none` }),
    ...UNITS,
    FILED_ON,
  ],
  rowKey: ['phase', 'group', 'indicator', 'targetYear'],
  usesSystem: true,
  import: {
    command: 'FileEnhancementPlan',
    field: 'goals',
    maxRows: MAX_ROWS,
    payloadOf: planPayload,
    check: planRowCheck,
    compare: plansThatDiffer,
  },
  preset: [],
  asks: ['dossier'],
  needs: ['dossier'],
});

/** The tables of targets, with the names of the indicators of a system to choose from. */
export const planTables = (system: IndicatorSystem | null): readonly Table[] => [targetBreakdown(system), enhancementPlan(system)];

/** The event that records the targets of a table. */
const EVENTS: Readonly<Record<string, string>> = { 'target-breakdown': 'TargetBreakdownFiled', 'enhancement-plan': 'EnhancementPlanFiled' };
export const planEventOf = (table: string): string | null => EVENTS[table] ?? null;

interface StatedTarget {
  readonly indicator: string;
  readonly unit: string;
  readonly target: string | null;
  readonly targetYear?: number | null;
  readonly baselineYear?: number | null;
  readonly baseline?: string | null;
  readonly group?: string;
  readonly responsibleUnits?: readonly string[];
}
interface StatedPlan {
  readonly targets?: readonly StatedTarget[];
  readonly goals?: readonly StatedTarget[];
  readonly phases?: readonly {
    readonly name: string;
    readonly from?: string | null;
    readonly until?: string | null;
    readonly targets: readonly StatedTarget[];
  }[];
}

const rowOf = (
  { target: value, responsibleUnits, ...rest }: StatedTarget,
  phase: Readonly<Record<string, string | null | undefined>>,
  filedOn: string,
): Row =>
  Object.fromEntries(
    Object.entries({ ...phase, ...rest, target: value ?? '—', responsibleUnits: responsibleUnits?.join('、'), filedOn }).filter(
      ([, one]) => one !== undefined && one !== null && one !== '',
    ),
  ) as Row;

/** The rows of a plan that was filed: its goals, then the targets of each phase. */
export const planRows = ({ targets = [], goals = [], phases = [] }: StatedPlan, filedOn: string): readonly Row[] => [
  ...[...targets, ...goals].map((one) => rowOf(one, {}, filedOn)),
  ...phases.flatMap(({ name, from, until, targets: some }) => some.map((one) => rowOf(one, { phase: name, from, until }, filedOn))),
];

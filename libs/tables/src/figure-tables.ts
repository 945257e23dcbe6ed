import type { Bilingual } from '@minglu/kernel';
import { findIndicator, indicatorsOf, normalForm, unitOfControl, type IndicatorSystem } from '@minglu/regulation';
import { ruleFaults } from './faults.js';
import { listIn, shownColumn, type Column, type Import, type Row, type RowFault, type Table } from './table.js';

/** The acts that report figures, and the events that record them. */
const REPORTS = [
  {
    name: 'application-figures',
    command: 'SubmitApplication',
    event: 'ApplicationSubmitted',
    zh: '申请指标数据',
    en: 'figures of the application',
  },
  { name: 'progress-figures', command: 'ReportProgress', event: 'ProgressReported', zh: '创建进展数据', en: 'figures of the progress' },
  {
    name: 'self-assessment-figures',
    command: 'SubmitSelfAssessment',
    event: 'SelfAssessmentSubmitted',
    zh: '自评指标数据',
    en: 'figures of the self-assessment',
  },
  {
    name: 'evaluation-figures',
    command: 'SubmitEvaluation',
    event: 'EvaluationSubmitted',
    zh: '评估指标数据',
    en: 'figures of the evaluation',
  },
  {
    name: 'monitoring-figures',
    command: 'ReportMonitoringData',
    event: 'MonitoringDataReceived',
    zh: '运行监测数据',
    en: 'monitoring data',
  },
] as const;

/** The event that records the figures of a table. */
export const figureEventOf = (table: string): string | null => REPORTS.find(({ name }) => name === table)?.event ?? null;

const MAX_FIGURES = 10_000;

/** The schema of a figure allows these years. */
export const YEARS = { min: 1978, max: 2200 };

const columns = (system: IndicatorSystem | null): readonly Column[] => [
  {
    key: 'indicator',
    title: { zh: '指标编号', en: 'indicator' },
    kind: 'id',
    use: 'input',
    isPreset: true,
    isRequired: true,
    ...(system ? { suggestions: () => indicatorsOf(system).map(({ id }) => id) } : {}),
    width: 12,
    hint: {
      zh: system ? `指标体系 ${system.versionId} 的三级指标编号，例如 A1.1` : '指标编号',
      en: system ? `a third-level indicator of ${system.versionId}` : 'id of the indicator',
    },
  },
  { ...shownColumn('group', '所属指标', 'group', 26), isPreset: true },
  {
    key: 'name',
    title: { zh: '指标名称', en: 'name' },
    kind: 'text',
    use: 'check',
    isPreset: true,
    width: 40,
    hint: { zh: '与编号核对，防止错行', en: 'compared with the id, so that no row slips' },
  },
  {
    key: 'value',
    title: { zh: '指标值', en: 'value' },
    kind: 'decimal',
    use: 'input',
    isRequired: true,
    width: 18,
    hint: {
      zh: '只填数值，不写单位；没有数据的指标留空。超过 15 位的数设为文本格式',
      en: 'the number alone; leave it empty if there is none; more than 15 digits as text',
    },
  },
  {
    key: 'unit',
    title: { zh: '单位', en: 'unit' },
    kind: 'text',
    use: 'input',
    isPreset: true,
    isRequired: true,
    maxLength: 32,
    width: 10,
    hint: { zh: '例如 亿元、%、家、人；控制性指标的单位不能改', en: 'the unit of a control indicator is fixed' },
  },
  {
    key: 'dataYear',
    title: { zh: '数据年度', en: 'data year' },
    kind: 'integer',
    use: 'input',
    isRequired: true,
    ...YEARS,
    width: 12,
    hint: { zh: '四位年份，例如 2024', en: 'four digits' },
  },
  {
    key: 'source',
    title: { zh: '数据来源', en: 'source' },
    kind: 'text',
    use: 'input',
    isRequired: true,
    maxLength: 200,
    width: 28,
    hint: { zh: '例如 市统计局年报', en: 'where the figure comes from' },
  },
  shownColumn('period', '所属期间', 'period', 16),
  shownColumn('reportedOn', '报送日期', 'reported on', 14, 'day'),
];

/** The group and the name of an indicator, for the reader. */
export const describedIndicator = (system: IndicatorSystem, id: string): Row => {
  for (const area of system.tree)
    for (const group of area.children)
      for (const one of group.children)
        if (one.id === id)
          return { group: `${area.zh} / ${group.zh}${one.control === undefined ? '' : '（创建控制性指标）'}`, name: one.zh };
  return {};
};

/** Numbers are reported for these; the others are described in words. */
const presetOf = (system: IndicatorSystem): readonly Row[] =>
  indicatorsOf(system)
    .filter(({ type }) => type !== 'qualitative')
    .map(({ id }): Row => {
      const unit = unitOfControl(system, id);
      return { indicator: id, ...describedIndicator(system, id), ...(unit === null ? {} : { unit }) };
    });

const check =
  (system: IndicatorSystem | null): Import['check'] =>
  ({ indicator, name, unit }) => {
    const faults: RowFault[] = [];
    const id = String(indicator);
    const found = system ? findIndicator(system, id) : null;
    if (system && !found) return [{ key: 'indicator', ...ruleFaults.unknownIndicator(id, system.versionId) }];
    if (found && name !== undefined && normalForm(String(name)) !== normalForm(found.zh))
      faults.push({ key: 'name', ...ruleFaults.otherName(id, found.zh) });
    const expected = system ? unitOfControl(system, id) : null;
    if (expected !== null && normalForm(String(unit)) !== normalForm(expected))
      faults.push({ key: 'unit', ...ruleFaults.otherUnit(id, expected, String(unit)) });
    return faults;
  };

const about: Bilingual = {
  zh: '每行一项指标、一个年度。没有数据的指标留空即可；同一指标报送多个年度的，另加一行。',
  en: 'A row for each indicator and year. Leave indicators without a figure empty; add rows for further years.',
};

/** The tables of figures by an indicator system; null where none applies, as for parks. */
export const figureTables = (system: IndicatorSystem | null): readonly Table[] =>
  REPORTS.map(({ name, command, zh, en }) => ({
    name,
    title: { zh, en },
    about,
    columns: columns(system),
    rowKey: ['indicator', 'dataYear', 'unit'],
    usesSystem: true,
    import: {
      command,
      field: 'figures',
      maxRows: MAX_FIGURES,
      payloadOf: listIn('figures', ({ indicator, value, unit, dataYear, source }) => ({ indicator, value, unit, dataYear, source })),
      check: check(system),
    },
    preset: system ? presetOf(system) : [],
    asks: ['dossier'],
    needs: ['dossier'],
  }));

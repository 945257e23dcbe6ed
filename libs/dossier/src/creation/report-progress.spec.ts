import { city, command, figures, imported, readyForReview, on, reviewRequested, statusOf } from '../testing/index.js';

const targets = [
  {
    indicator: '软件业务收入',
    unit: '亿元',
    baselineYear: 2020,
    baseline: null,
    targetYear: 2025,
    target: '超10000',
    responsibleUnits: ['市工信局'],
  },
];
const file = (by = city('330100')) => command(by, on('2025-10-01'), 'FileTargetBreakdown', { caseId: 'a', targets });
const report = (by = city('330100')) =>
  command(by, on('2025-10-01'), 'ReportProgress', {
    caseId: 'a',
    period: '2025-H1',
    figures: figures('812.40', '13.1'),
    narrative: '按方案推进',
  });

describe('the period of a progress report (decisions 27)', () => {
  const report = (period: string, at = on('2025-10-08')) =>
    command(city('330100'), at, 'ReportProgress', { caseId: 'a', period, figures: [], narrative: '推进' });
  it.each([
    '2022',
    '2022-H1',
    '2022-01',
    '2022-Q1',
    '2025',
    '2025-H2',
    '2025-Q4',
    '2025-10',
    '2025年上半年',
    '第一年度',
    '2021-2022',
    'FY2026',
    '2026-H1 之前',
  ])('takes %s', (period) => {
    readyForReview().when(report(period)).then('ProgressReported');
  });
  it.each(['2026', '2025-11', '2026-H1', '2026H1', ' 2026 ', '2026年第一季度'])('refuses %s, which has not begun', (period) => {
    readyForReview().when(report(period)).thenRefused('date-in-future', 'measure-2022/12');
  });
  it('reads a quarter as three months and a half-year as six', () => {
    const begun = imported('a', '330100', '2025-09-25', '2022-03-10');
    for (const period of ['2022-Q1', '2022-H1']) begun.fork().when(report(period)).then('ProgressReported');
    begun.when(report('2022-01')).thenRefused('date-before-creation', 'measure-2022/12');
    begun.when(report('2025-Q4', on('2025-09-30'))).thenRefused('date-in-future', 'measure-2022/12');
    begun.when(report('2025-H2', on('2025-09-30'))).then('ProgressReported');
  });
  it('reads a period to its last day', () => {
    const begun = imported('a', '330100', '2025-09-25', '2022-01-01');
    begun.when(report('2021-12')).thenRefused('date-before-creation', 'measure-2022/12');
    begun.when(report('2022-01')).then('ProgressReported');
  });
  it.each(['2021', '2021-H2', '2021-Q4', '2021-12', '2021年'])('refuses %s, which ended before the creation began', (period) => {
    readyForReview().when(report(period)).thenRefused('date-before-creation', 'measure-2022/12');
  });
});

describe('FileTargetBreakdown and ReportProgress (article 12)', () => {
  it('store values as stated and leave the status', () => {
    const it = imported();
    const [event] = it.when(file()).then('TargetBreakdownFiled').events;
    expect(event?.data).toMatchObject({ targets: [{ baseline: null, target: '超10000' }] });
    it.when(report()).then('ProgressReported');
    expect(statusOf(it)).toBe('CREATING');
  });
  it('turn “—” into null and a number into its digits, and refuse two units of one indicator', () => {
    const [one] = targets;
    const { with: data, ...rest } = file();
    const [event] = imported()
      .when({ ...rest, with: { ...data, targets: [{ ...one, baseline: '—', target: 500 }] } })
      .then('TargetBreakdownFiled').events;
    expect(event?.data).toMatchObject({ targets: [{ baseline: null, target: '500' }] });
    imported()
      .when({ ...rest, with: { ...data, targets: [one, { ...one, unit: '万元' }] } })
      .thenRefused('units-do-not-match', 'measure-2022/12');
  });
  it('are possible only for the city itself, in creation', () => {
    imported()
      .when(file(city('340100')))
      .thenRefused('not-authorised', 'measure-2022/12');
    imported()
      .when(report(city('340100')))
      .thenRefused('not-authorised', 'measure-2022/12');
    reviewRequested().when(report()).thenRefused('not-in-this-state', 'measure-2022/12');
    reviewRequested().when(file()).thenRefused('not-in-this-state', 'measure-2022/12');
  });
});

import { authority, city, command, dossierOf, exitProposed, figures, officer, on, titled } from '../testing/index.js';

const report = (more: Record<string, unknown> = {}, by = city('330100')) =>
  command(by, on('2026-03-05'), 'ReportMonitoringData', {
    titleId: 't-a',
    period: '2025-Q4',
    source: '市统计局',
    release: '快报',
    figures: figures('812.40', '13.1', 2025),
    ...more,
  });

describe('ReportMonitoringData (article 23)', () => {
  it('stores each release of a source for a period beside the others', () => {
    const it = titled();
    for (const more of [{}, { release: '修订1' }, { source: '市工信局' }, { period: '2026-Q1' }])
      it.when(report(more)).then('MonitoringDataReceived');
    expect(dossierOf(it).title?.lastMonitoringOn).toBe('2026-03-05');
    expect(dossierOf(it).title?.monitoring).toEqual([
      { period: '2025-Q4', source: '市统计局', release: '快报' },
      { period: '2025-Q4', source: '市统计局', release: '修订1' },
      { period: '2025-Q4', source: '市工信局', release: '快报' },
      { period: '2026-Q1', source: '市统计局', release: '快报' },
    ]);
    it.when(report()).thenRefused('release-already-received', 'measure-2022/23');
  });
  it('refuses a figure given twice, and accepts an indicator for two years', () => {
    const [revenue] = figures('812.40', '13.1', 2025);
    const { refusal } = titled()
      .when(report({ figures: [revenue, { ...revenue, value: '900' }] }))
      .thenRefused('figure-given-twice', 'measure-2022/23');
    expect(refusal?.details).toEqual({ twice: ['A1.1 2025 亿元'] });
    titled()
      .when(report({ figures: [revenue, { ...revenue, dataYear: 2024 }] }))
      .then('MonitoringDataReceived');
  });
  it('is possible for the holder and its provincial authority, even while an exit is proposed', () => {
    titled()
      .when(report({}, authority('330000')))
      .then('MonitoringDataReceived');
    exitProposed().when(report()).then('MonitoringDataReceived');
    for (const by of [authority('320000'), city('320100'), officer])
      titled().when(report({}, by)).thenRefused('not-authorised', 'measure-2022/23');
  });
});

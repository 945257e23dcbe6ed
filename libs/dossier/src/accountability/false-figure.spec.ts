import { classify } from '@minglu/kernel';
import { dossierEvents } from '../case/events.js';
import { approver, auditor, city, command, dossierOf, inPublicity, officer, on, opened, statedFigure, titled } from '../testing/index.js';

const investigate = (investigationId = 'i1', subject = 'a') =>
  command(auditor, on('2026-01-05'), 'OpenInvestigation', { investigationId, subject, clue: '举报营业收入虚增', sourceProtected: true });
const close = (finding: string) =>
  command(approver, on('2026-02-05'), 'CloseInvestigation', { investigationId: 'i1', finding, reasons: '经查' });
const investigated = () => inPublicity().given(investigate());
const stated = statedFigure(inPublicity())!;
const find = (more: Record<string, unknown> = {}, by = auditor) =>
  command(by, on('2026-01-20'), 'FindFigureFalse', { investigationId: 'i1', ...stated, reasons: '与税务数据不符', ...more });
const withdraw = (more: Record<string, unknown> = {}, by = officer) =>
  command(by, on('2026-01-25'), 'WithdrawFigureFinding', { investigationId: 'i1', ...stated, reasons: '统计口径调整', ...more });

describe('FindFigureFalse (article 25)', () => {
  it('keeps the figure as the event states it, and changes neither status nor results', () => {
    const it = investigated();
    const before = dossierOf(it);
    const [event] = it.when(find()).then('FigureFoundFalse').events;
    expect(event!.data).toMatchObject({ ...stated, caseId: 'a', investigationId: 'i1', value: '812.40', unit: '亿元' });
    expect(dossierOf(it)).toEqual({
      ...before,
      investigations: [{ ...before.investigations[0], falseFigures: [{ ...stated, unit: '亿元' }] }],
    });
  });
  it('is seen by the ministry alone', () => {
    for (const type of ['FigureFoundFalse', 'FigureFindingWithdrawn'] as const)
      expect(classify(dossierEvents[type], null)).toBe('RESTRICTED');
  });
  it('refuses a figure that the event does not state for this case', () => {
    for (const wrong of [{ indicator: 'A1.2' }, { dataYear: 2019 }, { eventId: '1' }])
      investigated().when(find(wrong)).thenRefused('figure-not-stated', 'measure-2022/25');
    titled()
      .given(investigate('i1', 't-a'))
      .when(find({ eventId: '99999' }))
      .thenRefused('unknown-id', 'measure-2022/25');
  });
  it('needs the unit where the event states the indicator in several', () => {
    const both = ['亿元', '%'].map((unit) => ({ indicator: 'C2.1', value: '12.5', unit, dataYear: 2024, source: '市统计局' }));
    const it = titled().given(
      command(city('330100'), on('2025-12-01'), 'ReportMonitoringData', {
        titleId: 't-a',
        period: '2024',
        source: '市统计局',
        release: '年报',
        figures: both,
      }),
      investigate('i1', 't-a'),
    );
    const of = { eventId: String(it.events().findLastIndex(({ type }) => type === 'MonitoringDataReceived') + 1), indicator: 'C2.1' };
    it.when(find(of)).thenRefused('figure-ambiguous', 'measure-2022/25');
    it.given(find({ ...of, unit: '%' }), find({ ...of, unit: '亿元' }))
      .when(withdraw(of))
      .thenRefused('figure-ambiguous', 'measure-2022/25');
    it.given(withdraw({ ...of, unit: '％' }));
    expect(dossierOf(it).investigations[0]!.falseFigures).toMatchObject([{ unit: '亿元' }]);
  });
  it('finds a figure false once, and again after the finding was withdrawn', () => {
    const it = investigated().given(find());
    it.when(find()).thenRefused('already-found-false', 'measure-2022/25');
    it.given(withdraw()).when(find()).then('FigureFoundFalse');
  });
  it('needs an open investigation of the case', () => {
    investigated().given(close('substantiated')).when(find()).thenRefused('investigation-not-open', 'measure-2022/25');
    inPublicity().when(find()).thenRefused('unknown-id');
  });
  it('is possible only for an officer or the auditor, and not before figures were stated', () => {
    investigated().when(find({}, officer)).then('FigureFoundFalse');
    investigated()
      .when(find({}, city('330100')))
      .thenRefused('not-authorised', 'measure-2022/25');
    investigated().when(find({}, approver)).thenRefused('not-authorised', 'measure-2022/25');
    opened()
      .given(investigate())
      .when(find({ eventId: '1' }))
      .thenRefused('figure-not-stated', 'measure-2022/25');
  });
});

describe('WithdrawFigureFinding', () => {
  it('takes a finding back, also after the investigation has closed', () => {
    const it = investigated().given(find(), close('substantiated'));
    it.when(withdraw()).then('FigureFindingWithdrawn');
    expect(dossierOf(it).investigations[0]!.falseFigures).toEqual([]);
  });
  it('needs a finding that stands', () => {
    investigated().when(withdraw()).thenRefused('not-found-false', 'measure-2022/25');
    investigated()
      .given(find())
      .when(withdraw({ indicator: 'A2.1' }))
      .thenRefused('not-found-false', 'measure-2022/25');
  });
});

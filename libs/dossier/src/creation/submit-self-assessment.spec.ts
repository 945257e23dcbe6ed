import { admin, city, command, dossierOf, figures, imported, material, on, pilot, reviewRequested } from '../testing/index.js';
import { indicators168 } from '@minglu/regulation';

const assess = (more: Record<string, unknown> = {}, by = city('330100')) =>
  command(by, on('2025-09-25'), 'SubmitSelfAssessment', {
    caseId: 'a',
    indicatorVersion: '168-2022',
    figures: figures('812.40', '13.1'),
    materials: [material('self-assessment-report')],
    ...more,
  });

describe('SubmitSelfAssessment (article 16)', () => {
  it('records the figures and the version of the indicator system; the latest assessment counts', () => {
    const it = imported();
    it.when(assess()).then('SelfAssessmentSubmitted');
    it.when(assess({ figures: figures('900', '14') })).then('SelfAssessmentSubmitted');
    expect(dossierOf(it)).toMatchObject({
      status: 'CREATING',
      creation: { selfAssessment: { indicatorVersion: '168-2022', figures: [{ value: '900' }, { value: '14' }] } },
    });
  });
  it('is made by the system of the review, or one that comes into force after it (decisions 31)', () => {
    const newer = command(admin, on('2025-01-02'), 'PublishIndicatorSystem', {
      ...indicators168,
      versionId: '200-2025',
      effectiveFrom: '2025-01-01',
    });
    imported()
      .given(newer)
      .when(assess({ indicatorVersion: '200-2025' }))
      .then('SelfAssessmentSubmitted');
    imported().given(newer).when(assess()).thenRefused('not-the-system-of-the-review', 'measure-2022/16', 'measure-2022/5');
    imported()
      .given({ ...newer, with: { ...newer.with, effectiveFrom: '2026-01-01' } })
      .when(assess({ indicatorVersion: '200-2025' }))
      .then('SelfAssessmentSubmitted');
    imported()
      .when(assess({ indicatorVersion: '200-2025' }))
      .thenRefused('unknown-indicator-system', 'measure-2022/5');
    imported()
      .when(assess({ indicatorVersion: 'none', figures: [] }))
      .thenRefused('unknown-indicator-system', 'measure-2022/5');
  });
  it('needs its report', () => {
    imported()
      .when(assess({ materials: [material('other')] }))
      .thenRefused('materials-missing', 'measure-2022/16');
    pilot()
      .when({ ...assess({ indicatorVersion: 'none', figures: [], materials: [] }), by: city('park-1') })
      .thenRefused('materials-missing', 'notice-2023-277/2.3');
  });
  it('needs figures of that version, each once', () => {
    imported()
      .when(assess({ figures: [{ ...figures('1', '1')[0], indicator: 'A1' }] }))
      .thenRefused('unknown-indicator', 'measure-2022/annex');
    imported()
      .when(assess({ figures: [...figures('1', '1'), ...figures('2', '2')] }))
      .thenRefused('figure-given-twice', 'measure-2022/annex');
    const share = figures('1', '1').find(({ unit }) => unit === '%')!;
    imported()
      .when(assess({ figures: [share, { ...share, value: '2', unit: ' ％' }] }))
      .thenRefused('figure-given-twice', 'measure-2022/annex');
  });
  it('records a figure of a year that has not ended, and warns; so of a control figure older than the last year but one', () => {
    imported()
      .when(assess({ figures: figures('900', '14', 2025) }))
      .then('SelfAssessmentSubmitted')
      .thenWarns('future-data-year');
    imported()
      .when(assess({ figures: figures('900', '14', 2022) }))
      .then('SelfAssessmentSubmitted')
      .thenWarns('old-data-year');
    imported()
      .when(assess({ figures: figures('900', '14', 2023) }))
      .then('SelfAssessmentSubmitted')
      .thenWarns();
  });
  it('is possible only for the city itself, in creation', () => {
    imported()
      .when(assess({}, city('340100')))
      .thenRefused('not-authorised', 'measure-2022/16');
    reviewRequested().when(assess()).thenRefused('not-in-this-state', 'measure-2022/16');
  });
});

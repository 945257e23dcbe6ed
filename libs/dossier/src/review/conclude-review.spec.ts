import {
  admin,
  checking,
  city,
  command,
  dossierOf,
  experts,
  figures,
  inCreation,
  material,
  officer,
  on,
  passedPark,
  province,
  provincialCheck,
  requestingReview,
  reviewRequested,
  underReview,
} from '../testing/index.js';

const conclude = (more: Record<string, unknown> = {}, by = officer) =>
  command(by, on('2025-09-26'), 'ConcludeReview', { caseId: 'a', conclusion: 'pass', reasons: '达到创建标准', ...more });
const fail = { conclusion: 'fail', reasons: '未达标', improvementItems: ['提升软件业务收入'] };
const declaring = (revenue: string, growth: string, year = 2024) =>
  underReview('a', '330100', '2025-09-25', figures(revenue, growth, year));

describe('ConcludeReview (articles 17 and 18)', () => {
  it('passes the review', () => {
    const it = underReview();
    const [event] = it.when(conclude()).then('ReviewConcluded').events;
    expect(event?.data).toMatchObject({ conclusion: 'pass', attemptNo: 1, indicatorVersion: '168-2022', concludedOn: '2025-09-26' });
    expect(dossierOf(it).status).toBe('REVIEW_PASSED');
  });
  it('fails with an opinion; self-assessment and consent are needed again', () => {
    const it = underReview();
    it.when(conclude(fail)).then('ReviewConcluded', 'ImprovementOpinionIssued');
    expect(dossierOf(it)).toMatchObject({ status: 'CREATING', deadlines: [], creation: { selfAssessment: null, reviewConsent: false } });
    const again = requestingReview('a', '330100', '2025-10-20');
    it.when(again).thenRefused('self-assessment-missing', 'measure-2022/16');
    it.given(
      command(city('330100'), on('2025-10-19'), 'SubmitSelfAssessment', {
        caseId: 'a',
        indicatorVersion: '168-2022',
        figures: figures('900', '14'),
        materials: [material('self-assessment-report')],
      }),
    );
    it.when(again).thenRefused('consent-missing', 'measure-2022/16');
    it.given(
      command(province('330000'), on('2025-10-19'), 'RecordProvincialConsent', {
        caseId: 'a',
        purpose: 'review',
        issuer: '省人民政府',
        documentNumber: '2号',
        date: '2025-10-19',
      }),
    );
    it.when(again).then('ReviewRequested');
    it.given(
      command(officer, on('2025-10-21'), 'ConvenePanel', {
        caseId: 'a',
        panelId: 'panel-2',
        experts: experts('110000', '310000', '110000', '610100', '420100'),
        recusals: [],
      }),
    );
    it.when({ ...conclude(), at: on('2025-10-22') }).thenRefused('no-review-method', 'measure-2022/17');
  });
  it('returns a pilot park that fails to its pilot, and a city to its creation', () => {
    const park = provincialCheck().given(
      checking('provincial', '2023-10-26'),
      command(officer, on('2025-09-25'), 'ConvenePanel', {
        caseId: 'a',
        panelId: 'p',
        experts: experts('110000', '310000', '110000', '610100', '420100'),
        recusals: [],
      }),
      command(officer, on('2025-09-25'), 'RecordReviewMethod', {
        caseId: 'a',
        method: 'symposium',
        date: '2025-09-25',
        place: '北京',
        recordSha256: 'b'.repeat(64),
      }),
    );
    expect(park.when(conclude(fail)).events[0]!.data).toMatchObject({ backTo: 'pilot' });
    expect(underReview().when(conclude(fail)).events[0]!.data).not.toHaveProperty('backTo');
    const passed = passedPark()
      .events()
      .find(({ type }) => type === 'ReviewConcluded');
    expect(passed!.data).not.toHaveProperty('backTo');
  });
  it('counts the attempts', () => {
    const it = inCreation();
    for (const attempt of [1, 2]) {
      it.given(
        command(city('330100'), on('2025-09-25', '11:00:00'), 'SubmitSelfAssessment', {
          caseId: 'a',
          indicatorVersion: '168-2022',
          figures: figures('900', '14'),
          materials: [material('self-assessment-report')],
        }),
        command(province('330000'), on('2025-09-25', '11:00:00'), 'RecordProvincialConsent', {
          caseId: 'a',
          purpose: 'review',
          issuer: '省人民政府',
          documentNumber: '2号',
          date: '2025-09-25',
        }),
        requestingReview(),
        command(officer, on('2025-09-25', '12:00:00'), 'ConvenePanel', {
          caseId: 'a',
          panelId: 'p',
          experts: experts('110000', '310000', '110000', '610100', '420100'),
          recusals: [],
        }),
        command(officer, on('2025-09-25', '12:00:00'), 'RecordReviewMethod', {
          caseId: 'a',
          method: 'symposium',
          date: '2025-09-25',
          place: '北京',
          recordSha256: 'b'.repeat(64),
        }),
      );
      expect(it.when(conclude(fail)).events[0]?.data).toMatchObject({ attemptNo: attempt });
    }
  });
  it('refuses to fail without an opinion', () => {
    underReview()
      .when(conclude({ ...fail, improvementItems: undefined }))
      .thenRefused('improvement-opinion-missing', 'measure-2022/18');
    underReview()
      .when(conclude({ ...fail, improvementItems: [] }))
      .thenRefused('improvement-opinion-missing', 'measure-2022/18');
  });
  it('needs a panel and a recorded method', () => {
    reviewRequested()
      .given(
        command(officer, on('2025-09-25', '08:40:00'), 'ConvenePanel', {
          caseId: 'a',
          panelId: 'p',
          experts: experts('110000', '310000', '110000', '610100', '420100'),
          recusals: [],
        }),
      )
      .when(conclude())
      .thenRefused('no-review-method', 'measure-2022/17');
    reviewRequested().when(conclude()).thenRefused('not-in-this-state', 'measure-2022/17');
  });
  it('may state the votes of its members, of whom there is a quorum (decisions 36)', () => {
    const votes = (...ids: string[]) => ids.map((expertId) => ({ expertId, vote: 'pass' }));
    const five = votes('e1', 'e2', 'e3', 'e4', 'e5');
    const [event] = underReview()
      .when(conclude({ votes: five }))
      .then('ReviewConcluded').events;
    expect(event?.data).toMatchObject({ votes: five });
    underReview()
      .when(conclude({ votes: five.slice(1) }))
      .thenRefused('no-quorum', 'policy/panel-minimum', 'measure-2022/17');
    underReview()
      .when(conclude({ votes: votes('e1', 'e2', 'e3', 'e4', 'e9') }))
      .thenRefused('not-a-member', 'measure-2022/17');
    underReview()
      .when(conclude({ votes: votes('e1', 'e2', 'e3', 'e8', 'e9') }))
      .thenRefused('not-a-member', 'measure-2022/17');
    underReview()
      .when(conclude({ votes: votes('e1', 'e2', 'e3', 'e4', 'e4') }))
      .thenRefused('not-a-member', 'measure-2022/17');
  });
  it('is possible only for an officer', () => {
    underReview()
      .when(conclude({}, city('330100') as never))
      .thenRefused('not-authorised', 'measure-2022/17');
  });
});

describe('the control indicators at the review (annex; binding)', () => {
  it.each([
    ['500', '10.0'],
    ['500.00', '10'],
    ['812.40', '13.1'],
  ])('passes with %s and %s', (revenue, growth) => {
    declaring(revenue, growth).when(conclude()).then('ReviewConcluded');
  });
  it.each([
    ['499.99', '10.0'],
    ['499.999999999999999999', '10.0'],
    ['500', '9.99'],
    ['-1', '10.0'],
  ])('does not pass with %s and %s, but may fail', (revenue, growth) => {
    declaring(revenue, growth).when(conclude()).thenRefused('control-indicator-unmet', 'measure-2022/annex');
    declaring(revenue, growth).when(conclude(fail)).then('ReviewConcluded', 'ImprovementOpinionIssued');
  });
  it('do not pass if a figure is missing or no national average is known', () => {
    underReview('a', '330100', '2025-09-25', []).when(conclude()).thenRefused('control-indicator-unmet', 'measure-2022/annex');
    declaring('900', '20', 2021).when(conclude()).thenRefused('control-indicator-unmet', 'measure-2022/annex');
  });
  it('does not count a figure of a year that had not ended when it was recorded (decisions 31)', () => {
    const set = command(admin, on('2025-09-25', '07:00:00'), 'SetNationalAverage', {
      indicator: 'A2.1',
      dataYear: 2025,
      value: '9.0',
      source: '工信部',
    });
    const forecast = () => declaring('900', '20', 2025).given(set);
    const { refusal } = forecast().when(conclude()).thenRefused('control-indicator-unmet', 'measure-2022/annex');
    expect(refusal?.details).toMatchObject({ unmet: [{ outcome: 'not-reported' }, { outcome: 'not-reported' }] });
    forecast()
      .when({ ...conclude(), at: on('2026-01-08') })
      .thenRefused('control-indicator-unmet', 'measure-2022/annex');
    const both = [...figures('499', '20', 2024), ...figures('900', '20', 2025)];
    underReview('a', '330100', '2025-09-25', both).when(conclude()).thenRefused('control-indicator-unmet', 'measure-2022/annex');
  });
});

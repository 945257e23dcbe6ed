import { indicators168 } from '@minglu/regulation';
import {
  admin,
  allMet,
  approver,
  atMinistry,
  city,
  command,
  consent,
  dossierOf,
  figures,
  flags,
  imported,
  inCreation,
  material,
  officer,
  on,
  parkRequest,
  passing,
  pilot,
  readyForReview,
  requestingReview,
  started,
  unassessedPilot,
} from '../testing/index.js';

const request = (at: string, cityCode = '330100', materials = [material('review-application')]) =>
  command(city(cityCode), at, 'RequestReview', { caseId: 'a', materials });
const assess = (at: string, cityCode = '330100') =>
  command(city(cityCode), at, 'SubmitSelfAssessment', {
    caseId: 'a',
    indicatorVersion: '168-2022',
    figures: figures('812.40', '13.1'),
    materials: [material('self-assessment-report')],
  });
const prepared = (startDate = '2022-01-10') =>
  imported('a', '330100', '2024-12-01', startDate).given(assess(on('2024-12-02')), consent('review', {}, on('2024-12-03'), '330000'));
const newer = command(admin, on('2025-01-02'), 'PublishIndicatorSystem', {
  ...indicators168,
  versionId: '200-2025',
  effectiveFrom: '2025-01-01',
});

describe('RequestReview (articles 15 and 16)', () => {
  it('is possible after the cycle, with self-assessment and consent, and removes the flags', () => {
    const it = readyForReview();
    expect(flags(it)).toEqual(['CYCLE_ENDED']);
    it.when(requestingReview()).then('ReviewRequested');
    expect(dossierOf(it)).toMatchObject({ status: 'REVIEW_REQUESTED', deadlines: [], creation: { indicatorVersion: '168-2022' } });
    expect(flags(it)).toEqual([]);
  });
  it('is refused until the last second of the cycle and accepted at its end, even before the timer fires', () => {
    prepared()
      .when(request(on('2025-01-10', '23:59:59')))
      .thenRefused('cycle-not-ended', 'measure-2022/15');
    prepared()
      .when(request(on('2025-01-11', '00:00:00')))
      .then('ReviewRequested');
  });
  it('waits for the calendar if the end is provisional', () => {
    const it = started().given(assess(on('2026-12-01'), '441900'), consent('review', {}, on('2026-12-02')));
    const outcome = it.when(request(on('2027-02-01'), '441900')).thenRefused('cycle-not-ended', 'measure-2022/15');
    expect(outcome.refusal?.details).toMatchObject({ provisional: true });
  });
  it('is possible at a shortened end', () => {
    const it = prepared('2023-01-09').given(
      command(city('330100'), on('2024-12-04'), 'RequestCycleShortening', { caseId: 'a', newCycleEnd: '2025-01-09', reasons: '成效突出' }),
      command(approver, on('2024-12-20'), 'DecideCycleShortening', { caseId: 'a', decision: 'approve', documentNumber: '5号' }),
    );
    it.when(request(on('2025-01-09', '23:59:59'))).thenRefused('cycle-not-ended', 'measure-2022/15');
    it.given(passing(it, 'creation-cycle'))
      .when(request(on('2025-01-10', '00:00:00')))
      .then('ReviewRequested');
  });
  it('may come within an extension, once the three years are over (decisions 32)', () => {
    const extend = (at: string) =>
      command(approver, at, 'ExtendCreation', { caseId: 'a', newCycleEnd: '2026-12-31', documentNumber: '7号', reasons: '项目延期' });
    const late = prepared();
    late.given(passing(late, 'creation-cycle'), extend(on('2025-02-05')));
    late.when(request(on('2025-02-06'))).then('ReviewRequested');
    expect(dossierOf(late)).toMatchObject({ status: 'REVIEW_REQUESTED', deadlines: [] });
    const early = prepared().given(extend(on('2024-12-05')));
    early.when(request(on('2025-01-10', '23:59:59'))).thenRefused('cycle-not-ended', 'measure-2022/15');
    early.when(request(on('2025-01-11', '00:00:00'))).then('ReviewRequested');
  });
  it('may come within an extension from a shortened end too', () => {
    const it = prepared('2023-01-09').given(
      command(city('330100'), on('2024-12-04'), 'RequestCycleShortening', { caseId: 'a', newCycleEnd: '2025-01-09', reasons: '成效突出' }),
      command(approver, on('2024-12-20'), 'DecideCycleShortening', { caseId: 'a', decision: 'approve', documentNumber: '5号' }),
      command(approver, on('2024-12-25'), 'ExtendCreation', {
        caseId: 'a',
        newCycleEnd: '2026-12-31',
        documentNumber: '7号',
        reasons: '项目延期',
      }),
    );
    it.when(request(on('2025-01-09'))).thenRefused('cycle-not-ended', 'measure-2022/15');
    it.when(request(on('2025-01-10'))).then('ReviewRequested');
  });
  it('needs the self-assessment, the consent and the review application', () => {
    inCreation()
      .when(request(on('2025-09-25')))
      .thenRefused('self-assessment-missing', 'measure-2022/16');
    inCreation()
      .given(assess(on('2025-09-25', '08:10:00')))
      .when(request(on('2025-09-25')))
      .thenRefused('consent-missing', 'measure-2022/16');
    readyForReview()
      .when(request(on('2025-09-25'), '330100', [material('other')]))
      .thenRefused('materials-missing', 'measure-2022/16');
  });
  it('needs no consent of a direct municipality, and records this each time', () => {
    const it = inCreation('a', '120000').given(assess(on('2025-09-25', '08:10:00'), '120000'));
    it.when(request(on('2025-09-25'), '120000')).then('ReviewRequested', 'ConsentNotApplicable');
    it.given(
      command({ role: 'ministry-officer', org: 'MIIT', person: 'o' }, on('2025-09-26'), 'ReturnReviewMaterials', {
        caseId: 'a',
        reasons: '缺页',
      }),
    );
    it.when(request(on('2025-09-27'), '120000')).then('ReviewRequested', 'ConsentNotApplicable');
  });
  it('pins the indicator system in force now', () => {
    const it = readyForReview().given(newer);
    it.when(requestingReview()).thenRefused('not-the-system-of-the-review', 'measure-2022/16');
    const anew = assess(on('2025-09-25', '08:25:00'));
    it.given(
      { ...anew, with: { ...anew.with, indicatorVersion: '200-2025' } },
      consent('review', {}, on('2025-09-25', '08:26:00'), '330000'),
      requestingReview(),
    );
    expect(dossierOf(it).creation?.indicatorVersion).toBe('200-2025');
  });
  it('pins the indicator system of the application if the ministry has set that policy', () => {
    const it = started().given(
      command(city('441900'), on('2025-06-01'), 'RequestCycleShortening', { caseId: 'a', newCycleEnd: '2026-06-30', reasons: '成效突出' }),
      command(approver, on('2025-07-01'), 'DecideCycleShortening', { caseId: 'a', decision: 'approve', documentNumber: '5号' }),
      newer,
      command(admin, on('2025-07-02'), 'SetPolicy', { key: 'policy/review-by-system-in-force', value: false, documentNumber: '6号' }),
      assess(on('2026-07-01'), '441900'),
      consent('review', {}, on('2026-07-01')),
    );
    it.given(request(on('2026-07-02'), '441900'));
    expect(dossierOf(it)).toMatchObject({ application: { indicatorVersion: '168-2022' }, creation: { indicatorVersion: '168-2022' } });
  });
  it('is possible only for the city itself, once', () => {
    readyForReview()
      .when(request(on('2025-09-25'), '340100'))
      .thenRefused('not-authorised', 'measure-2022/16');
    readyForReview()
      .given(requestingReview())
      .when(request(on('2025-09-26')))
      .thenRefused('not-in-this-state', 'measure-2022/16');
  });
});

describe('RequestReview in a campaign (notice 277 section 4(2); article 17)', () => {
  const campaign = (campaignId: string, more: Record<string, unknown> = {}) =>
    command(admin, on('2026-01-05', '08:00:00'), 'OpenCampaign', {
      campaignId,
      programme: 'park',
      track: 'review',
      year: 2026,
      documentNumber: '1号',
      opensAt: '2026-02-01T00:00:00+08:00',
      closesAt: '2026-03-01T00:00:00+08:00',
      ...more,
    });
  /** A park in creation with its self-assessment. */
  const park = () =>
    atMinistry().given(
      command(officer, on('2023-11-13'), 'PassFormalReview', { caseId: 'a', checklist: allMet, reasons: '符合条件' }),
      command(officer, on('2023-11-14'), 'StartCreation', { caseId: 'a', documentNumber: '1号', startDate: '2023-11-14' }),
      campaign('parks'),
      campaign('park-review-2026'),
      campaign('cities', { programme: 'city' }),
      campaign('applications', { track: 'creation-application' }),
      command(city('park-1'), on('2026-01-06'), 'SubmitSelfAssessment', {
        caseId: 'a',
        indicatorVersion: 'none',
        figures: [],
        materials: [material('self-assessment-report')],
      }),
    );
  const cityRequest = (at: string, campaignId: string) =>
    command(city('330100'), at, 'RequestReview', { caseId: 'a', materials: [material('review-application')], campaignId });

  it('accepts a park in creation inside the window of the campaign that it names', () => {
    const it = park();
    expect(dossierOf(it)).toMatchObject({ status: 'CREATING', origin: 'application' });
    const [event] = it.when(parkRequest('2026-02-02', { campaignId: 'parks' })).then('ReviewRequested').events;
    expect(event?.data).toMatchObject({ campaignId: 'parks' });
    expect(dossierOf(it).status).toBe('MUNICIPAL_CHECK');
  });
  it.each(['none', 'cities', 'applications'])('refuses a park in creation that names %s, which is no review of parks', (campaignId) => {
    const { refusal } = park().when(parkRequest('2026-02-02', { campaignId })).thenRefused('no-review-campaign', 'notice-2023-277/4.2');
    expect(refusal?.details).toEqual({ campaignId });
  });
  it('refuses a park in creation outside the window of the campaign that it names', () => {
    for (const day of ['2026-01-31', '2026-03-01'])
      park()
        .when(parkRequest(day, { campaignId: 'parks' }))
        .thenRefused('outside-campaign-window', 'notice-2023-277/4.2');
  });
  it('needs no campaign for a park in creation: notice 277 section 4(2) is about pilot parks', () => {
    expect(park().when(parkRequest('2027-01-04')).then('ReviewRequested').events[0]?.data).toMatchObject({ campaignId: null });
    expect(park().when(parkRequest('2026-02-02')).then('ReviewRequested').events[0]?.data).toMatchObject({
      campaignId: 'park-review-2026',
    });
  });
  it('needs the self-assessment of a pilot park, by the notice and as for a city', () => {
    unassessedPilot().when(parkRequest('2026-02-02')).thenRefused('self-assessment-missing', 'notice-2023-277/2.3', 'measure-2022/16');
  });
  it('finds the campaign of the year for a pilot park, under any id', () => {
    const it = pilot().given(campaign('cities', { programme: 'city' }), campaign('applications', { track: 'creation-application' }));
    it.when(parkRequest('2026-02-02')).thenRefused('no-review-campaign', 'notice-2023-277/4.2');
    it.given(campaign('parks'));
    it.when(parkRequest('2026-01-31')).thenRefused('outside-campaign-window', 'notice-2023-277/4.2');
    it.when(parkRequest('2026-03-01')).thenRefused('outside-campaign-window', 'notice-2023-277/4.2');
    expect(it.when(parkRequest('2026-02-02')).then('ReviewRequested').events[0]?.data).toMatchObject({ campaignId: 'parks' });
  });
  it('accepts a pilot park in the campaign of the year before, while its extended window is open', () => {
    const extended = command(admin, on('2023-11-01'), 'ExtendCampaign', {
      campaignId: 'park-review-2023',
      closesAt: '2024-02-01T00:00:00+08:00',
      documentNumber: '2号',
      reason: '延长',
    });
    const it = pilot().given(extended);
    it.when(parkRequest('2024-02-01')).thenRefused('no-review-campaign', 'notice-2023-277/4.2');
    expect(it.when(parkRequest('2024-01-31')).then('ReviewRequested').events[0]?.data).toMatchObject({ campaignId: 'park-review-2023' });
    pilot().when(parkRequest('2025-01-31')).thenRefused('no-review-campaign', 'notice-2023-277/4.2');
  });
  it('applies the same rules to a city that names a campaign', () => {
    const it = readyForReview().given(campaign('cities', { programme: 'city' }), campaign('parks'));
    for (const campaignId of ['none', 'parks'])
      it.when(cityRequest(on('2026-02-02'), campaignId)).thenRefused('no-review-campaign', 'measure-2022/17');
    it.when(cityRequest(on('2026-03-01'), 'cities')).thenRefused('outside-campaign-window', 'measure-2022/17');
    const [event] = it.when(cityRequest(on('2026-02-02'), 'cities')).then('ReviewRequested').events;
    expect(event?.data).toMatchObject({ campaignId: 'cities' });
  });
});

import {
  admin,
  city,
  command,
  dossierOf,
  evaluationCampaign,
  exitProposed,
  figures,
  material,
  on,
  plausible,
  publicityClosed,
  titled,
  titledPark,
} from '../testing/index.js';

const campaign = (more: Record<string, unknown>) => ({ ...evaluationCampaign, with: { ...evaluationCampaign.with, ...more } });
const open = (more: Record<string, unknown> = {}) => titled().given(campaign(more));
const submitting = (more: Record<string, unknown> = {}, at = on('2025-10-21'), org = '330100') =>
  command(city(org), at, 'SubmitEvaluation', {
    titleId: 't-a',
    evaluationYear: 2025,
    campaignId: 'city-evaluation-2025',
    materials: [material('evaluation-form')],
    figures: figures('812.40', '13.1'),
    truthfulnessPledge: true,
    ...more,
  });

describe('SubmitEvaluation (article 24; notice 277 sections 1(1) and 4(1))', () => {
  it('records the submission and the indicator system of the day', () => {
    const it = open();
    const [event] = it.when(submitting()).then('EvaluationSubmitted').thenWarns().events;
    expect(event!.data).toEqual({
      caseId: 'a',
      titleId: 't-a',
      evaluationYear: 2025,
      campaignId: 'city-evaluation-2025',
      materials: [material('evaluation-form')],
      figures: figures('812.40', '13.1'),
      indicatorVersion: '168-2022',
      truthfulnessPledge: true,
    });
    expect(dossierOf(it)).toMatchObject({
      status: 'TITLED',
      evaluation: { submissions: [{ year: 2025, campaignId: 'city-evaluation-2025', approved: false }], results: [], ambiguous: null },
    });
  });
  it('may be repeated until it is approved, and the later one replaces the earlier', () => {
    const it = open().given(submitting());
    it.when(submitting({ figures: [] })).then('EvaluationSubmitted');
    expect(dossierOf(it).evaluation?.submissions).toHaveLength(1);
    it.given(plausible(it).ApproveMaterials);
    it.when(submitting()).thenRefused('already-approved', 'notice-2023-277/2.2');
  });
  it('keeps the years apart', () => {
    const it = open().given(
      submitting(),
      campaign({ campaignId: 'c-2026', year: 2026, opensAt: '2026-01-01T00:00:00+08:00' }),
      submitting({ evaluationYear: 2026, campaignId: 'c-2026' }, on('2026-10-21')),
    );
    expect(dossierOf(it).evaluation?.submissions.map(({ year }) => year)).toEqual([2025, 2026]);
  });
  it('needs the form and the pledge', () => {
    open()
      .when(submitting({ materials: [material('other')] }))
      .thenRefused('materials-missing', 'notice-2023-277/3.1');
    open()
      .when(submitting({ truthfulnessPledge: false }))
      .thenRefused('pledge-missing', 'notice-2023-277/2.2', 'measure-2022/24');
  });
  it('needs an evaluation campaign of its programme and year', () => {
    titled().when(submitting()).thenRefused('unknown-id');
    const other = (more: Record<string, unknown>) =>
      open(more).when(submitting()).thenRefused('other-campaign', 'measure-2022/24', 'notice-2023-277/1.1').refusal?.details;
    expect(other({ track: 'creation-application' })).toEqual({ track: 'creation-application', programme: 'city', year: 2025 });
    expect(other({ programme: 'park' })).toEqual({ track: 'evaluation', programme: 'park', year: 2025 });
    expect(other({ year: 2024 })).toEqual({ track: 'evaluation', programme: 'city', year: 2024 });
  });
  it('is possible inside the window', () => {
    const window = { opensAt: '2025-10-21T00:00:00+08:00', closesAt: '2025-11-11T00:00:00+08:00' };
    const at = (instant: string) => open(window).when(submitting({}, instant));
    at(on('2025-10-21', '00:00:00')).then('EvaluationSubmitted');
    at(on('2025-11-10', '23:59:59')).then('EvaluationSubmitted');
    at(on('2025-11-11', '00:00:00')).thenRefused('outside-campaign-window', 'notice-2023-277/4.1');
    open({ ...window, opensAt: '2025-10-22T00:00:00+08:00' })
      .when(submitting({}, on('2025-10-21', '23:59:59')))
      .thenRefused('outside-campaign-window');
  });
  it('accepts only known indicators, each once for a year', () => {
    const unheard = [{ ...figures('1', '1')[0]!, indicator: 'Z9' }];
    open()
      .when(submitting({ figures: unheard }))
      .thenRefused('unknown-indicator', 'measure-2022/annex');
    const [revenue] = figures('812.40', '13.1');
    open()
      .when(submitting({ figures: [revenue, revenue] }))
      .thenRefused('figure-given-twice', 'measure-2022/annex');
  });
  it('uses no indicator system of cities for a park', () => {
    const park = { programme: 'park', campaignId: 'park-evaluation-2025' };
    const unheard = [{ ...figures('1', '1')[0]!, indicator: 'Z9' }];
    const [event] = titledPark()
      .given(campaign(park))
      .when(submitting({ campaignId: 'park-evaluation-2025', figures: unheard }, on('2025-10-21'), 'park-1'))
      .then('EvaluationSubmitted').events;
    expect(event!.data).toMatchObject({ indicatorVersion: null });
  });
  it('is possible only for the title holder, while there is a title', () => {
    open()
      .when(submitting({}, on('2025-10-21'), '320100'))
      .thenRefused('not-authorised', 'measure-2022/24');
    open()
      .when({ ...submitting(), by: admin })
      .thenRefused('not-authorised', 'measure-2022/24', 'notice-2023-277/1.1', 'notice-2023-277/3.1', 'notice-2023-277/4.1');
    publicityClosed().given(evaluationCampaign).when(submitting()).thenRefused('not-authorised', 'measure-2022/24');
    exitProposed(open())
      .when(submitting({}, on('2026-03-05')))
      .then('EvaluationSubmitted');
  });
});

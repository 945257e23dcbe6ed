import {
  admin,
  approver,
  command,
  dossierOf,
  experts,
  inCreation,
  officer,
  on,
  reviewRequested,
  readyForReview,
  requestingReview,
  city,
  figures,
  material,
} from '../testing/index.js';

const five = experts('110000', '310000', '110000', '610100', '420100');
const convene = (more: Record<string, unknown> = {}, by = officer) =>
  command(by, on('2025-09-26'), 'ConvenePanel', { caseId: 'a', panelId: 'panel-1', experts: five, recusals: [], ...more });
const own = (cityCode: string, employer = '某研究院') => ({ id: 'own', cityCode, employer });
const setting = (key: string, value: unknown) =>
  command(admin, on('2025-09-25', '09:00:00'), 'SetPolicy', { key, value, documentNumber: '3号' });
const beijing = () =>
  inCreation('a', '110000').given(
    command(city('110000'), on('2025-09-25', '08:10:00'), 'SubmitSelfAssessment', {
      caseId: 'a',
      indicatorVersion: '168-2022',
      figures: figures('9000', '13.1'),
      materials: [material('self-assessment-report')],
    }),
    requestingReview('a', '110000'),
  );

describe('ConvenePanel (article 17; decision 15)', () => {
  it('begins the review with its sitting members', () => {
    const it = reviewRequested();
    it.when(convene()).then('ExpertPanelConvened').thenWarns();
    expect(dossierOf(it)).toMatchObject({ status: 'UNDER_REVIEW', review: { members: ['e1', 'e2', 'e3', 'e4', 'e5'], methods: 0 } });
  });
  it.each([[0], [3], [4], [6]])('refuses a panel of %i', (count) => {
    reviewRequested()
      .when(convene({ experts: experts(...Array.from({ length: count }, () => '110000')) }))
      .thenRefused('panel-too-small-or-even', 'policy/panel-minimum', 'measure-2022/17');
  });
  it('counts the sitting members, not the named experts', () => {
    reviewRequested()
      .when(convene({ experts: [...five, own('330100')], recusals: ['own'] }))
      .then('ExpertPanelConvened');
    reviewRequested()
      .when(convene({ recusals: ['e1'] }))
      .thenRefused('panel-too-small-or-even', 'policy/panel-minimum');
    const it = reviewRequested().given(convene({ experts: [...five, own('330100')], recusals: ['own'] }));
    expect(dossierOf(it).review?.members).not.toContain('own');
  });
  it('knows the divisions of earlier years, and refuses one that never was (decisions 41)', () => {
    const from = (cityCode: string) => reviewRequested().when(convene({ experts: [...five.slice(0, 4), own(cityCode)] }));
    for (const cityCode of ['371200', '371202', '371299', '522200']) from(cityCode).then('ExpertPanelConvened');
    for (const cityCode of ['999999', '330199', '379900']) from(cityCode).thenRefused('unknown-division', 'measure-2022/17');
  });
  it.each([
    ['330100', '某研究院'],
    ['330106', '某研究院'],
    ['110000', '杭州市经济和信息化局'],
    ['110000', '某院\u3000杭\u200B州 市分院'],
  ])('refuses an expert of the applicant who is not recused: %s %s', (cityCode, employer) => {
    reviewRequested()
      .when(convene({ experts: [...five.slice(0, 4), own(cityCode, employer)] }))
      .thenRefused('recusal-required', 'policy/recusal', 'measure-2022/17');
  });
  it('accepts an expert from another city of the province', () => {
    reviewRequested()
      .when(convene({ experts: [...five.slice(0, 4), own('330200')] }))
      .then('ExpertPanelConvened');
  });
  it('recognises a direct municipality by its first two digits', () => {
    const others = experts('310000', '310000', '310000', '610100', '420100');
    beijing()
      .when(convene({ experts: [...others.slice(0, 4), own('110105')] }))
      .thenRefused('recusal-required', 'policy/recusal');
    beijing()
      .when(convene({ experts: others }))
      .then('ExpertPanelConvened');
  });
  it('names each expert who should be recused, and each stranger among the recused', () => {
    const conflicted = [own('330100'), { ...own('330106'), id: 'own-2' }];
    reviewRequested()
      .when(convene({ experts: [...five.slice(0, 3), ...conflicted] }))
      .thenRefused('recusal-required', 'policy/recusal');
    reviewRequested()
      .when(convene({ recusals: ['x1', { id: 'x2' }] }))
      .then('ExpertPanelConvened')
      .thenWarns('recusal-of-a-stranger');
  });
  it('warns of no one who is recused from the panel itself', () => {
    const seven = [...five, own('330100'), { ...own('330106'), id: 'own-2' }];
    const recused = ['own', { expertId: 'own-2' }];
    const [event] = reviewRequested()
      .when(convene({ experts: seven, recusals: recused }))
      .then('ExpertPanelConvened')
      .thenWarns().events;
    expect(event!.data).toMatchObject({ recusals: ['own', 'own-2'] });
  });
  it('refuses an expert named twice, and warns of a recused person outside the panel', () => {
    reviewRequested()
      .when(convene({ experts: [...five, ...five.slice(0, 2)] }))
      .thenRefused('expert-named-twice', 'measure-2022/17');
    reviewRequested()
      .when(convene({ recusals: ['e9'] }))
      .then('ExpertPanelConvened')
      .thenWarns('recusal-of-a-stranger');
  });
  it('applies the policies that the ministry has set', () => {
    reviewRequested()
      .given(setting('policy/panel-minimum', 7))
      .when(convene())
      .thenRefused('panel-too-small-or-even', 'policy/panel-minimum');
    reviewRequested()
      .given(setting('policy/recusal', false))
      .when(convene({ experts: [...five.slice(0, 4), own('330100')] }))
      .then('ExpertPanelConvened');
  });
  it('is possible after the request, for an officer', () => {
    readyForReview().when(convene()).thenRefused('not-in-this-state', 'measure-2022/17');
    reviewRequested().when(convene({}, approver)).thenRefused('not-authorised', 'measure-2022/17');
  });
});

import { admin, approver, command, dossierOf, expert, officer, on, reviewRequested, sha, underReview } from '../testing/index.js';

const other = (id = 'e11', cityCode = '310000', employer = '第十一研究院') => ({ id, cityCode, employer });
const replace = (more: Record<string, unknown> = {}, by = officer) =>
  command(by, on('2025-09-26'), 'ReplacePanelMember', {
    caseId: 'a',
    expertId: 'e1',
    replacement: other(),
    reasons: '与申请城市有合作',
    documentNumber: '10号',
    ...more,
  });
const conclude = command(officer, on('2025-09-27'), 'ConcludeReview', { caseId: 'a', conclusion: 'pass', reasons: '达到创建标准' });
const score = (person: string) =>
  command({ ...expert, person }, on('2025-09-26'), 'ScoreIndicators', {
    caseId: 'a',
    expertId: person,
    scores: [{ indicator: 'A1.1', points: '8' }],
  });

describe('ReplacePanelMember (第十七条; decisions 36)', () => {
  it('puts another expert in the place of a member', () => {
    const it = underReview();
    it.when(replace()).then('PanelMemberReplaced').thenWarns();
    expect(dossierOf(it).review?.members).toEqual(['e2', 'e3', 'e4', 'e5', 'e11']);
    it.when(score('e1')).thenRefused('not-authorised', 'measure-2022/17');
    it.when(score('e11')).then('IndicatorsScored');
    it.when(conclude).then('ReviewConcluded');
  });
  it('lets a member recuse himself; no conclusion until the seat is filled', () => {
    const it = underReview();
    it.when(replace({ replacement: undefined, documentNumber: undefined }, expert))
      .then('PanelMemberReplaced')
      .thenWarns('panel-incomplete');
    it.when(conclude).thenRefused('panel-too-small-or-even', 'policy/panel-minimum', 'measure-2022/17');
    it.when(replace()).then('PanelMemberReplaced').thenWarns();
    expect(dossierOf(it).review).toMatchObject({ members: ['e2', 'e3', 'e4', 'e5', 'e11'], vacated: [] });
    it.when(conclude).then('ReviewConcluded');
  });
  it('does not let an expert recuse or replace another', () => {
    underReview()
      .when(replace({ expertId: 'e2', replacement: undefined }, expert))
      .thenRefused('recuses-another', 'measure-2022/17');
    underReview().when(replace({}, expert)).thenRefused('recuses-another', 'measure-2022/17');
  });
  it('names a member, and a person who has not sat and is not of the applicant', () => {
    underReview()
      .when(replace({ expertId: 'e9' }))
      .thenRefused('not-a-member', 'measure-2022/17');
    underReview()
      .when(replace({ replacement: other('e2') }))
      .thenRefused('expert-named-twice', 'measure-2022/17');
    underReview()
      .given(replace())
      .when(replace({ expertId: 'e2', replacement: other('e1') }))
      .thenRefused('expert-named-twice', 'measure-2022/17');
    underReview()
      .when(replace({ replacement: other('e11', '330106') }))
      .thenRefused('recusal-required', 'policy/recusal');
    underReview()
      .given(command(admin, on('2025-09-25'), 'SetPolicy', { key: 'policy/recusal', value: false, documentNumber: '3号' }))
      .when(replace({ replacement: other('e11', '330106') }))
      .then('PanelMemberReplaced');
  });
  it('belongs into the review', () => {
    reviewRequested().when(replace()).thenRefused('not-in-this-state', 'measure-2022/17');
    underReview().when(replace({}, approver)).thenRefused('not-authorised', 'measure-2022/17');
  });
});

describe('RecuseOfficer (第十七条; decisions 36)', () => {
  const recuse = (by = officer) => command(by, on('2025-09-26'), 'RecuseOfficer', { caseId: 'a', reasons: '近亲属在申请单位任职' });
  const record = (by = officer) =>
    command(by, on('2025-09-26'), 'RecordReviewMethod', {
      caseId: 'a',
      method: 'site-visit',
      date: '2025-09-26',
      place: '杭州',
      recordSha256: sha('c'),
    });
  it('keeps the officer from every further act on the case, and no one else', () => {
    const it = underReview();
    it.when(recuse()).then('OfficerRecused');
    it.when(record()).thenRefused('officer-recused', 'measure-2022/17', 'policy/recusal');
    it.when(conclude).thenRefused('officer-recused', 'measure-2022/17');
    it.when(recuse()).thenRefused('officer-recused');
    it.when(record({ ...officer, person: 'officer-2' })).then('ReviewMethodRecorded');
  });
  it('is of approvers too, once a review is asked for', () => {
    reviewRequested().when(recuse(approver)).then('OfficerRecused');
    reviewRequested().when(recuse(expert)).thenRefused('not-authorised', 'measure-2022/17');
  });
});

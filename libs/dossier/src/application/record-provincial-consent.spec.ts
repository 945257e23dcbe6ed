import {
  authority,
  city,
  command,
  consent,
  dossierOf,
  figures,
  imported,
  inCreation,
  material,
  on,
  opened,
  province,
  openedPark,
  readyForReview,
  requestingReview,
  ready,
  statusOf,
} from '../testing/index.js';

const assessing = (at: string) =>
  command(city('330100'), at, 'SubmitSelfAssessment', {
    caseId: 'a',
    indicatorVersion: '168-2022',
    figures: figures('812.40', '13.1'),
    materials: [material('self-assessment-report')],
  });
const assessed = () => imported().given(assessing(on('2025-09-25', '09:00:00')));

describe('RecordProvincialConsent (articles 7 and 16)', () => {
  it('leads from DRAFT to CONSENTED for the application', () => {
    const it = opened();
    it.when(consent('application', { issuer: '广东省人民政府' })).then('ProvincialConsentGranted');
    expect(statusOf(it)).toBe('CONSENTED');
    it.when(consent('application')).thenRefused('not-in-this-state', 'measure-2022/7');
  });
  it('is recorded in creation for the review and leaves the status', () => {
    const it = assessed();
    it.when(consent('review', { date: '2025-09-25' }, on('2025-09-25'), '330000')).then('ProvincialConsentGranted');
    expect(dossierOf(it)).toMatchObject({ status: 'CREATING', creation: { reviewConsent: true } });
  });
  it('is possible only for the government of the applicant’s province, never for its authority', () => {
    opened()
      .when(consent('application', {}, on('2023-11-03'), '430000'))
      .thenRefused('not-authorised', 'measure-2022/7');
    opened()
      .when({ ...consent('application'), by: authority('440000') })
      .thenRefused('not-authorised', 'measure-2022/7');
    opened()
      .when({ ...consent('application'), by: city('441900') })
      .thenRefused('not-authorised', 'measure-2022/7');
  });
  it.each(['省人民政府', '广东省人民政府', '广东省人民政府办公厅'])('accepts the issuer %s', (issuer) => {
    opened().when(consent('application', { issuer })).then('ProvincialConsentGranted');
  });
  it.each([
    '广东省工业和信息化厅',
    '湖南省人民政府',
    '东莞市人民政府',
    '广东省东莞市人民政府',
    '人民政府',
    '广东省人民政府发展研究中心',
    '广东省人民政府办公厅秘书处',
    '广东人民政府',
    '省 人民政府厅',
  ])('is not issued by %s', (issuer) => {
    opened().when(consent('application', { issuer })).thenRefused('issuer-not-the-government', 'measure-2022/7');
    imported()
      .when(consent('review', { issuer, date: '2025-09-25' }, on('2025-09-25'), '330000'))
      .thenRefused('issuer-not-the-government', 'measure-2022/16');
  });
  it('knows an autonomous region by its name or without one', () => {
    for (const issuer of ['广西壮族自治区人民政府', '自治区人民政府', '自治区人民政府办公厅'])
      opened({}, on('2023-11-01'), '450100')
        .when(consent('application', { issuer }, on('2023-11-03'), '450000'))
        .then('ProvincialConsentGranted');
  });
  it.each(['浙江省 人民政府', '浙江省人民政府　办公厅'])('does not mind the spaces of %s', (issuer) => {
    assessed()
      .when(consent('review', { issuer, date: '2025-09-25' }, on('2025-09-25'), '330000'))
      .then('ProvincialConsentGranted');
  });
  it('to the review answers a self-assessment (decisions 31)', () => {
    const given = (day: string) => consent('review', { date: day }, on(day), '330000');
    imported().when(given('2025-09-25')).thenRefused('self-assessment-missing', 'measure-2022/16');
    const it = assessed().given(given('2025-09-25'), assessing(on('2025-09-26')));
    expect(dossierOf(it).creation?.reviewConsent).toBe(false);
    it.when(requestingReview('a', '330100', '2025-09-27')).thenRefused('consent-missing', 'measure-2022/16');
    it.given(given('2025-09-27'))
      .when(requestingReview('a', '330100', '2025-09-28'))
      .then('ReviewRequested');
  });
  it('to the review is not older than the creation (decisions 27)', () => {
    assessed()
      .when(consent('review', { date: '2022-01-09' }, on('2025-09-25'), '330000'))
      .thenRefused('date-before-creation', 'measure-2022/16');
    assessed()
      .when(consent('review', { date: '2022-01-10' }, on('2025-09-25'), '330000'))
      .then('ProvincialConsentGranted');
  });
  it('refuses a date of tomorrow', () => {
    opened()
      .when(consent('application', { date: '2023-11-04' }))
      .thenRefused('date-in-future', 'measure-2022/7');
  });
  it('refuses the consent for the other step', () => {
    opened().when(consent('review')).thenRefused('consent-for-another-step', 'measure-2022/16');
    readyForReview()
      .when(consent('application', { date: '2025-09-25' }, on('2025-09-26'), '330000'))
      .thenRefused('consent-for-another-step', 'measure-2022/7');
    ready()
      .when(consent('review', {}, on('2023-12-02')))
      .thenRefused('not-in-this-state', 'measure-2022/16');
  });
  it('does not apply to a direct municipality', () => {
    opened({}, on('2023-11-01'), '120000')
      .when(consent('application', {}, on('2023-11-03'), '120000'))
      .thenRefused('consent-not-applicable', 'measure-2022/7');
    imported('a', '120000')
      .when(consent('review', { date: '2025-09-25' }, on('2025-09-25'), '120000'))
      .thenRefused('consent-not-applicable', 'measure-2022/16');
  });
  it('does not apply to a park, which its municipal and provincial authorities check', () => {
    openedPark().when(consent('application')).thenRefused('consent-not-applicable', 'measure-2022/7');
  });
  it('is refused for a dossier that does not exist as for one of another province', () => {
    const refusalTo = (caseId: string, org: string) => opened().when({ ...consent('application', { caseId }), by: province(org) }).refusal;
    expect(refusalTo('zzz', '330000')).toMatchObject({ code: 'not-authorised' });
    expect(refusalTo('zzz', '330000')).toEqual(refusalTo('a', '330000'));
  });
});

describe('RefuseProvincialConsent (articles 7 and 16)', () => {
  const refusal = (purpose: 'application' | 'review', day: string, org: string, more: Record<string, unknown> = {}) => {
    const { with: asked, ...rest } = consent(purpose, { date: day, ...more }, on(day), org);
    return { ...rest, do: 'RefuseProvincialConsent', with: { ...asked, reasons: '条件尚不成熟' } };
  };
  it('of the review is not older than the creation (decisions 27)', () => {
    const early = refusal('review', '2025-09-26', '330000', { date: '2022-01-09' });
    inCreation().when(early).thenRefused('date-before-creation', 'measure-2022/16');
    inCreation()
      .when(refusal('review', '2025-09-26', '330000', { date: '2022-01-10' }))
      .then('ProvincialConsentRefused');
  });
  it('does not apply where no consent is needed', () => {
    opened({}, on('2023-11-01'), '120000')
      .when(refusal('application', '2023-11-03', '120000'))
      .thenRefused('consent-not-applicable', 'measure-2022/7');
    openedPark()
      .when(refusal('application', '2023-11-03', '440000'))
      .thenRefused('consent-not-applicable', 'measure-2022/7');
  });
  it('leaves the status, and consent may come later', () => {
    const it = opened();
    const [event] = it.when(refusal('application', '2023-11-03', '440000')).then('ProvincialConsentRefused').events;
    expect(event?.data).toMatchObject({ purpose: 'application', reasons: '条件尚不成熟', date: '2023-11-03' });
    expect([statusOf(it), dossierOf(it).application?.consented]).toEqual(['DRAFT', false]);
    it.when(consent('application')).then('ProvincialConsentGranted');
    imported()
      .when(refusal('review', '2025-09-25', '330000'))
      .then('ProvincialConsentRefused');
  });
  it('is refused by the same rules as the consent', () => {
    opened()
      .when(refusal('application', '2023-11-03', '430000'))
      .thenRefused('not-authorised', 'measure-2022/7');
    opened()
      .when(refusal('review', '2023-11-03', '440000'))
      .thenRefused('consent-for-another-step', 'measure-2022/16');
    opened()
      .when(refusal('application', '2023-11-03', '440000', { issuer: '广东省工业和信息化厅' }))
      .thenRefused('issuer-not-the-government', 'measure-2022/7');
    opened()
      .when(refusal('application', '2023-11-03', '440000', { date: '2023-11-04' }))
      .thenRefused('date-in-future', 'measure-2022/7');
  });
  it('is refused after a given consent', () => {
    readyForReview()
      .when(refusal('review', '2025-09-26', '330000'))
      .thenRefused('consent-given', 'measure-2022/16');
  });
});

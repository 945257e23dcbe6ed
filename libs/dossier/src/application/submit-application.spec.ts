import {
  admin,
  applicationMaterials,
  command,
  consented,
  dossierOf,
  figures,
  on,
  opened,
  openedPark,
  parkSubmission,
  statusOf,
  submission,
  submitted,
} from '../testing/index.js';

const kinds = ['written-application-report', 'creation-application-form', 'creation-work-plan'];

describe('SubmitApplication (articles 7 and 10; notice 278)', () => {
  it('reaches the ministry with the three materials and the consent', () => {
    const it = consented();
    it.when(submission()).then('ApplicationSubmitted').thenWarns();
    expect(dossierOf(it)).toMatchObject({ status: 'SUBMITTED', application: { indicatorVersion: '168-2022', submittedOn: '2023-11-07' } });
  });
  it('needs the consent of the province, except for a direct municipality', () => {
    opened().when(submission()).thenRefused('consent-missing', 'measure-2022/7');
    opened({}, on('2023-11-01'), '120000')
      .when(submission({}, on('2023-11-07'), '120000'))
      .then('ApplicationSubmitted');
  });
  it.each(kinds)('refuses without %s', (missing) => {
    const outcome = consented()
      .when(submission({ materials: applicationMaterials.filter(({ kind }) => kind !== missing) }))
      .thenRefused('materials-missing', 'measure-2022/10');
    expect(outcome.refusal?.details).toEqual({ missing: [missing] });
  });
  it('needs the truthfulness pledge', () => {
    consented()
      .when(submission({ truthfulnessPledge: false }))
      .thenRefused('pledge-missing', 'notice-2023-278/3.3');
  });
  it('is possible until the last second of the window', () => {
    consented()
      .when(submission({}, on('2023-11-15', '23:59:59')))
      .then('ApplicationSubmitted');
    consented()
      .when(submission({}, on('2023-11-16', '00:00:00')))
      .thenRefused('outside-campaign-window', 'notice-2023-278/4');
    consented()
      .given(
        command(admin, on('2023-11-14'), 'ExtendCampaign', {
          campaignId: 'city-creation-2023',
          closesAt: '2023-11-17T00:00:00+08:00',
          documentNumber: '2号',
          reason: '系统故障',
        }),
      )
      .when(submission({}, on('2023-11-16', '23:59:59')))
      .then('ApplicationSubmitted');
  });
  it('is possible only for the applicant, and once', () => {
    consented()
      .when(submission({}, on('2023-11-07'), '440100'))
      .thenRefused('not-authorised', 'measure-2022/7', 'notice-2023-278/2.1');
    submitted().when(submission()).thenRefused('not-in-this-state', 'measure-2022/10');
  });
  it('takes the documents of a park, and leads to the municipal check first', () => {
    const it = openedPark();
    it.when(submission({ figures: [] }, on('2023-11-07'), 'park-1')).thenRefused('materials-missing', 'notice-2023-278/2.2');
    it.when(parkSubmission()).then('ApplicationSubmitted');
    expect(statusOf(it)).toBe('MUNICIPAL_CHECK');
  });
});

describe('the control indicators at the application (annex; a warning)', () => {
  const declared = (list: unknown[]) => consented().when(submission({ figures: list }));
  it('does not warn at exactly 500 and the national average', () => {
    declared(figures('500', '11.2', 2022))
      .then('ApplicationSubmitted')
      .thenWarns();
    declared(figures('500.00', '11.20', 2022)).thenWarns();
  });
  it('warns if either value is below', () => {
    declared(figures('499.99', '12.0', 2022))
      .then('ApplicationSubmitted')
      .thenWarns('control-indicator-unmet');
    declared(figures('500', '11.19', 2022)).thenWarns('control-indicator-unmet');
  });
  it('warns if a figure is missing, in another unit, or without a national average', () => {
    declared([]).then('ApplicationSubmitted').thenWarns('control-indicator-unknown');
    declared(figures('700', '12.0', 2022).slice(0, 1)).thenWarns('control-indicator-unknown');
    declared(figures('700', '12.0', 2021)).thenWarns('control-indicator-unknown');
    const both = [...figures('700', '12.0', 2022), ...figures('100', '1.0', 2023)];
    expect(declared(both).thenWarns('future-data-year').events[0]!.data).toMatchObject({
      controlChecks: [
        { dataYear: 2022, outcome: 'met' },
        { dataYear: 2022, outcome: 'met' },
      ],
    });
    const old = [...figures('700', '12.0', 2022), ...figures('600', '12.0', 2020), { ...figures('1', '1', 2020)[0], indicator: 'A1.2' }];
    declared(old).thenWarns('old-data-year');
    declared([{ ...figures('5000000', '12.0', 2022)[0], unit: '万元' }, figures('700', '12.0', 2022)[1]]).thenWarns(
      'control-indicator-unknown',
    );
  });
  it('records the outcome of each control with the event', () => {
    const [event] = declared(figures('499.99', '12.0', 2022)).events;
    expect(event?.data).toMatchObject({
      controlChecks: [
        { indicator: 'A1.1', value: '499.99', threshold: '500', outcome: 'unmet' },
        { indicator: 'A2.1', threshold: '11.2', outcome: 'met' },
      ],
    });
  });
  it('refuses a figure without indicator, and a figure given twice', () => {
    declared([...figures('700', '12.0', 2022), { ...figures('1', '1', 2022)[0], indicator: 'Z9.9' }]).thenRefused(
      'unknown-indicator',
      'measure-2022/annex',
    );
    declared([...figures('700', '12.0', 2022), ...figures('700', '12.0', 2022)]).thenRefused('figure-given-twice', 'measure-2022/annex');
  });
});

import { park } from '@minglu/reference';
import {
  admin,
  approver,
  city,
  command,
  creationEnded,
  dossierOf,
  freshWorld,
  imported,
  officer,
  on,
  opened,
  opening,
  rejected,
  statusOf,
  submission,
  titled,
  withdrawn,
} from '../testing/index.js';

const campaign = (more: Record<string, unknown> = {}) =>
  command(admin, on('2026-03-16'), 'OpenCampaign', {
    campaignId: 'city-creation-2026',
    programme: 'city',
    track: 'creation-application',
    year: 2026,
    documentNumber: '31号',
    opensAt: '2026-03-16T00:00:00+08:00',
    closesAt: '2026-05-01T00:00:00+08:00',
    ...more,
  });
const again = (cityCode: string, more: Record<string, unknown> = {}, at = on('2026-03-20')) =>
  opening({ caseId: 'b', campaignId: 'city-creation-2026', ...more }, at, cityCode);

describe('OpenApplication (articles 7 and 9)', () => {
  it('opens a draft for a prefecture-level city, which still needs the consent of its province', () => {
    const it = freshWorld();
    it.when(opening()).then('ApplicationOpened');
    expect(dossierOf(it)).toMatchObject({
      status: 'DRAFT',
      origin: 'application',
      previousCaseId: null,
      application: { consented: false, workingBody: '市工信局' },
      deadlines: [],
    });
    expect(dossierOf(it).subject).toEqual({
      caseId: 'a',
      programme: 'city',
      applicant: '441900',
      applicantName: '东莞市',
      cityCode: '441900',
      cityName: '东莞市',
      cityClass: 'prefecture-city',
      provinceCode: '440000',
    });
  });
  it.each(['110000', '120000', '310000', '500000'])('lets the direct municipality %s apply without consent', (code) => {
    const it = freshWorld();
    it.when(opening({}, on('2023-11-01'), code)).then('ApplicationOpened', 'ConsentNotApplicable');
    expect(dossierOf(it).application?.consented).toBe(true);
  });
  it.each([
    ['320100', 'sub-provincial-city'],
    ['440300', 'separately-planned-city'],
  ])('opens for %s, a %s, without waiving the consent', (code, kind) => {
    const it = opened({}, on('2023-11-01'), code);
    expect(dossierOf(it)).toMatchObject({ subject: { cityClass: kind }, application: { consented: false } });
    it.when(submission({}, on('2023-11-07'), code)).thenRefused('consent-missing', 'measure-2022/7');
  });
  it.each([
    ['320583', '县级市'],
    ['429004', '省直辖县级市'],
    ['532900', '州'],
    ['152500', '盟'],
    ['440000', '省'],
    ['440305', '市辖区'],
    ['999999', '没有的代码'],
  ])('refuses %s (%s)', (code) => {
    freshWorld()
      .when(opening({}, on('2023-11-01'), code))
      .thenRefused('not-eligible', 'measure-2022/7');
  });
  it('opens a draft for a prefecture only after a ruling, and then with the consent of its province', () => {
    const prefecture = opening({}, on('2023-11-01'), '532900');
    const ruling = (appliesTo: string) =>
      command(approver, on('2023-10-30'), 'RecordLegalRuling', {
        rulingId: `r-${appliesTo}`,
        question: '可否申请',
        ruling: '可以',
        documentNumber: '1号',
        appliesTo,
      });
    freshWorld().given(ruling('532300')).when(prefecture).thenRefused('not-eligible', 'measure-2022/7');
    const it = freshWorld().given(ruling('532900'));
    it.when(prefecture).then('ApplicationOpened');
    expect(dossierOf(it)).toMatchObject({ subject: { cityClass: 'prefecture-unit' }, application: { consented: false } });
    it.when(submission({}, on('2023-11-07'), '532900')).thenRefused('consent-missing', 'measure-2022/7');
    freshWorld()
      .given(ruling('320583'))
      .when(opening({}, on('2023-11-01'), '320583'))
      .thenRefused('not-eligible', 'measure-2022/7');
  });
  it('is possible only for the city itself', () => {
    freshWorld()
      .when({ ...opening(), by: city('440100') })
      .thenRefused('not-authorised', 'measure-2022/7');
    freshWorld()
      .when({ ...opening(), by: officer })
      .thenRefused('not-authorised');
  });
  it('opens a draft for a registered park', () => {
    const one = command(city('park-1'), on('2023-11-01'), 'OpenApplication', {
      caseId: 'k',
      programme: 'park',
      applicant: 'park-1',
      campaignId: 'park-creation-2023',
      workingBody: '管委会',
    });
    freshWorld().when(one).thenRefused('unknown-id');
    const it = freshWorld().given(
      command(admin, on('2023-10-16'), 'RegisterPark', { parkId: 'park-1', name: '某软件园', cityCode: '310000' }),
    );
    expect(it.state(park('park-1'))).not.toBeNull();
    it.when(one).then('ApplicationOpened');
    expect(dossierOf(it, 'k').subject).toMatchObject({ programme: 'park', applicantName: '某软件园', cityCode: '310000' });
  });
});

describe('OpenApplication in its window (notice 278 section 4)', () => {
  it.each([
    ['2023-10-14', '23:59:59'],
    ['2023-11-16', '00:00:00'],
    ['2023-11-16', '00:01:00'],
  ])('refuses at %s %s', (day, time) => {
    freshWorld()
      .when(opening({}, on(day, time)))
      .thenRefused('outside-campaign-window', 'notice-2023-278/4');
  });
  it.each([
    ['2023-10-15', '00:00:00'],
    ['2023-11-15', '23:59:59'],
  ])('accepts at %s %s', (day, time) => {
    freshWorld()
      .when(opening({}, on(day, time)))
      .then('ApplicationOpened');
  });
  it('accepts after the old end if the window is extended', () => {
    freshWorld()
      .given(
        command(admin, on('2023-11-14'), 'ExtendCampaign', {
          campaignId: 'city-creation-2023',
          closesAt: '2023-12-01T00:00:00+08:00',
          documentNumber: '2号',
          reason: '系统故障',
        }),
      )
      .when(opening({}, on('2023-11-30', '23:59:59')))
      .then('ApplicationOpened');
  });
  it('refuses an unknown campaign, and a campaign of another kind', () => {
    freshWorld()
      .when(opening({ campaignId: 'none' }))
      .thenRefused('unknown-id');
    freshWorld()
      .when(opening({ campaignId: 'city-evaluation-2023' }))
      .thenRefused('wrong-campaign', 'notice-2023-278/1');
    freshWorld()
      .when(opening({ campaignId: 'park-creation-2023' }))
      .thenRefused('wrong-campaign', 'notice-2023-278/1');
  });
});

describe('one open dossier for each applicant (decision 2)', () => {
  it('refuses an id in use', () => {
    opened()
      .when(opening({}, on('2023-11-02'), '440100'))
      .thenRefused('id-taken');
  });
  it('refuses a second dossier of the same city', () => {
    opened()
      .when(opening({ caseId: 'b' }))
      .thenRefused('dossier-already-open', 'notice-2023-278/3.4');
  });
  it('refuses a city with a memorandum, and a city that holds the title', () => {
    imported('m', '330100', '2023-10-20')
      .when(opening({}, on('2023-11-01'), '330100'))
      .thenRefused('dossier-already-open', 'notice-2023-278/3.4');
    titled().given(campaign()).when(again('330100')).thenRefused('dossier-already-open', 'notice-2023-278/3.4');
  });
  it.each([
    ['a rejection', rejected, '441900'],
    ['a withdrawal', withdrawn, '441900'],
    ['the end of its creation', creationEnded, '330100'],
  ])('after %s opens a new one, linked to the last', (_, before, code) => {
    const it = before().given(campaign());
    it.fork()
      .when(again(code, { previousCaseId: 'a' }))
      .then('ApplicationOpened');
    it.when(again(code)).then('ApplicationOpened');
    expect(dossierOf(it, 'b')).toMatchObject({ status: 'DRAFT', previousCaseId: 'a' });
    expect(statusOf(it, 'a')).not.toBe('DRAFT');
  });
  it('is possible on the same day if the ministry has set no cooling-off period', () => {
    withdrawn()
      .when(opening({ caseId: 'b' }, on('2023-11-02', '10:00:01')))
      .then('ApplicationOpened');
  });
  it('refuses a previous case that is not the latest', () => {
    rejected()
      .given(campaign())
      .when(again('441900', { previousCaseId: 'zzz' }))
      .thenRefused('not-the-previous-case', 'notice-2023-278/3.3');
    freshWorld()
      .when(opening({ previousCaseId: 'a' }))
      .thenRefused('not-the-previous-case', 'notice-2023-278/3.3');
  });
  it('waits for the cooling-off period set by the ministry, counted by corresponding days', () => {
    const it = rejected().given(
      command(admin, on('2023-12-05'), 'SetPolicy', { key: 'policy/cooling-off-months', value: 3, documentNumber: '3号' }),
      campaign({ opensAt: '2024-01-01T00:00:00+08:00' }),
    );
    it.fork()
      .when(again('441900', {}, on('2024-03-01', '23:59:59')))
      .thenRefused('cooling-off', 'policy/cooling-off-months');
    it.fork()
      .when(again('441900', {}, on('2024-03-02', '00:00:00')))
      .then('ApplicationOpened');
    it.when(again('440100', {}, on('2024-02-01'))).then('ApplicationOpened');
  });
  it('waits until the end of the next working day if the cooling-off period ends on a rest day', () => {
    const it = rejected().given(
      command(admin, on('2023-12-05'), 'SetPolicy', { key: 'policy/cooling-off-months', value: 1, documentNumber: '3号' }),
      campaign({ opensAt: '2024-01-01T00:00:00+08:00' }),
    );
    const { refusal } = it
      .fork()
      .when(again('441900', {}, on('2024-01-02', '23:59:59')))
      .thenRefused('cooling-off', 'policy/cooling-off-months');
    expect(refusal!.details).toEqual({ until: '2024-01-02' });
    it.when(again('441900', {}, on('2024-01-03', '00:00:00'))).then('ApplicationOpened');
  });
});

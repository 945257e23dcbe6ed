import type { World } from '@minglu/kernel/testing';
import { succession, type Succession } from '@minglu/reference';
import {
  admin,
  approver,
  authority,
  cancelled,
  city,
  command,
  consent,
  dossierOf,
  experts,
  expert as anExpert,
  freshWorld,
  importing,
  municipalCheck,
  municipality,
  officer,
  on,
  opened,
  openedPark,
  opening,
  otherApprover,
  rejected,
  reviewRequested,
  started,
  statusOf,
  submission,
  titled,
} from '../testing/index.js';
import { dossierRef } from './refs.js';
import { formerNames, standing, subjectOn } from './standing.js';

let n = 0;
const changing = (kind: string, code: string, newCode: string, effectiveDate: string, more: object = {}, at = on('2023-10-20')) =>
  command(admin, at, 'RecordDivisionChange', {
    changeId: `c${(n += 1)}`,
    kind,
    code,
    newCode,
    effectiveDate,
    documentNumber: '国函〔2023〕1号',
    ...more,
  });
const changingPark = (kind: string, more: object, effectiveDate: string, at = on('2023-10-20')) =>
  command(admin, at, 'RecordParkChange', {
    changeId: `c${(n += 1)}`,
    kind,
    parkId: 'park-1',
    effectiveDate,
    documentNumber: '1号',
    ...more,
  });
/** Dongguan (441900) becomes part of Guangzhou (440100). */
const merging = (effectiveDate = '2023-11-06') => changing('merged', '441900', '440100', effectiveDate);
const recoding = (effectiveDate = '2023-11-06') => changing('recoded', '441900', '442900', effectiveDate, { newName: '莞城市' });
const known = (it: World): Succession => it.state(succession);
const report = (org: string, at: string) =>
  command(city(org), at, 'ReportProgress', { caseId: 'a', period: '2024年上半年', figures: [], narrative: '进展' });
const withdrawal = (org: string, at: string) => command(city(org), at, 'WithdrawApplication', { caseId: 'a', reasons: '另行安排' });
/** Opens a second dossier as the successor. */
const again = (org: string, at = on('2023-11-08'), more: Record<string, unknown> = {}) => opening({ caseId: 'b', ...more }, at, org);

describe('the subject of a dossier on a day (decisions 38)', () => {
  it('is the recorded one without a change', () => {
    const { subject } = dossierOf(opened());
    expect(subjectOn(subject!, { divisions: [], parks: [], changeIds: [] }, '2199-01-01' as never)).toEqual(subject);
  });
  it('is the successor from the day on, with its city, class and province', () => {
    const it = opened().given(merging('2023-11-20'));
    const { subject } = dossierOf(it);
    expect(subject).toMatchObject({ applicant: '441900', applicantName: '东莞市' });
    expect(subjectOn(subject!, known(it), '2023-11-19' as never)).toEqual(subject);
    expect(subjectOn(subject!, known(it), '2023-11-20' as never)).toEqual({
      caseId: 'a',
      programme: 'city',
      applicant: '440100',
      applicantName: '广州市',
      cityCode: '440100',
      cityName: '广州市',
      cityClass: 'sub-provincial-city',
      provinceCode: '440000',
    });
  });
  it('is the recorded one on a day before its code existed', () => {
    const it = freshWorld().given(recoding(), again('442900', on('2023-11-08'), { caseId: 'a' }));
    const { subject } = dossierOf(it);
    expect(subject).toMatchObject({ applicant: '442900', applicantName: '莞城市' });
    expect(subjectOn(subject!, known(it), '2023-11-05' as never)).toEqual(subject);
  });
  it('is a park with its name, its city and its operator of the day', () => {
    const it = openedPark().given(
      changingPark('renamed', { newName: '松山湖软件园' }, '2023-11-10'),
      changingPark('moved', { newCityCode: '440300' }, '2023-11-11'),
      changing('renamed', '440300', '440300', '2023-11-12', { newName: '鹏城市' }),
    );
    const { subject } = dossierOf(it);
    const seen = (day: string) => {
      const { applicantName, cityCode, cityName, cityClass } = subjectOn(subject!, known(it), day as never);
      return [applicantName, cityCode, cityName, cityClass];
    };
    expect(['2023-11-09', '2023-11-10', '2023-11-11', '2023-11-12'].map(seen)).toEqual([
      ['某软件园', '441900', '东莞市', 'prefecture-city'],
      ['松山湖软件园', '441900', '东莞市', 'prefecture-city'],
      ['松山湖软件园', '440300', '深圳市', 'separately-planned-city'],
      ['松山湖软件园', '440300', '鹏城市', 'separately-planned-city'],
    ]);
  });
  it('has former names, each with the first day of the next one', () => {
    const it = opened().given(recoding('2023-11-20'), changing('merged', '442900', '440100', '2023-12-01'));
    const { subject } = dossierOf(it);
    const names = (day: string) => formerNames(subject!, known(it), day as never);
    expect(names('2023-11-19')).toEqual([]);
    expect(names('2023-11-20')).toEqual([{ name: '东莞市', until: '2023-11-20' }]);
    expect(names('2023-12-31')).toEqual([
      { name: '东莞市', until: '2023-11-20' },
      { name: '莞城市', until: '2023-12-01' },
    ]);
  });
  it('has no former name for a new code under the same name', () => {
    const it = opened().given(changing('recoded', '441900', '442900', '2023-11-20'));
    expect(formerNames(dossierOf(it).subject!, known(it), '2023-12-31' as never)).toEqual([]);
  });
  it('leaves a dossier that does not exist as it is', () => {
    const it = freshWorld();
    const none = it.state(dossierRef('none'));
    expect(standing(none, known(it), '2023-11-01T00:00:00.000Z')).toBe(none);
  });
});

describe('jurisdiction on the day of the act (decisions 38)', () => {
  it('passes from a merged city to its successor', () => {
    const it = started().given(changing('merged', '441900', '440100', '2024-03-01', {}, on('2024-02-01')));
    it.fork()
      .when(report('441900', on('2024-02-29')))
      .then('ProgressReported');
    it.fork()
      .when(report('440100', on('2024-02-29')))
      .thenRefused('not-authorised');
    it.fork()
      .when(report('440100', on('2024-03-01')))
      .then('ProgressReported');
    it.when(report('441900', on('2024-03-01'))).thenRefused('not-authorised');
  });
  it('passes to the new code, through several changes', () => {
    const it = started().given(recoding('2023-11-20'), changing('merged', '442900', '440100', '2023-12-01'));
    it.when(report('440100', on('2024-03-01'))).then('ProgressReported');
    it.when(report('442900', on('2024-03-01'))).thenRefused('not-authorised');
  });
  it('stays with a city that only changes its name', () => {
    started()
      .given(changing('renamed', '441900', '441900', '2023-11-20', { newName: '莞城市' }))
      .when(report('441900', on('2024-03-01')))
      .then('ProgressReported');
  });
  it('passes to the operator of a park, and to the park that takes it in', () => {
    const operatorCode = '91420100MA0000000Y';
    const it = openedPark().given(
      command(admin, on('2023-10-17'), 'RegisterPark', { parkId: 'park-2', name: '松山湖软件园', cityCode: '441900' }),
      changingPark('succeeded', { operatorCode }, '2023-11-05'),
      changingPark('merged', { newParkId: 'park-2' }, '2023-11-10'),
    );
    it.fork()
      .when(withdrawal('park-1', on('2023-11-04')))
      .then('ApplicationWithdrawn');
    it.fork()
      .when(withdrawal('park-1', on('2023-11-05')))
      .thenRefused('not-authorised');
    it.fork()
      .when(withdrawal(operatorCode, on('2023-11-05')))
      .then('ApplicationWithdrawn');
    it.fork()
      .when(withdrawal(operatorCode, on('2023-11-10')))
      .thenRefused('not-authorised');
    it.when(withdrawal('park-2', on('2023-11-10'))).then('ApplicationWithdrawn');
  });
  it('gives the check of a park to the city to which it moved', () => {
    const it = municipalCheck().given(changingPark('moved', { newCityCode: '440600' }, '2023-10-25'));
    const check = (org: string) => command(municipality(org), on('2023-10-25'), 'ApproveMaterials', { caseId: 'a', reasons: '完整' });
    it.fork().when(check('441900')).thenRefused('not-authorised');
    it.when(check('440600')).then('MaterialsApproved');
  });
  it('keeps the approver that a campaign names by a former code', () => {
    const opens = {
      programme: 'park',
      track: 'review',
      year: 2025,
      documentNumber: '1号',
      opensAt: on('2025-01-01'),
      closesAt: on('2025-12-31'),
    };
    const it = municipalCheck().given(
      changingPark('moved', { newCityCode: '440300' }, '2023-10-24'),
      command(admin, on('2023-10-21'), 'OpenCampaign', { campaignId: 'park-review-2023b', ...opens, approvers: { '440300': '440300' } }),
      changing('recoded', '440300', '449000', '2023-10-25'),
    );
    const check = (by: ReturnType<typeof municipality>) =>
      command(by, on('2023-10-26'), 'ApproveMaterials', { caseId: 'a', reasons: '完整' });
    it.given(check(municipality('449000')));
    expect(statusOf(it)).toBe('PROVINCIAL_CHECK');
    it.fork()
      .when(check(authority('440300')))
      .thenRefused('not-authorised');
  });
});

describe('consent of the province (decisions 38)', () => {
  const moved = (effectiveDate = '2023-11-02') =>
    opened().given(
      changing('upgraded', '440000', '890000', effectiveDate, { newName: '岭南省' }),
      changing('recoded', '441900', '891900', effectiveDate),
    );
  it('comes from the government of the province that the city has on that day, by its name', () => {
    const it = moved();
    it.fork().when(consent('application')).thenRefused('not-authorised');
    it.fork()
      .when(consent('application', { issuer: '广东省人民政府' }, on('2023-11-03'), '890000'))
      .thenRefused('issuer-not-the-government', 'measure-2022/7');
    it.when(consent('application', { issuer: '岭南省人民政府' }, on('2023-11-03'), '890000')).then('ProvincialConsentGranted');
  });
  it('is not needed by a city that has become a direct municipality', () => {
    const it = opened().given(changing('upgraded', '441900', '890000', '2023-11-06', { newClass: 'direct-municipality' }));
    it.fork()
      .when(submission({}, on('2023-11-05')))
      .thenRefused('consent-missing');
    it.fork()
      .when(consent('application', {}, on('2023-11-06'), '890000'))
      .thenRefused('consent-not-applicable', 'measure-2022/7');
    it.when(submission({}, on('2023-11-07'), '890000')).then('ApplicationSubmitted');
  });
});

describe('one open dossier (decisions 2 and 38)', () => {
  it.each([
    ['merged', merging(), '440100'],
    ['recoded', recoding(), '442900'],
  ])('is inherited: the successor of a %s city opens no second one', (_, change, org) => {
    const it = opened().given(change);
    it.when(again(org)).thenRefused('dossier-already-open', 'notice-2023-278/3.4');
  });
  it('is opened by the successor once the inherited one has closed, and names it as the previous case', () => {
    const it = rejected().given(merging('2023-12-10'));
    it.given(
      command(admin, on('2023-12-11'), 'ExtendCampaign', {
        campaignId: 'city-creation-2023',
        closesAt: on('2024-06-01'),
        documentNumber: '1号',
        reason: '延长',
      }),
    );
    const [event] = it.when(again('440100', on('2023-12-12'))).then('ApplicationOpened').events;
    expect(event!.data).toMatchObject({ previousCaseId: 'a', succeeds: ['441900'] });
    expect(dossierOf(it, 'b').openedUnder).toEqual(['440100', '441900']);
  });
  it('is refused to a city that has been succeeded, from the day on', () => {
    const it = freshWorld().given(merging());
    it.fork()
      .when(opening({}, on('2023-11-05')))
      .then('ApplicationOpened');
    it.when(opening({}, on('2023-11-06'))).thenRefused('division-succeeded', 'measure-2022/7');
  });
  it('is one for a park and the parks that it has taken in', () => {
    const it = openedPark().given(
      command(admin, on('2023-10-17'), 'RegisterPark', { parkId: 'park-2', name: '松山湖软件园', cityCode: '441900' }),
      changingPark('merged', { newParkId: 'park-2' }, '2023-11-05'),
    );
    const second = { programme: 'park', campaignId: 'park-creation-2023' };
    it.fork()
      .when(again('park-2', on('2023-11-04'), second))
      .then('ApplicationOpened');
    it.fork()
      .when(again('park-2', on('2023-11-05'), second))
      .thenRefused('dossier-already-open', 'notice-2023-278/3.5');
    const pilot = (parkId: string) =>
      command(admin, on('2023-11-06'), 'ImportPilotPark', { caseId: 'c', parkId, documentNumber: '280号', startDate: '2021-01-01' });
    it.fork().when(pilot('park-2')).thenRefused('dossier-already-open', 'notice-2023-278/3.5');
    it.fork().when(pilot('park-1')).thenRefused('park-merged', 'notice-2023-278/1');
    it.given(withdrawal('park-2', on('2023-11-06')));
    expect(it.when(pilot('park-2')).then('PilotParkImported').events[0]!.data).toMatchObject({ succeeds: ['park-1'] });
  });
  it('is opened by the operator of the park', () => {
    const operatorCode = '91420100MA0000000Y';
    const it = freshWorld().given(
      command(admin, on('2023-10-16'), 'RegisterPark', { parkId: 'park-1', name: '某软件园', cityCode: '441900' }),
      changingPark('succeeded', { operatorCode }, '2023-10-25'),
    );
    const open = (org: string) => ({
      ...opening({ programme: 'park', campaignId: 'park-creation-2023', applicant: 'park-1' }),
      by: city(org),
    });
    it.fork().when(open('park-1')).thenRefused('not-authorised');
    it.when(open(operatorCode)).then('ApplicationOpened');
  });
  it('counts for the creations of earlier years too', () => {
    const it = opened().given(merging());
    it.fork()
      .when(importing('b', '440100', '2023-11-08'))
      .thenRefused('dossier-already-open', 'notice-2023-278/3.4');
    it.fork()
      .when(importing('b', '441900', '2023-11-08'))
      .thenRefused('division-succeeded', 'measure-2022/7');
    const free = freshWorld().given(merging());
    expect(free.when(importing('b', '440100', '2023-11-08')).then('LegacyCreationImported').events[0]!.data).toMatchObject({
      succeeds: ['441900'],
    });
  });
});

describe('a ruling that admits a prefecture (decisions 17 and 38)', () => {
  const ruling = command(approver, on('2023-10-17'), 'RecordLegalRuling', {
    rulingId: 'r',
    question: '州可否',
    ruling: '可以',
    documentNumber: '1号',
    appliesTo: '222400',
  });
  it('holds under the new code', () => {
    const it = freshWorld().given(ruling, changing('recoded', '222400', '222900', '2023-10-25'));
    it.when(again('222900', on('2023-11-01'))).then('ApplicationOpened');
  });
  it('is not needed once the prefecture is a city', () => {
    const it = freshWorld().given(changing('upgraded', '222400', '222900', '2023-10-25', { newName: '延边市' }));
    it.when(again('222900', on('2023-11-01'))).then('ApplicationOpened');
  });
  it('does not admit a prefecture by a code that it no longer has', () => {
    const it = freshWorld().given(changing('recoded', '222400', '222900', '2023-10-16'));
    expect(it.when(ruling).then('LegalRulingRecorded').thenWarns().events[0]!.data).not.toHaveProperty('admits');
  });
});

describe('titles of earlier years (decisions 38 and 41)', () => {
  const legacy = (titleId: string, cityCode: string, conferredOn = '2018-04-24') =>
    command(admin, on('2023-11-08'), 'ImportLegacyTitle', { titleId, cityCode, variant: 'famous', conferredOn, source: '部文件' });
  it('are imported for a city that was dissolved later, and belong to its successor', () => {
    const it = freshWorld().given(merging());
    const [event] = it.when(legacy('t', '441900')).then('LegacyTitleImported').events;
    expect(event!.data).toMatchObject({ applicant: '441900', applicantName: '东莞市' });
    const { subject } = dossierOf(it, 't');
    expect(subjectOn(subject!, known(it), '2023-11-08' as never)).toMatchObject({ applicant: '440100', applicantName: '广州市' });
    it.when(again('440100')).thenRefused('dossier-already-open', 'notice-2023-278/3.4');
  });
  it('are history beside those of the successor, in either order', () => {
    for (const [first, second] of [
      ['441900', '440100'],
      ['440100', '441900'],
    ] as const)
      freshWorld().given(merging(), legacy('t1', first)).when(legacy('t2', second)).then('LegacyTitleImported');
  });
  it('are refused beside a dossier that the successor opened after the merger', () => {
    freshWorld()
      .given(merging(), again('440100', on('2023-11-07')))
      .when(legacy('t', '441900'))
      .thenRefused('dossier-already-open', 'notice-2023-278/3.4');
  });
  it('are one for a city and its new code', () => {
    const it = freshWorld().given(recoding(), legacy('t1', '441900'));
    it.when(legacy('t2', '442900')).thenRefused('dossier-already-open', 'notice-2023-278/3.4');
  });
  it('are refused for a city that was gone on the day of the conferral', () => {
    freshWorld()
      .given(changing('merged', '441900', '440100', '2018-04-24'))
      .when(legacy('t', '441900'))
      .thenRefused('division-succeeded', 'measure-2022/7');
  });
});

describe('a panel (decisions 38)', () => {
  const convening = (...cities: readonly string[]) =>
    command(officer, on('2025-09-26'), 'ConvenePanel', { caseId: 'a', panelId: 'p', experts: experts(...cities), recusals: [] });
  const others = ['110000', '310000', '610100', '420100'];
  it.each([
    ['the merged city', '330600'],
    ['a district of it', '330602'],
  ])('has no member from %s', (_, from) => {
    const it = reviewRequested();
    it.fork()
      .when(convening(from, ...others))
      .then('ExpertPanelConvened');
    it.given(changing('merged', '330600', '330100', '2025-09-20', {}, on('2025-09-10')));
    it.when(convening(from, ...others)).thenRefused('recusal-required', 'policy/recusal');
  });
  it('lets no one replace a member from there either', () => {
    const it = reviewRequested().given(
      changing('merged', '330600', '330100', '2025-09-20', {}, on('2025-09-10')),
      convening('370100', ...others),
    );
    it.when(
      command(officer, on('2025-09-27'), 'ReplacePanelMember', {
        caseId: 'a',
        expertId: anExpert.person,
        replacement: { id: 'e9', employer: '第九研究院', cityCode: '330602' },
        reasons: '回避',
      }),
    ).thenRefused('recusal-required', 'policy/recusal');
  });
});

describe('misuse of a title (decisions 38)', () => {
  const misuse = (cityCode: string, at = on('2026-03-02')) =>
    command(officer, at, 'RecordTitleMisuse', { cityCode, where: '某展会', evidence: '照片' });
  it.each(['330100', '330600'])('is recorded with the title that the city inherited, by the code %s', (cityCode) => {
    const it = titled().given(changing('merged', '330100', '330600', '2026-03-01', {}, on('2026-02-02')));
    expect(it.when(misuse(cityCode)).then('TitleMisuseRecorded').events[0]!.data).toMatchObject({ caseId: 'a', titleId: 't-a' });
  });
  it('is recorded under the successor where there is no dossier', () => {
    const it = freshWorld().given(changing('merged', '330600', '330700', '2026-03-01', {}, on('2026-02-02')));
    expect(it.when(misuse('330600')).then('TitleMisuseRecorded').events[0]!.data).toMatchObject({ caseId: '330700', titleId: null });
  });
});

describe('a decision that is set aside (decisions 33 and 38)', () => {
  const undoing = command(otherApprover, on('2026-04-01'), 'SetAsideDecision', {
    caseId: 'a',
    ground: 'court',
    documentNumber: '（2026）京01行终1号',
    reasons: '认定事实不清',
    approvedBy: 'approver-3',
  });
  const merged = (kind = 'merged', newCode = '330600') => changing(kind, '330100', newCode, '2026-03-20', {}, on('2026-03-17'));
  it('returns the case with the claim that it had, for the successor', () => {
    const it = cancelled().given(merged());
    const [event] = it.when(undoing).then('DecisionSetAside').events;
    expect(event!.data).toMatchObject({ applicant: '330600', openedUnder: ['330100'] });
    it.when(again('330600', on('2026-04-02'))).thenRefused('dossier-already-open', 'notice-2023-278/3.4');
  });
  it('names no other id where the applicant is the same', () => {
    expect(cancelled().when(undoing).events[0]!.data).not.toHaveProperty('openedUnder');
  });
  it('is refused where the successor has opened a dossier since', () => {
    const it = cancelled().given(merged(), importing('b', '330600', '2026-03-25'));
    it.when(undoing).thenRefused('id-taken', 'measure-2022/25');
  });
  it('is possible beside a dossier that the successor had before', () => {
    const it = cancelled().given(importing('b', '330600', '2026-03-17'), merged());
    it.when(undoing).then('DecisionSetAside');
  });
});

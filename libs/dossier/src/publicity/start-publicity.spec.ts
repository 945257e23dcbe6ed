import type { World } from '@minglu/kernel/testing';
import {
  admin,
  allPassed,
  approver,
  clock,
  command,
  dossierOf,
  inPublicity,
  on,
  passedPark,
  passing,
  posting,
  deadlineOf,
  reviewPassed,
  statusOf,
  underReview,
} from '../testing/index.js';
import { shippedCalendars } from '@minglu/regulation';

const passedOn = (day: string) => allPassed({ a: '330100' }, day);
const windowOf = (day: string, at = on(day), more = {}) => {
  const it = passedOn(day);
  it.when(posting('p1', ['a'], at, more)).then('PublicityStarted');
  return deadlineOf(it, 'publicity-window');
};

describe('StartPublicity (article 18: five working days of 公示)', () => {
  it.each([
    [
      'over National Day, with a Sunday that works',
      '2025-09-26',
      '2025-10-11',
      ['2025-09-28', '2025-09-29', '2025-09-30', '2025-10-09', '2025-10-10'],
    ],
    [
      'over Spring Festival, with a Saturday that works before it',
      '2026-02-13',
      '2026-02-28',
      ['2026-02-14', '2026-02-24', '2026-02-25', '2026-02-26', '2026-02-27'],
    ],
    ['before National Day', '2026-09-22', '2026-10-01', ['2026-09-23', '2026-09-24', '2026-09-28', '2026-09-29', '2026-09-30']],
    ['over one weekend', '2026-03-02', '2026-03-10', ['2026-03-03', '2026-03-04', '2026-03-05', '2026-03-06', '2026-03-09']],
    ['from one year into the next', '2025-12-29', '2026-01-07', ['2025-12-30', '2025-12-31', '2026-01-04', '2026-01-05', '2026-01-06']],
  ])('counts five working days after the posting day %s', (_, day, end, workingDays) => {
    expect(windowOf(day)).toEqual({ of: 'p1', endsAt: on(end, '00:00:00'), workingDays, provisional: false });
  });
  it('excludes the posting day from its first second to its last', () => {
    expect(windowOf('2026-03-02', on('2026-03-02', '09:00:00'))).toEqual(windowOf('2026-03-02', on('2026-03-02', '23:59:59')));
  });
  it('accepts a posting on a rest day with a warning', () => {
    const it = passedOn('2026-03-06');
    it.when(posting('p1', ['a'], on('2026-03-07')))
      .then('PublicityStarted')
      .thenWarns('posted-on-rest-day');
    expect(deadlineOf(it, 'publicity-window')).toMatchObject({ endsAt: '2026-03-14T00:00:00+08:00' });
  });
  it('refuses a stated last day with fewer than five working days, and accepts a later one', () => {
    passedOn('2026-03-02')
      .when(posting('p1', ['a'], on('2026-03-02'), { closesOn: '2026-03-08' }))
      .thenRefused('window-too-short', 'measure-2022/18');
    expect(windowOf('2026-03-02', on('2026-03-02'), { closesOn: '2026-03-09' })).toMatchObject({ endsAt: '2026-03-10T00:00:00+08:00' });
    expect(windowOf('2026-03-02', on('2026-03-02'), { closesOn: '2026-03-14' })).toMatchObject({ endsAt: '2026-03-15T00:00:00+08:00' });
  });
  it('counts from the posting, even if it is entered later', () => {
    const it = passedOn('2026-03-02');
    const [event] = it.when(posting('p1', ['a'], on('2026-03-05'), { publishedAt: on('2026-03-03') })).then('PublicityStarted').events;
    expect(event?.occurredAt).toBe('2026-03-03T02:00:00.000Z');
    expect(deadlineOf(it, 'publicity-window')).toMatchObject({ endsAt: '2026-03-11T00:00:00+08:00' });
  });
  it('refuses a posting in the future or before the review was passed', () => {
    passedOn('2026-03-02')
      .when(posting('p1', ['a'], on('2026-03-02'), { publishedAt: on('2026-03-03') }))
      .thenRefused('published-in-future', 'measure-2022/18');
    passedOn('2026-03-02')
      .when(posting('p1', ['a'], on('2026-03-03'), { publishedAt: on('2026-03-01') }))
      .thenRefused('published-before-review', 'measure-2022/18');
  });
  const elsewhere = [
    'https://www.example.com/p1',
    'https://miit.gov.cn.example.com/',
    'https://www.miit.gov.cn.example.com/',
    'https://www.miit.gov.cn@example.com/',
    'https://wap.miit.gov.cn/p1',
    'https://miit.gov.cn/p1',
    'ftp://www.miit.gov.cn/p1',
    'see https://www.miit.gov.cn/p1',
    'https://www.miit.gov.cn:port/p1',
    'www.miit.gov.cn/p1',
    '',
  ];
  it.each(elsewhere)('stands on the ministry’s portal, not at "%s"', (portalUrl) => {
    reviewPassed()
      .when(posting('p1', ['a'], on('2025-09-26'), { portalUrl }))
      .thenRefused('not-on-the-portal', 'measure-2022/18');
  });
  it.each(['http://www.miit.gov.cn/p1', 'https://WWW.MIIT.GOV.CN/p1', 'https://www.miit.gov.cn', 'https://www.miit.gov.cn:8443/p1'])(
    'may stand at "%s"',
    (portalUrl) => {
      reviewPassed()
        .when(posting('p1', ['a'], on('2025-09-26'), { portalUrl }))
        .then('PublicityStarted');
    },
  );
  it('stands where the ministry has set it, and no longer elsewhere', () => {
    const key = 'policy/portal-hosts';
    const it = reviewPassed().given(
      command(admin, on('2025-09-26', '09:00:00'), 'SetPolicy', { key, value: ['wap.miit.gov.cn'], documentNumber: '5号' }),
    );
    it.when(posting('p1')).thenRefused('not-on-the-portal', 'policy/portal-hosts');
    it.fork()
      .given(
        command(admin, on('2025-09-26', '09:10:00'), 'SetPolicy', {
          key,
          value: ['wap.miit.gov.cn', 'ythzxfw.miit.gov.cn'],
          documentNumber: '6号',
        }),
      )
      .when(posting('p1'))
      .thenRefused('not-on-the-portal', 'policy/portal-hosts');
    it.when(posting('p1', ['a'], on('2025-09-26'), { portalUrl: 'https://wap.miit.gov.cn/p1' })).then('PublicityStarted');
  });
  it('has a provisional window, which does not close, in a year without a calendar', () => {
    const it = passedOn('2026-12-28');
    it.when(posting('p1', ['a'], on('2026-12-28')))
      .then('PublicityStarted')
      .thenWarns('window-provisional');
    expect(deadlineOf(it, 'publicity-window')).toEqual({
      of: 'p1',
      endsAt: '2027-01-03T00:00:00+08:00',
      workingDays: ['2026-12-29', '2026-12-30', '2026-12-31'],
      provisional: true,
    });
    it.when(passing(it, 'publicity-window', 'a', on('2027-01-20'))).thenRefused('deadline-not-standing', 'civil-code/203');
  });
  it('is possible only after a passed review, by an officer', () => {
    underReview().when(posting()).thenRefused('not-in-this-state', 'measure-2022/18');
    inPublicity().when(posting('p2')).thenRefused('not-in-this-state', 'measure-2022/18');
    reviewPassed()
      .when({ ...posting(), by: approver })
      .thenRefused('not-authorised', 'measure-2022/18');
  });
});

describe('the notice of a park, for which no measure is published', () => {
  const seven = command(admin, on('2025-09-25', '18:00:00'), 'SetPolicy', {
    key: 'policy/park-publicity-working-days',
    value: 7,
    documentNumber: '4号',
  });
  it('runs as long as that of a city until the ministry sets a length for parks only', () => {
    const ends = (it: World) => deadlineOf(it.given(posting()), 'publicity-window')?.endsAt;
    expect(ends(passedPark())).toBe(on('2025-10-11', '00:00:00'));
    expect(ends(passedPark().given(seven))).toBe(on('2025-10-14', '00:00:00'));
    expect(ends(reviewPassed().given(seven))).toBe(on('2025-10-11', '00:00:00'));
  });
  it('refuses a stated last day that makes it shorter', () => {
    passedPark()
      .given(seven)
      .when(posting('p1', ['a'], on('2025-09-26'), { closesOn: '2025-10-11' }))
      .thenRefused('window-too-short', 'measure-2022/18');
  });
});

describe('a notice of several cities', () => {
  const three = () => allPassed({ a: '330100', b: '340100', c: '120000' }, '2026-02-27');
  it('names them in its order, each with the same window', () => {
    const it = three();
    const { events } = it
      .when(posting('p1', ['c', 'a', 'b'], on('2026-03-02')))
      .then('PublicityStarted', 'PublicityStarted', 'PublicityStarted');
    expect(events.map(({ data }) => data)).toMatchObject([{ caseId: 'c', caseIds: ['c', 'a', 'b'] }, { caseId: 'a' }, { caseId: 'b' }]);
    for (const one of ['a', 'b', 'c'])
      expect(deadlineOf(it, 'publicity-window', one)).toMatchObject({ of: 'p1', endsAt: '2026-03-10T00:00:00+08:00' });
  });
  it('is posted for all of them or for none', () => {
    const it = three();
    it.when(posting('p1', ['a', 'zzz'], on('2026-03-02'))).thenRefused('unknown-id');
    it.given(posting('p0', ['b'], on('2026-03-02')));
    it.when(posting('p1', ['a', 'b'], on('2026-03-02'))).thenRefused('not-in-this-state', 'measure-2022/18');
    it.when(posting('p1', ['a', 'a'], on('2026-03-02'))).thenRefused('case-named-twice', 'measure-2022/18');
    it.when(posting('p0', ['a'], on('2026-03-02'))).thenRefused('id-taken');
    expect(statusOf(it, 'a')).toBe('REVIEW_PASSED');
  });
});

describe('a calendar revised while the window is open (decision 7)', () => {
  const [calendar] = shippedCalendars.filter(({ year }) => year === 2026);
  const revise = (more: object) =>
    command(admin, on('2026-09-24', '20:00:00'), 'ReviseWorkCalendar', {
      year: 2026,
      noticeNumber: '调整',
      offDays: calendar!.offDays,
      makeupWorkdays: calendar!.makeupWorkdays,
      ...more,
    });
  const recompute = command(clock, on('2026-09-24', '20:00:00'), 'RecomputeDeadlines', { caseId: 'a', cause: '调整' });
  const open = () => passedOn('2026-09-21').given(posting('p1', ['a'], on('2026-09-22', '09:00:00')));
  it('extends the window by a new day off', () => {
    const it = open().given(revise({ offDays: [...calendar!.offDays, '2026-09-28'] }));
    const [event] = it.when(recompute).then('DeadlineRecomputed').events;
    expect(event).toMatchObject({
      legalBasis: ['measure-2022/18', 'civil-code/201', 'civil-code/203'],
      data: { oldEndsAt: '2026-09-30T16:00:00.000Z' },
    });
    expect(deadlineOf(it, 'publicity-window')).toEqual({
      of: 'p1',
      endsAt: '2026-10-09T00:00:00+08:00',
      workingDays: ['2026-09-23', '2026-09-24', '2026-09-29', '2026-09-30', '2026-10-08'],
      provisional: false,
    });
    expect(dossierOf(it).publicity?.notice).toMatchObject({ lastDay: '2026-10-08', endsAt: '2026-10-08T16:00:00.000Z' });
    it.when(recompute).then();
  });
  it('does not change a window that has ended, from the instant of its end', () => {
    const it = open().given(revise({ offDays: [...calendar!.offDays, '2026-09-28'] }));
    it.fork()
      .when({ ...recompute, at: on('2026-10-01', '00:00:00') })
      .then();
    it.when({ ...recompute, at: on('2026-09-30', '23:59:59') }).then('DeadlineRecomputed');
  });
  it('never shortens the window', () => {
    const it = open().given(revise({ offDays: calendar!.offDays.filter((day) => day !== '2026-09-25') }));
    it.when(recompute).then();
    expect(deadlineOf(it, 'publicity-window')).toMatchObject({ endsAt: '2026-10-01T00:00:00+08:00' });
  });
  it('makes a provisional end definite', () => {
    const it = passedOn('2026-12-28').given(posting('p1', ['a'], on('2026-12-28')));
    it.given(
      command(admin, on('2026-12-30'), 'PublishWorkCalendar', {
        year: 2027,
        noticeNumber: '2027',
        offDays: ['2027-01-01', '2027-01-02', '2027-01-03'],
        makeupWorkdays: [],
      }),
    );
    it.when({ ...recompute, at: on('2026-12-30') }).then('DeadlineRecomputed');
    expect(deadlineOf(it, 'publicity-window')).toMatchObject({ endsAt: '2027-01-06T00:00:00+08:00', provisional: false });
    it.when(passing(it, 'publicity-window')).then('PublicityClosed');
  });
});

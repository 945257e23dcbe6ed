import {
  clock,
  command,
  deadlineOf,
  dossierOf,
  exitProposed,
  filing,
  imported,
  inPublicity,
  officer,
  on,
  passing,
  posting,
  PUBLICITY_ENDS,
  reviewPassed,
  serving,
  started,
  admin,
  statusOf,
  supplementRequested,
} from '../testing/index.js';

const publish2027 = (offDays: readonly string[], at = on('2026-11-05')) =>
  command(admin, at, 'PublishWorkCalendar', {
    year: 2027,
    noticeNumber: '示例',
    offDays: ['2027-01-01', '2027-01-02', '2027-01-03', ...offDays],
    makeupWorkdays: [],
  });
const recompute = (at = on('2026-11-05'), by = clock) =>
  command(by, at, 'RecomputeDeadlines', { caseId: 'a', cause: '2027 年放假安排公布' });

describe('PassDeadline', () => {
  it('closes the window at its end, however late the clock is', () => {
    const it = inPublicity();
    const [event] = it.when(passing(it, 'publicity-window', 'a', on('2025-10-20'))).then('PublicityClosed').events;
    expect(event).toMatchObject({
      occurredAt: PUBLICITY_ENDS,
      legalBasis: ['measure-2022/18', 'civil-code/201', 'civil-code/203'],
      data: { result: 'closed', outcome: 'clear' },
    });
    expect(dossierOf(it)).toMatchObject({ status: 'CLEARED', deadlines: [] });
  });
  it('closes contested where an objection is open', () => {
    const it = inPublicity().given(filing());
    expect(it.when(passing(it, 'publicity-window')).then('PublicityClosed').events[0]?.data).toMatchObject({
      result: 'closed',
      outcome: 'contested',
    });
    expect(statusOf(it)).toBe('OBJECTION_CHECK');
  });
  it('takes every mark of its provision from the deadline', () => {
    const it = imported('a', '330100', '2023-01-05');
    expect(it.when(passing(it, 'creation-cycle')).events[0]).toMatchObject({
      type: 'CreationCycleEnded',
      occurredAt: '2025-01-10T16:00:00.000Z',
      legalBasis: ['measure-2022/15', 'civil-code/202', 'civil-code/203'],
    });
    expect(it.when(passing(it, 'review-request')).events[0]).toMatchObject({
      type: 'CreationCycleOverdue',
      legalBasis: ['policy/review-request-months', 'civil-code/202'],
    });
    const asked = supplementRequested('2023-11-20');
    expect(asked.when(passing(asked, 'supplement')).events[0]).toMatchObject({
      type: 'SupplementOverdue',
      legalBasis: ['measure-2022/11'],
    });
  });
  it('refuses one that has not come, has moved, or is another’s', () => {
    const it = inPublicity();
    const due = passing(it, 'publicity-window');
    it.when({ ...due, at: on('2025-10-10', '23:59:59') }).thenRefused('deadline-not-standing', 'civil-code/203');
    it.when({ ...due, with: { ...due.with, endsAt: '2025-10-09T16:00:00.000Z' } }).thenRefused('deadline-not-standing');
    it.when({ ...due, with: { ...due.with, of: 'p2' } }).thenRefused('deadline-not-standing');
    it.when({ ...due, with: { ...due.with, kind: 'rectification' } }).thenRefused('deadline-not-standing');
    it.when({ ...due, with: { ...due.with, endsAt: '2025-10-11T00:00:00+08:00' } }).then('PublicityClosed');
  });
  it('finds nothing once a correction has moved the window', () => {
    const it = inPublicity();
    const due = passing(it, 'publicity-window');
    it.given(
      command(officer, on('2025-09-28'), 'CorrectPublicity', {
        publicityId: 'p1',
        newPublicityId: 'p2',
        reason: '错字',
        portalUrl: 'https://www.miit.gov.cn/p2',
      }),
    );
    it.when(due).thenRefused('deadline-not-standing', 'civil-code/203');
  });
  it('is the system’s', () => {
    const it = inPublicity();
    it.when({ ...passing(it, 'publicity-window'), by: officer }).thenRefused('not-authorised', 'measure-2022/18');
    reviewPassed()
      .given(posting())
      .when(recompute(on('2025-09-27'), officer))
      .thenRefused('not-authorised', 'civil-code/203');
  });
});

describe('RecomputeDeadlines when the calendar of 2027 is published', () => {
  it('settles a provisional cycle where it stands', () => {
    const it = started().given(publish2027([]));
    const [event] = it.when(recompute()).then('DeadlineRecomputed').events;
    expect(event).toMatchObject({
      legalBasis: ['measure-2022/15', 'civil-code/202', 'civil-code/203'],
      data: { oldEndsAt: '2027-01-05T16:00:00.000Z', deadline: { provisional: false, lastDay: '2027-01-05' } },
    });
    it.when(recompute()).then();
    it.when(passing(it, 'creation-cycle')).then('CreationCycleEnded');
  });
  it('moves one whose last day is off', () => {
    const it = started().given(publish2027(['2027-01-04', '2027-01-05']), recompute());
    expect(deadlineOf(it, 'creation-cycle')).toMatchObject({ endsAt: '2027-01-07T00:00:00+08:00', provisional: false });
    expect(dossierOf(it).creation?.cycleEnd).toBe('2027-01-06');
  });
  it('ends one at once, at the time it ended, when the calendar comes late', () => {
    const it = started().given(publish2027([], on('2027-03-01')), recompute(on('2027-03-01')));
    expect(it.when(passing(it, 'creation-cycle', 'a', on('2027-03-01'))).then('CreationCycleEnded').events[0]).toMatchObject({
      occurredAt: '2027-01-05T16:00:00.000Z',
    });
  });
  it('leaves what does not move, and what has passed', () => {
    inPublicity()
      .given(publish2027([]))
      .when(recompute(on('2025-09-27')))
      .then();
    imported('a', '330100', '2025-09-25')
      .given(publish2027([], on('2025-09-26')))
      .when(recompute(on('2025-09-26')))
      .then();
  });
});

describe('a window that a party was told (decisions 21)', () => {
  const noticed = () => exitProposed().given(serving('exit', {}, on('2026-09-28')));
  const revise = (offDays: readonly string[], makeupWorkdays: readonly string[]) =>
    command(admin, on('2026-09-29'), 'ReviseWorkCalendar', { year: 2026, noticeNumber: '调整', offDays, makeupWorkdays });
  const holiday = ['2026-10-01', '2026-10-02', '2026-10-03', '2026-10-04', '2026-10-05', '2026-10-06', '2026-10-07'];
  it('is not shortened by a revised calendar', () => {
    const it = noticed();
    expect(deadlineOf(it, 'statement-window')?.endsAt).toBe('2026-10-11T00:00:00+08:00');
    it.given(revise(holiday.slice(0, 5), ['2026-10-10']))
      .when(recompute(on('2026-09-29')))
      .then();
    expect(deadlineOf(it, 'statement-window')?.endsAt).toBe('2026-10-11T00:00:00+08:00');
  });
  it('is lengthened by one', () => {
    const it = noticed();
    const [event] = it
      .given(revise([...holiday, '2026-10-08'], []))
      .when(recompute(on('2026-09-29')))
      .then('DeadlineRecomputed').events;
    expect(event!.data).toMatchObject({ deadline: { kind: 'statement-window', lastDay: '2026-10-13' } });
  });
});

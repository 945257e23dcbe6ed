import {
  officer,
  posting,
  reviewPassed,
  clock,
  command,
  deadlineOf,
  dossierOf,
  exitProposed,
  imported,
  inPublicity,
  on,
  passing,
  serving,
  started,
  admin,
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

describe('RecomputeDeadlines when the calendar of 2027 is published', () => {
  it('is sent by the system only', () => {
    reviewPassed()
      .given(posting())
      .when(recompute(on('2025-09-27'), officer))
      .thenRefused('not-authorised', 'civil-code/203');
  });
  it('makes the end of a provisional cycle definite', () => {
    const it = started().given(publish2027([]));
    const [event] = it.when(recompute()).then('DeadlineRecomputed').events;
    expect(event).toMatchObject({
      legalBasis: ['measure-2022/15', 'civil-code/202', 'civil-code/203'],
      data: { oldEndsAt: '2027-01-05T16:00:00.000Z', deadline: { provisional: false, lastDay: '2027-01-05' } },
    });
    it.when(recompute()).then();
    it.when(passing(it, 'creation-cycle')).then('CreationCycleEnded');
  });
  it('moves a last day that is a day off', () => {
    const it = started().given(publish2027(['2027-01-04', '2027-01-05']), recompute());
    expect(deadlineOf(it, 'creation-cycle')).toMatchObject({ endsAt: '2027-01-07T00:00:00+08:00', provisional: false });
    expect(dossierOf(it).creation?.cycleEnd).toBe('2027-01-06');
  });
  it('lets a cycle end at once, at its own time, if the calendar is published late', () => {
    const it = started().given(publish2027([], on('2027-03-01')), recompute(on('2027-03-01')));
    expect(it.when(passing(it, 'creation-cycle', 'a', on('2027-03-01'))).then('CreationCycleEnded').events[0]).toMatchObject({
      occurredAt: '2027-01-05T16:00:00.000Z',
    });
  });
  it('leaves deadlines alone that do not move or have passed', () => {
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

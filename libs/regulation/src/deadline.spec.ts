import { decoder, inShanghai, type Day } from '@minglu/kernel';
import { shippedWorkCalendar } from './calendars.js';
import { computeDeadline, countPeriod, deadline, isSameDeadline, recompute, subjectOfDeadline, type DeadlineRule } from './deadline.js';
import type { WorkCalendar } from './work-calendar.js';

const rule = (unit: DeadlineRule['unit'], amount: number, from: Day, until: Day | null = null): DeadlineRule => ({
  unit,
  amount,
  from,
  until,
  basis: ['measure-2022/18', 'civil-code/201'],
});
const window = (from: Day, calendar = shippedWorkCalendar) =>
  computeDeadline('publicity-window', 'p1', rule('working-days', 5, from), calendar);
const last = (unit: DeadlineRule['unit'], amount: number, from: Day, until: Day | null = null) =>
  countPeriod(rule(unit, amount, from, until), shippedWorkCalendar);

/** The shipped calendars with one year changed. */
const revised = (year: string, change: { off?: Day[]; work?: Day[] }): WorkCalendar => {
  const old = shippedWorkCalendar.years[year];
  const noticeNumber = '示例：放假安排调整';
  const offDays = [...(old?.offDays ?? []), ...(change.off ?? [])].filter((day) => !change.work?.includes(day));
  const makeupWorkdays = (old?.makeupWorkdays ?? []).filter((day) => !change.off?.includes(day));
  return {
    version: shippedWorkCalendar.version + 1,
    years: { ...shippedWorkCalendar.years, [year]: { noticeNumber, offDays, makeupWorkdays } },
  };
};

describe('the publicity window of five working days (第十八条)', () => {
  it.each([
    [
      'over National Day 2025, with a Sunday worked',
      '2025-09-26',
      '2025-10-11',
      ['2025-09-28', '2025-09-29', '2025-09-30', '2025-10-09', '2025-10-10'],
    ],
    [
      'over Spring Festival 2026, with a Saturday worked before it',
      '2026-02-13',
      '2026-02-28',
      ['2026-02-14', '2026-02-24', '2026-02-25', '2026-02-26', '2026-02-27'],
    ],
    ['over Mid-Autumn 2026', '2026-09-22', '2026-10-01', ['2026-09-23', '2026-09-24', '2026-09-28', '2026-09-29', '2026-09-30']],
    ['over a plain week', '2026-03-02', '2026-03-10', ['2026-03-03', '2026-03-04', '2026-03-05', '2026-03-06', '2026-03-09']],
    [
      'over the Dragon Boat Festival 2026',
      '2026-06-17',
      '2026-06-26',
      ['2026-06-18', '2026-06-22', '2026-06-23', '2026-06-24', '2026-06-25'],
    ],
  ])('%s', (_, from, endsOn, workingDays) => {
    const { endsAt, ...rest } = window(from);
    expect(inShanghai(endsAt)).toBe(`${endsOn}T00:00:00+08:00`);
    expect(rest).toMatchObject({
      kind: 'publicity-window',
      of: 'p1',
      workingDays,
      provisional: false,
      calendarVersion: shippedWorkCalendar.version,
    });
  });
  it('does not count the day of posting (民法典201); after a rest day it runs from the next working day', () => {
    expect(last('working-days', 1, '2026-03-02').lastDay).toBe('2026-03-03');
    expect(last('working-days', 1, '2026-02-28').lastDay).toBe('2026-03-02');
    expect(last('working-days', 1, '2026-02-27').workingDays).toEqual(['2026-02-28']);
  });
  it('is lengthened by a later printed day, even a Sunday; the five counted days stay', () => {
    const printed = last('working-days', 5, '2026-03-02', '2026-03-15');
    expect(printed).toEqual({ lastDay: '2026-03-15', workingDays: window('2026-03-02').workingDays, provisional: false });
  });
  it('is not shortened by an earlier printed day', () => {
    expect(last('working-days', 5, '2026-03-02', '2026-03-06').lastDay).toBe('2026-03-09');
  });
});

describe('a period of months or years (民法典202)', () => {
  it('ends on the corresponding day at 24:00', () => {
    expect(computeDeadline('creation-cycle', 'a', rule('years', 3, '2022-03-10'), shippedWorkCalendar)).toMatchObject({
      lastDay: '2025-03-10',
      endsAt: '2025-03-10T16:00:00.000Z',
      workingDays: [],
      provisional: false,
    });
    expect(last('months', 6, '2025-01-10').lastDay).toBe('2025-07-10');
  });
  it('ends on the last day of a month that has no corresponding day', () => {
    expect(last('months', 1, '2024-01-31').lastDay).toBe('2024-02-29');
    expect(last('years', 1, '2024-02-29').lastDay).toBe('2025-02-28');
    // 2026-02-28 is a Saturday and a make-up working day, so the deadline does not move.
    expect(last('months', 6, '2025-08-31').lastDay).toBe('2026-02-28');
  });
  it('moves from a rest day to the next working day (民法典203)', () => {
    expect(last('years', 3, '2022-10-01').lastDay).toBe('2025-10-09');
    expect(last('months', 1, '2026-02-07').lastDay).toBe('2026-03-09');
    expect(last('years', 3, '2023-02-15').lastDay).toBe('2026-02-24');
  });
  it('moves across the end of a year', () => {
    expect(last('months', 12, '2022-12-31').lastDay).toBe('2024-01-02');
  });
});

describe('a period of days', () => {
  it('counts every day, and moves its last day off rest days (民法典201, 203)', () => {
    expect(last('days', 60, '2026-03-10').lastDay).toBe('2026-05-09');
    expect(last('days', 10, '2025-09-22').lastDay).toBe('2025-10-09');
  });
});

describe('a stated day', () => {
  it('does not move, on a rest day or in a year without a calendar', () => {
    expect(last('stated', 0, '2025-09-26', '2025-10-01')).toEqual({ lastDay: '2025-10-01', workingDays: [], provisional: false });
    expect(last('stated', 0, '2026-12-01', '2028-06-30')).toMatchObject({ lastDay: '2028-06-30', provisional: false });
  });
  it('is required', () => {
    expect(() => last('stated', 0, '2025-09-26')).toThrow('needs its last day');
  });
});

describe('a deadline that needs a calendar not yet published', () => {
  it('is provisional, and ends at the earliest instant still possible', () => {
    const cycle = computeDeadline('creation-cycle', 'tj', rule('years', 3, '2024-01-05'), shippedWorkCalendar);
    expect(inShanghai(cycle.endsAt)).toBe('2027-01-06T00:00:00+08:00');
    expect(cycle.provisional).toBe(true);
  });
  it('counts each unknown day as a possible working day, and lists only known ones', () => {
    expect(window('2026-12-29')).toMatchObject({ lastDay: '2027-01-03', workingDays: ['2026-12-30', '2026-12-31'], provisional: true });
  });
  it('is not provisional when a printed last day leaves room for enough known working days', () => {
    const { '2026': year2026, ...others } = shippedWorkCalendar.years;
    const without2025 = { version: 1, years: { '2026': year2026!, '2024': others['2024']! } };
    const counted = countPeriod(rule('working-days', 5, '2025-12-29', '2026-01-12'), without2025);
    expect(counted).toEqual({
      lastDay: '2026-01-12',
      workingDays: ['2026-01-04', '2026-01-05', '2026-01-06', '2026-01-07', '2026-01-08'],
      provisional: false,
    });
  });
  it('becomes final with the calendar, and moves later if needed', () => {
    const provisional = window('2026-12-29');
    const published = revised('2027', { off: ['2027-01-01', '2027-01-02', '2027-01-03'] });
    expect(recompute(provisional, published, { neverShorter: true })).toMatchObject({
      lastDay: '2027-01-06',
      workingDays: ['2026-12-30', '2026-12-31', '2027-01-04', '2027-01-05', '2027-01-06'],
      provisional: false,
      calendarVersion: published.version,
    });
  });
  it('stops being provisional even if it does not move', () => {
    const cycle = computeDeadline('creation-cycle', 'tj', rule('years', 3, '2024-01-05'), shippedWorkCalendar);
    const settled = recompute(cycle, revised('2027', {}), { neverShorter: false });
    expect(settled).toEqual({ ...cycle, provisional: false, calendarVersion: shippedWorkCalendar.version + 1 });
  });
});

describe('a calendar revised while a window is open', () => {
  const open = window('2026-09-22');

  it('lengthens it', () => {
    const longer = recompute(open, revised('2026', { off: ['2026-09-28'] }), { neverShorter: true });
    expect(inShanghai(longer.endsAt)).toBe('2026-10-09T00:00:00+08:00');
    expect(longer.workingDays).toEqual(['2026-09-23', '2026-09-24', '2026-09-29', '2026-09-30', '2026-10-08']);
  });
  it('never shortens it, however often it is revised', () => {
    const earlier = revised('2026', { work: ['2026-09-25'] });
    expect(recompute(open, earlier, { neverShorter: true })).toBe(open);
    const longer = recompute(open, revised('2026', { off: ['2026-09-28'] }), { neverShorter: true });
    expect(recompute(longer, shippedWorkCalendar, { neverShorter: true })).toBe(longer);
    expect(recompute(longer, earlier, { neverShorter: true })).toBe(longer);
  });
  it('shortens a period of another kind', () => {
    expect(recompute(open, revised('2026', { work: ['2026-09-25'] }), { neverShorter: false }).lastDay).toBe('2026-09-29');
  });
  it('returns the same object if nothing changes', () => {
    expect(recompute(open, { ...shippedWorkCalendar, version: 9 }, { neverShorter: false })).toBe(open);
    expect(recompute(open, revised('2026', { off: ['2026-10-19'] }), { neverShorter: true })).toBe(open);
  });
});

describe('what a deadline is about', () => {
  it('is its subject, for a rectification with its year', () => {
    expect([subjectOfDeadline({ of: 't-a' }), subjectOfDeadline({ of: 't-a', evaluationYear: 2025 })]).toEqual(['t-a', 't-a/2025']);
  });
  it('identifies it with its kind', () => {
    const one = { kind: 'rectification', of: 't-a', evaluationYear: 2025 } as const;
    const others = [
      { ...one, kind: 'supplement' as const },
      { ...one, of: 't-b' },
      { ...one, evaluationYear: 2024 },
    ];
    expect([one, ...others].map((other) => isSameDeadline(one, other))).toEqual([true, false, false, false]);
  });
});

describe('a recorded deadline', () => {
  const decode = decoder(deadline);
  it('fits its schema', () => {
    expect(decode.issues(window('2025-09-26'))).toEqual([]);
  });
  it('does not decode with a day that does not exist, or an unknown field', () => {
    expect(decode({ ...window('2025-09-26'), lastDay: '2025-02-30' })).toBe(false);
    expect(decode({ ...window('2025-09-26'), note: '' })).toBe(false);
  });
});

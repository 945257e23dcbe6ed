import { createRequire } from 'node:module';
import type { Day } from '@minglu/kernel';
import fc from 'fast-check';
import { shippedWorkCalendar } from './calendars.js';
import { computeDeadline, countPeriod, recompute, type DeadlineRule } from './deadline.js';
import type { WorkCalendar } from './work-calendar.js';

/*
 * The oracle shares no code with the functions under test. It steps a JavaScript Date day by day and asks chinese-days for
 * working days. A result is provisional if it differs between two extremes: all unknown days work, or all of them rest.
 */
const chineseDays = createRequire(import.meta.url)('chinese-days') as typeof import('chinese-days').default;
type Kind = 'working' | 'rest' | 'unknown';
const NEVER = '9999-12-31';
const HORIZON = 400;

const shift = (day: Day, days: number): Day => {
  const date = new Date(`${day}T12:00:00Z`);
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10);
};
/** The corresponding day: steps month by month, then back from the 31st until the day exists. */
const shiftMonths = (day: Day, months: number): Day => {
  let [year, month] = [Number(day.slice(0, 4)), Number(day.slice(5, 7))];
  for (let step = 0; step < months; step += 1) [year, month] = month === 12 ? [year + 1, 1] : [year, month + 1];
  for (let date = Number(day.slice(8)); ; date -= 1) {
    const candidate = `${year}-${String(month).padStart(2, '0')}-${String(date).padStart(2, '0')}`;
    if (new Date(`${candidate}T00:00:00Z`).toJSON()?.startsWith(candidate)) return candidate;
  }
};
const kindIn = (known: readonly string[], day: Day): Kind => {
  // Of the shipped notices, only the one for 2023 lists a day of another year.
  const listed = day === '2022-12-31' && known.includes('2023');
  return listed || known.includes(day.slice(0, 4)) ? (chineseDays.isWorkday(day) ? 'working' : 'rest') : 'unknown';
};
/** The notice of the next year may make the last three days of December free (decisions 42). */
const isCertain = (known: readonly string[], day: Day): boolean =>
  kindIn(known, day) === 'working' && !(/-12-(29|30|31)$/.test(day) && !known.includes(String(Number(day.slice(0, 4)) + 1)));
/** The amount-th working day after `after`, if the unknown days all work or all rest. */
const nth = (known: readonly string[], after: Day, amount: number, unknownWorks: boolean): Day => {
  let [day, found] = [after, 0];
  for (let step = 0; step < HORIZON && found < amount; step += 1) {
    day = shift(day, 1);
    if (isCertain(known, day) || (kindIn(known, day) !== 'rest' && unknownWorks)) found += 1;
  }
  return found < amount ? NEVER : day;
};
const oracle = ({ unit, amount, from, until }: DeadlineRule, known: readonly string[]) => {
  const [after, count] =
    unit === 'working-days'
      ? [from, amount]
      : [shift(unit === 'days' ? shift(from, amount) : shiftMonths(from, unit === 'years' ? amount * 12 : amount), -1), 1];
  const end = (unknownWorks: boolean) => [nth(known, after, count, unknownWorks), until ?? ''].sort()[1]!;
  const [earliest, latest] = [end(true), end(false)];
  return { lastDay: earliest, provisional: earliest !== latest };
};

const years = ['2023', '2024', '2025', '2026'];
const calendarOf = (known: readonly string[]): WorkCalendar => ({
  version: known.length,
  years: Object.fromEntries(known.map((year) => [year, shippedWorkCalendar.years[year]!])),
});

const anyDay = fc.integer({ min: 0, max: 365 * 4 }).map((days) => shift('2023-01-01', days));
const hardDays = fc.constantFrom(
  '2024-02-29',
  '2023-01-20',
  '2024-02-08',
  '2024-02-09',
  '2025-01-27',
  '2026-02-13',
  '2023-09-28',
  '2025-09-30',
  '2024-12-31',
  '2025-12-31',
  '2023-12-29',
  '2024-01-31',
  '2024-08-31',
  '2026-12-24',
  '2026-12-28',
);
const from = fc.oneof({ weight: 3, arbitrary: anyDay }, hardDays);
const until = fc.option(fc.integer({ min: 0, max: 40 }), { nil: null });
const counted = fc
  .oneof(
    fc.record({ unit: fc.constant('working-days' as const), amount: fc.integer({ min: 1, max: 60 }) }),
    fc.record({ unit: fc.constant('days' as const), amount: fc.integer({ min: 1, max: 120 }) }),
    fc.record({ unit: fc.constant('months' as const), amount: fc.integer({ min: 1, max: 40 }) }),
    fc.record({ unit: fc.constant('years' as const), amount: fc.integer({ min: 1, max: 3 }) }),
  )
  .chain((base) =>
    fc
      .record({ from, until })
      .map(({ from, until }): DeadlineRule => ({ ...base, from, until: until === null ? null : shift(from, until), basis: [] })),
  );
const someYears = fc.subarray(years);

describe('working-day arithmetic against a slow oracle', () => {
  it('finds the same last day, with all four calendars', () => {
    fc.assert(
      fc.property(counted, (rule) => {
        const { lastDay, provisional } = countPeriod(rule, shippedWorkCalendar);
        expect({ lastDay, provisional }).toEqual(oracle(rule, years));
      }),
      { numRuns: 1500 },
    );
  });
  it('finds the same earliest end and the same `provisional` with any calendar missing', () => {
    fc.assert(
      fc.property(counted, someYears, (rule, known) => {
        const { lastDay, provisional } = countPeriod(rule, calendarOf(known));
        expect({ lastDay, provisional }).toEqual(oracle(rule, known));
      }),
      { numRuns: 1500 },
    );
  });
  it('lists the known working days in order and inside the period, and is final once enough of them are certain', () => {
    fc.assert(
      fc.property(from, fc.integer({ min: 1, max: 30 }), someYears, (start, amount, known) => {
        const { lastDay, workingDays, provisional } = countPeriod(
          { unit: 'working-days', amount, from: start, until: null, basis: [] },
          calendarOf(known),
        );
        expect(provisional).toBe(workingDays.filter((day) => isCertain(known, day)).length < amount);
        if (!provisional) expect(workingDays).toHaveLength(amount);
        expect(workingDays).toEqual([...new Set(workingDays)].sort());
        expect(workingDays.every((day) => start < day && day <= lastDay && kindIn(known, day) === 'working')).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
  it('never moves an end earlier when a missing calendar is published', () => {
    fc.assert(
      fc.property(counted, someYears, (rule, known) => {
        const before = computeDeadline('publicity-window', 'p', rule, calendarOf(known));
        const after = recompute(before, shippedWorkCalendar, { neverShorter: false });
        expect(after.lastDay >= before.lastDay).toBe(true);
        if (!before.provisional) expect(after).toBe(before);
      }),
      { numRuns: 500 },
    );
  });
});

describe('an open window under arbitrary revisions', () => {
  const revision = fc
    .record({ year: fc.constantFrom(...years), days: fc.array(anyDay, { maxLength: 30 }) })
    .map(({ year, days }): WorkCalendar => ({
      version: 9,
      years: { ...shippedWorkCalendar.years, [year]: { noticeNumber: '示例', offDays: days, makeupWorkdays: [] } },
    }));

  it('never ends earlier than announced, and a repeated revision changes nothing', () => {
    fc.assert(
      fc.property(from, fc.array(revision, { minLength: 1, maxLength: 4 }), (start, revisions) => {
        let window = computeDeadline(
          'publicity-window',
          'p',
          { unit: 'working-days', amount: 5, from: start, until: null, basis: [] },
          shippedWorkCalendar,
        );
        for (const calendar of revisions) {
          const next = recompute(window, calendar, { neverShorter: true });
          expect(next.endsAt >= window.endsAt).toBe(true);
          expect(recompute(next, calendar, { neverShorter: true })).toBe(next);
          window = next;
        }
      }),
      { numRuns: 300 },
    );
  });
});

import { shippedWorkCalendar } from './calendars.js';
import { calendarMissingFor, dayKind, type CalendarYear, type WorkCalendar } from './work-calendar.js';

const year = (offDays: string[], makeupWorkdays: string[] = []): CalendarYear => ({ noticeNumber: '示例', offDays, makeupWorkdays });
const calendar = (years: Record<string, CalendarYear>): WorkCalendar => ({ version: 1, years });

describe('the calendar that a day needs (decisions 42)', () => {
  it.each([
    ['2026-12-28', null],
    ['2026-12-29', 2027],
    ['2026-12-31', 2027],
    ['2027-01-05', 2027],
    ['2025-12-29', null],
    ['2025-06-30', null],
  ])('of %s is %s while 2027 is not published', (day, missing) => {
    expect(calendarMissingFor(shippedWorkCalendar, day)).toBe(missing);
  });
  it('is none for a day that the calendar of a neighbouring year lists', () => {
    expect(calendarMissingFor(calendar({ 2023: year(['2022-12-31']) }), '2022-12-31')).toBeNull();
    expect(calendarMissingFor(calendar({ 2023: year(['2022-12-31']) }), '2022-12-30')).toBe(2022);
  });
});

describe('the kind of a day', () => {
  it('is working from Monday to Friday and rest on a weekend, in a published year', () => {
    expect(dayKind(shippedWorkCalendar, '2025-09-26')).toBe('working');
    expect(dayKind(shippedWorkCalendar, '2025-09-27')).toBe('rest');
  });
  it('is rest on a festival and working on a make-up Sunday', () => {
    expect(dayKind(shippedWorkCalendar, '2025-10-01')).toBe('rest');
    expect(dayKind(shippedWorkCalendar, '2025-09-28')).toBe('working');
  });
  it('is working on 除夕 2024, a Friday on which the notice only encouraged rest', () => {
    expect(dayKind(shippedWorkCalendar, '2024-02-09')).toBe('working');
  });
  it('is unknown in a year without a calendar, even on a Saturday, which may become a working day', () => {
    expect(dayKind(shippedWorkCalendar, '2027-01-05')).toBe('unknown');
    expect(dayKind(shippedWorkCalendar, '2027-01-09')).toBe('unknown');
    expect(dayKind(calendar({}), '2025-01-01')).toBe('unknown');
  });
  it('is known in a year without a calendar if a neighbouring year lists the day', () => {
    expect(dayKind(shippedWorkCalendar, '2022-12-31')).toBe('rest');
    expect(dayKind(shippedWorkCalendar, '2022-12-30')).toBe('unknown');
    const next = calendar({ '2026': year(['2027-01-01'], ['2027-01-03']) });
    expect(dayKind(next, '2027-01-01')).toBe('rest');
    expect(dayKind(next, '2027-01-03')).toBe('working');
  });
  it('follows a neighbouring year that lists a day of a published year as off', () => {
    const both = calendar({ '2026': year([]), '2027': year(['2026-12-31']) });
    expect(dayKind(both, '2026-12-31')).toBe('rest');
    expect(dayKind(both, '2026-12-30')).toBe('working');
  });
  it('is computed for each calendar object', () => {
    const before = calendar({ '2026': year([]) });
    expect(dayKind(before, '2026-09-28')).toBe('working');
    expect(dayKind({ version: 2, years: { '2026': year(['2026-09-28']) } }, '2026-09-28')).toBe('rest');
    expect(dayKind(before, '2026-09-28')).toBe('working');
  });
});

import { createRequire } from 'node:module';
import { addDays, type Day } from '@minglu/kernel';
import { checkCalendarYear } from './calendar-check.js';
import { shippedCalendars, shippedWorkCalendar } from './calendars.js';
import { missingFestivals } from './festivals.js';
import { dayKind } from './work-calendar.js';

// chinese-days has the years 2004 to 2026 and assumes Monday to Friday for all others.
const chineseDays = createRequire(import.meta.url)('chinese-days') as typeof import('chinese-days').default;

const daysOfYear = (year: number): Day[] => {
  const days: Day[] = [];
  for (let day = `${year}-01-01`; day <= `${year}-12-31`; day = addDays(day, 1)) days.push(day);
  return days;
};

describe('the shipped calendars', () => {
  it.each([2023, 2024, 2025, 2026])('agree with chinese-days on every day of %i', (year) => {
    const differing = daysOfYear(year).filter((day) => (dayKind(shippedWorkCalendar, day) === 'working') !== chineseDays.isWorkday(day));
    expect(differing).toEqual([]);
  });
  it('have 249, 251, 248 and 248 working days', () => {
    const count = (year: number) => daysOfYear(year).filter((day) => dayKind(shippedWorkCalendar, day) === 'working').length;
    expect([2023, 2024, 2025, 2026].map(count)).toEqual([249, 251, 248, 248]);
  });
  it('name their notices; the number of the one for 2026 is not known', () => {
    expect(shippedCalendars.map(({ year, noticeNumber }) => [year, noticeNumber])).toEqual([
      [2023, '国办发明电〔2022〕16号'],
      [2024, '国办发明电〔2023〕7号'],
      [2025, '国办发明电〔2024〕12号'],
      [2026, '文号未见于所读页面'],
    ]);
  });
  it('do not contradict themselves or each other, and include every festival', () => {
    for (const calendar of shippedCalendars) {
      expect(checkCalendarYear(calendar.year, calendar, shippedWorkCalendar)).toBeNull();
      expect(missingFestivals(calendar.year, calendar.offDays)).toEqual([]);
    }
  });
});

import { isDay, weekday, type Bilingual, type Day } from '@minglu/kernel';
import type { CalendarYear, WorkCalendar } from './work-calendar.js';

/** A contradiction in the work calendar of a year (decisions 14). */
export interface CalendarProblem {
  readonly code:
    | 'calendar-day-does-not-exist'
    | 'calendar-day-repeated'
    | 'calendar-day-in-both-lists'
    | 'calendar-day-outside-year'
    | 'calendar-makeup-day-works-anyway'
    | 'calendar-contradicts-neighbour';
  readonly message: Bilingual;
  readonly details: { readonly day: Day };
}

type Lists = Pick<CalendarYear, 'offDays' | 'makeupWorkdays'>;

/**
 * The first contradiction in the calendar of a year; null when there is none. `others` are the calendars already published.
 * Their days for other years must not be contradicted. The year's own earlier calendar is replaced and may differ.
 */
export const checkCalendarYear = (
  year: number,
  { offDays, makeupWorkdays }: Lists,
  others: WorkCalendar | null = null,
): CalendarProblem | null => {
  const off = new Set(offDays);
  for (const list of [offDays, makeupWorkdays]) {
    const seen = new Set<Day>();
    for (const day of list) {
      if (!isDay(day)) return problem('calendar-day-does-not-exist', day, '日期不存在', 'does not exist');
      if (!isNear(year, day))
        return problem(
          'calendar-day-outside-year',
          day,
          `不在${year}年及其前后相邻月份`,
          `is neither in ${year} nor in the month before or after it`,
        );
      if (seen.has(day)) return problem('calendar-day-repeated', day, '重复列出', 'is listed twice');
      seen.add(day);
    }
  }
  const neighbours = Object.entries(others?.years ?? {}).filter(([other]) => other !== String(year));
  for (const day of makeupWorkdays) {
    if (off.has(day)) return problem('calendar-day-in-both-lists', day, '既列为放假又列为上班', 'is in both lists');
    if (neighbours.some(([, other]) => other.offDays.includes(day))) return contradiction(day);
    if (isWeekday(day)) return problem('calendar-makeup-day-works-anyway', day, '本为工作日，无须调休上班', 'is a working day anyway');
  }
  const taken = offDays.find((day) => neighbours.some(([, other]) => other.makeupWorkdays.includes(day)));
  return taken === undefined ? null : contradiction(taken);
};

/** In the year, in the December before it or in the January after it: a holiday may cross the turn of the year. */
const isNear = (year: number, day: Day): boolean =>
  [`${year - 1}-12`, `${year + 1}-01`].includes(day.slice(0, 7)) || day.slice(0, 4) === String(year);
const isWeekday = (day: Day): boolean => weekday(day) >= 1 && weekday(day) <= 5;

const contradiction = (day: Day): CalendarProblem =>
  problem('calendar-contradicts-neighbour', day, '与相邻年度的放假安排矛盾', 'contradicts the calendar of a neighbouring year');
const problem = (code: CalendarProblem['code'], day: Day, zh: string, en: string): CalendarProblem => ({
  code,
  message: { zh: `${day}${zh}`, en: `${day} ${en}` },
  details: { day },
});

import { weekday, type Day } from '@minglu/kernel';

/** The days that the State Council's notice lists for a year. On other days, Monday to Friday are working days. */
export interface CalendarYear {
  readonly noticeNumber: string;
  /** Days off. They may lie in a neighbouring year: 2022-12-31 is in the notice for 2023. */
  readonly offDays: readonly Day[];
  /** Rest days that the notice makes working days (调休上班). */
  readonly makeupWorkdays: readonly Day[];
}

/** The calendars known at a given time. */
export interface WorkCalendar {
  /** Version of the calendar stream. It is recorded with every date that was counted by it. */
  readonly version: number;
  /** By year: `years['2026']`. */
  readonly years: Readonly<Record<string, CalendarYear>>;
}

/** `unknown`: the year of the day has no published calendar, and the calendar of no other year lists the day. */
export type DayKind = 'working' | 'rest' | 'unknown';

/**
 * The kind of a day by the national calendar. Local holidays of minorities and half-days (8 March) are not days off.
 * A year without a calendar is never assumed to work Monday to Friday, since even a Saturday may become a working day.
 */
export const dayKind = (calendar: WorkCalendar, day: Day): DayKind => {
  const listed = listings(calendar).get(day);
  if (listed) return listed;
  if (!Object.hasOwn(calendar.years, day.slice(0, 4))) return 'unknown';
  const weekDay = weekday(day);
  return weekDay === 0 || weekDay === 6 ? 'rest' : 'working';
};

/** The first day of a year, as MM-DD, that the notice of the next year may still make free or work (decisions 42). */
const OPEN_FROM = '12-29';

/** The year whose calendar is needed before the kind of this day is certain; null if it is. */
export const calendarMissingFor = (calendar: WorkCalendar, day: Day): number | null => {
  const year = Number(day.slice(0, 4));
  if (dayKind(calendar, day) === 'unknown') return year;
  return day.slice(5) >= OPEN_FROM && !Object.hasOwn(calendar.years, year + 1) ? year + 1 : null;
};

const memo = new WeakMap<WorkCalendar, ReadonlyMap<Day, DayKind>>();

/** All listed days. If two years list a day differently, the notice of the later year is newer and applies. Year keys iterate in ascending order. */
const listings = (calendar: WorkCalendar): ReadonlyMap<Day, DayKind> => {
  const known = memo.get(calendar);
  if (known) return known;
  const days = new Map<Day, DayKind>();
  for (const { offDays, makeupWorkdays } of Object.values(calendar.years)) {
    for (const day of offDays) days.set(day, 'rest');
    for (const day of makeupWorkdays) days.set(day, 'working');
  }
  memo.set(calendar, days);
  return days;
};

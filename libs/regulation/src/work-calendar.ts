import { weekday, type Day } from '@minglu/kernel';

/** What the State Council's notice says of a year; a day that it does not list works from Monday to Friday. */
export interface CalendarYear {
  readonly noticeNumber: string;
  /** Days off, also those at the edge of a neighbouring year (2022-12-31 in the notice for 2023). */
  readonly offDays: readonly Day[];
  /** 调休上班: rest days on which work is done. */
  readonly makeupWorkdays: readonly Day[];
}

/** The calendars known at one moment. */
export interface WorkCalendar {
  /** Of the calendar stream; recorded with every date that was counted by it. */
  readonly version: number;
  /** By year, `"2026"`. */
  readonly years: Readonly<Record<string, CalendarYear>>;
}

/** `unknown`: its year has no published calendar, and no other published year lists it. */
export type DayKind = 'working' | 'rest' | 'unknown';

/**
 * National calendar only: local minority holidays and half-days (三八) do not count as off. Never Monday to Friday for
 * a year without a calendar: there even a Saturday may turn out to be a make-up day.
 */
export const dayKind = (calendar: WorkCalendar, day: Day): DayKind => {
  const listed = listings(calendar).get(day);
  if (listed) return listed;
  if (!Object.hasOwn(calendar.years, day.slice(0, 4))) return 'unknown';
  const weekDay = weekday(day);
  return weekDay === 0 || weekDay === 6 ? 'rest' : 'working';
};

const memo = new WeakMap<WorkCalendar, ReadonlyMap<Day, DayKind>>();

/** All listed days. Where two years list a day differently the later year's notice, being the later word, stands. */
const listings = (calendar: WorkCalendar): ReadonlyMap<Day, DayKind> => {
  const known = memo.get(calendar);
  if (known) return known;
  const days = new Map<Day, DayKind>();
  for (const [, { offDays, makeupWorkdays }] of Object.entries(calendar.years).sort(([a], [b]) => Number(a) - Number(b))) {
    for (const day of offDays) days.set(day, 'rest');
    for (const day of makeupWorkdays) days.set(day, 'working');
  }
  memo.set(calendar, days);
  return days;
};

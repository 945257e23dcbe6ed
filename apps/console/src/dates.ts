import { addDays, dayOf, inShanghai, weekday } from '@minglu/kernel';

/** Instants as officers read them, on the clock of Beijing: `2026-02-27 09:30`. */
export const minuteOf = (instant: string): string => inShanghai(instant).slice(0, 16).replace('T', ' ');
/** `2026-02-27` */
export { dayOf };
export const today = (): string => dayOf(new Date().toISOString());
/** The weekday of a day, Sunday is 0. */
export const weekdayOf = weekday;
export const daysAfter = addDays;
/** Days from one day to another; negative if the other is earlier. */
export const daysBetween = (from: string, to: string): number =>
  Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000);

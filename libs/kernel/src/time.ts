/**
 * Instants and days. An instant is UTC with milliseconds (`2025-10-11T00:00:00.000Z`), a day is a date in
 * Asia/Shanghai (`2025-10-11`). Both compare as strings. The offset is a constant: China has kept UTC+8 without
 * daylight saving since 1992, and every rule here is younger.
 */
export type Instant = string & { readonly __instant?: never };
export type Day = string & { readonly __day?: never };

const OFFSET_MS = 8 * 3_600_000;
const DAY_MS = 86_400_000;
const DAY = /^(\d{4})-(\d{2})-(\d{2})$/;
const INSTANT = /^(\d{4}-\d{2}-\d{2})T(\d{2}):(\d{2})(?::(\d{2})(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;

/** True for a day that exists; 2023-02-29 does not. */
export const isDay = (text: string): text is Day => DAY.test(text) && utcDay(epochDay(text)) === text;

/** Reads an ISO 8601 instant with an explicit offset. Null if it is malformed, or its day or hour does not exist. */
export const parseInstant = (text: string): Instant | null => {
  const match = INSTANT.exec(text);
  if (!match || !isDay(match[1]!) || Number(match[2]) > 23 || Number(match[3]) > 59 || Number(match[4] ?? 0) > 59) return null;
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? null : instantOf(ms);
};

/** The instant of a count of milliseconds since 1970-01-01T00:00Z. */
export const instantOf = (epochMs: number): Instant => new Date(epochMs).toISOString();
export const epochMs = (instant: Instant): number => Date.parse(instant);

/** The Shanghai day on which an instant falls. */
export const dayOf = (instant: Instant): Day => {
  if (instant !== last.instant) last = { instant, day: utcDay(Math.floor((Date.parse(instant) + OFFSET_MS) / DAY_MS)) };
  return last.day;
};
/** An answer asks for the day of one instant again and again. */
let last: { readonly instant: Instant; readonly day: Day } = { instant: '', day: '' };
/** 00:00 of a Shanghai day. */
export const startOfDay = (day: Day): Instant => instantOf(epochDay(day) * DAY_MS - OFFSET_MS);
/** Effective instant of a dated fact that is recorded now: the start of `day` if that day has passed, otherwise `now`. */
export const sinceDay = (day: Day, now: Instant): Instant => (day < dayOf(now) ? startOfDay(day) : now);
/** 24:00 of a Shanghai day: the exclusive end of a period that ends on that day (民法典203). */
export const endOfDay = (day: Day): Instant => startOfDay(addDays(day, 1));
/** The instant in Shanghai time, as officers read it: `2025-10-11T00:00:00+08:00`. */
export const inShanghai = (instant: Instant): string => {
  const local = instantOf(Date.parse(instant) + OFFSET_MS);
  return `${local.endsWith('.000Z') ? local.slice(0, 19) : local.slice(0, 23)}+08:00`;
};

export const addDays = (day: Day, days: number): Day => utcDay(epochDay(day) + days);
/** 0 = Sunday … 6 = Saturday. */
export const weekday = (day: Day): number => (epochDay(day) + 4) % 7;

/** The corresponding day `months` later, or the last day of that month if there is none (民法典202). */
export const addMonths = (day: Day, months: number): Day => {
  const [year, month, date] = day.split('-').map(Number) as [number, number, number];
  const index = year * 12 + (month - 1) + months;
  const [targetYear, targetMonth] = [Math.floor(index / 12), (index % 12) + 1];
  const last = new Date(Date.UTC(targetYear, targetMonth, 0)).getUTCDate();
  return `${String(targetYear).padStart(4, '0')}-${two(targetMonth)}-${two(Math.min(date, last))}`;
};

export const laterOf = <T extends Instant | Day>(a: T, b: T): T => (a < b ? b : a);

const two = (n: number): string => String(n).padStart(2, '0');
const epochDay = (day: string): number => Date.UTC(Number(day.slice(0, 4)), Number(day.slice(5, 7)) - 1, Number(day.slice(8, 10))) / DAY_MS;
const utcDay = (epoch: number): Day => new Date(epoch * DAY_MS).toISOString().slice(0, 10);

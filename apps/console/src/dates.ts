/** Instants as officers read them: on the clock of Beijing. */
const INSTANT = new Intl.DateTimeFormat('zh-CN', {
  timeZone: 'Asia/Shanghai',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});
const partsOf = (instant: string): Readonly<Record<string, string>> =>
  Object.fromEntries(INSTANT.formatToParts(new Date(instant)).map(({ type, value }) => [type, value]));

/** `2026-02-27 09:30` */
export const minuteOf = (instant: string): string => {
  const { year, month, day, hour, minute } = partsOf(instant);
  return `${year}-${month}-${day} ${hour}:${minute}`;
};
/** `2026-02-27` */
export const dayOf = (instant: string): string => minuteOf(instant).slice(0, 10);
export const today = (): string => dayOf(new Date().toISOString());
/** The weekday of a day, Sunday is 0. */
export const weekdayOf = (day: string): number => new Date(`${day}T00:00:00Z`).getUTCDay();
export const daysAfter = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
/** Days from one day to another; negative if the other is earlier. */
export const daysBetween = (from: string, to: string): number =>
  Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000);

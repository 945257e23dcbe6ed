/** A database that dies more often than this is not helped by one more start. */
const RESTARTS = 3;
const WITHIN_MS = 600_000;

/** Whether a lost database is started again. Times in ms of one clock, `before` those of the restarts so far. */
export const mayRestart = (before: readonly number[], now: number): boolean =>
  before.filter((time) => now - time < WITHIN_MS).length < RESTARTS;

/** A terminal's Ctrl-C may reach us twice, from the terminal and handed on by npm; only a later one means impatience. */
const SAME_KEYSTROKE_MS = 1_000;
export const isImpatient = (first: number, now: number): boolean => now - first > SAME_KEYSTROKE_MS;

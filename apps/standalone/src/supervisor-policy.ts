/** After this many restarts within the period the supervisor gives up. */
const RESTARTS = 3;
const WITHIN_MS = 600_000;

/** Whether a lost database is restarted. `before`: times of earlier restarts; all times in ms of one clock. */
export const mayRestart = (before: readonly number[], now: number): boolean =>
  before.filter((time) => now - time < WITHIN_MS).length < RESTARTS;

/** Ctrl-C may arrive twice, from the terminal and from npm. Only a later signal counts as a second request. */
const SAME_KEYSTROKE_MS = 1_000;
export const isSecondRequest = (first: number, now: number): boolean => now - first > SAME_KEYSTROKE_MS;

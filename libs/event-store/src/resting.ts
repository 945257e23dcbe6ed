/** A worker’s pause: it ends after a while, at once when nudged, and is not begun when there was a nudge since the last look. */
export const resting = (pollMs: number) => {
  let nudged = false;
  let wake = (): void => undefined;
  return {
    /** The worker looks now: what was nudged before is taken in by this look. */
    look: (): void => {
      nudged = false;
    },
    nudge: (): void => {
      nudged = true;
      wake();
    },
    /** Ends a pause without a reason to look again. */
    wake: (): void => wake(),
    rest: (end: AbortSignal): Promise<void> =>
      new Promise((resolve) => {
        if (nudged || end.aborted) return resolve();
        const timer = setTimeout(resolve, pollMs);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      }),
  };
};

/** Calls `onStall` once if `alive` is not called for `patienceMs`. The next call of `alive` arms it again. */
export const watchdog = (patienceMs: number, onStall: (reason: string) => void) => {
  let timer: NodeJS.Timeout | undefined;
  let last = 0;
  let reported = false;
  const alive = (): void => {
    last = performance.now();
    reported = false;
  };
  const check = (): void => {
    const silent = performance.now() - last;
    if (silent <= patienceMs || reported) return;
    reported = true;
    onStall(`no heartbeat and no fetch for ${Math.round(silent)} ms`);
  };
  return {
    alive,
    start: (): void => {
      alive();
      timer ??= setInterval(check, Math.max(50, patienceMs / 4)).unref();
    },
    stop: (): void => {
      clearInterval(timer);
      timer = undefined;
    },
  };
};

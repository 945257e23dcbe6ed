/** Barks once when nobody pats it for too long; a pat lets it bark again. */
export const watchdog = (patienceMs: number, bark: (why: string) => void) => {
  let timer: NodeJS.Timeout | undefined;
  let last = 0;
  let barked = false;
  const look = (): void => {
    const silent = performance.now() - last;
    if (silent > patienceMs && !barked) {
      barked = true;
      bark(`no heartbeat and no fetch for ${Math.round(silent)} ms`);
    }
  };
  return {
    pat: (): void => {
      last = performance.now();
      barked = false;
    },
    start: (): void => {
      last = performance.now();
      barked = false;
      timer ??= setInterval(look, Math.max(50, patienceMs / 4));
      timer.unref();
    },
    stop: (): void => {
      clearInterval(timer);
      timer = undefined;
    },
  };
};

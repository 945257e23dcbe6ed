const BAR = 30;
const SHOWN_EACH_MS = 200;
/** A bar, the share and the rate, on one line that is written again. */
export const progressLine = (stderr: { readonly write: (text: string) => unknown }) => {
  const begun = performance.now();
  let shown = -Infinity;
  let isOpen = false;
  return {
    show: (done: number, position: number, size: number): void => {
      if (performance.now() - shown < SHOWN_EACH_MS && position < size) return;
      shown = performance.now();
      isOpen = true;
      const share = size === 0 ? 1 : position / size;
      const rate = Math.round(done / Math.max(0.001, (shown - begun) / 1_000));
      const bar = '█'.repeat(Math.floor(BAR * share)).padEnd(BAR, '░');
      stderr.write(`\r${bar} ${Math.floor(100 * share)}%  ${position}/${size}  ${rate}/s `);
    },
    end: (): void => void (isOpen && stderr.write('\n')),
  };
};

const BAR = 30;
const SHOWN_EACH_MS = 200;

/** A bar, the share and the rate of one piece of work, on one line that is written again. Each piece has a line. */
export const progressLine = (stderr: { readonly write: (text: string) => unknown }) => {
  let work: string | null = null;
  let [begun, first, shown] = [0, 0, -Infinity];
  return {
    /** @param all null where the amount is unknown */
    show: (of: string, done: number, all: number | null): void => {
      if (work !== of) {
        if (work !== null) stderr.write('\n');
        [work, begun, first, shown] = [of, performance.now(), done, -Infinity];
      }
      if (performance.now() - shown < SHOWN_EACH_MS && done !== all) return;
      shown = performance.now();
      const share = all === null || all === 0 ? 1 : done / all;
      const rate = Math.round((done - first) / Math.max(0.001, (shown - begun) / 1_000));
      const bar = all === null ? '' : `${'█'.repeat(Math.floor(BAR * share)).padEnd(BAR, '░')} ${Math.floor(100 * share)}%  `;
      stderr.write(`\r${bar}${done}${all === null ? '' : `/${all}`}  ${rate}/s  ${of} `);
    },
    end: (): void => void (work !== null && stderr.write('\n')),
  };
};

/** One run of one side: throughput per second, and the latency of each piece of work (milliseconds, sorted). */
export interface Measured {
  readonly perSecond: number;
  readonly latencies?: Float64Array;
  /** Peak resident memory of its process in bytes. */
  readonly peakRss?: number;
}

/** Runs `count` pieces of work, `concurrency` at a time, and measures each. */
export const drive = async (
  count: number,
  concurrency: number,
  work: (index: number, lane: number) => Promise<unknown>,
): Promise<Measured> => {
  const latencies = new Float64Array(count);
  let next = 0;
  const lane = async (_: unknown, own: number): Promise<void> => {
    while (next < count) {
      const index = next++;
      const started = performance.now();
      await work(index, own);
      latencies[index] = performance.now() - started;
    }
  };
  const started = performance.now();
  await Promise.all(Array.from({ length: concurrency }, lane));
  return { perSecond: (count / (performance.now() - started)) * 1_000, latencies: latencies.sort() };
};

export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

export const spread = (values: readonly number[]): Spread => {
  const sorted = [...values].sort((a, b) => a - b);
  return { median: quantile(sorted, 0.5), min: sorted[0]!, max: sorted.at(-1)! };
};

/** Quantile of sorted values, interpolated linearly. */
export const quantile = (sorted: ArrayLike<number>, q: number): number => {
  const at = (sorted.length - 1) * q;
  const [below, above] = [sorted[Math.floor(at)]!, sorted[Math.ceil(at)]!];
  return below + (above - below) * (at - Math.floor(at));
};

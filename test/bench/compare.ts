import type { Cpu } from './cpu.js';
import { quantile, spread, type Measured, type Spread } from './measure.js';

/** Two sides that are compared. Each can run repeatedly. */
export interface Contest {
  readonly ours: Side;
  readonly baseline: Side;
  readonly close: () => Promise<unknown>;
}
interface Side {
  readonly name: string;
  /** Round 0 is a warm-up and is not counted. */
  readonly run: (round: number) => Promise<Measured>;
}

export interface Comparison {
  /** Ours / baseline, per round. */
  readonly ratio: Spread;
  readonly rounds: number;
  readonly ours: Figures;
  readonly baseline: Figures;
}
export interface Figures {
  readonly name: string;
  readonly perSecond: Spread;
  /** Milliseconds, median over the rounds. */
  readonly p50?: number;
  readonly p99?: number;
  readonly peakRss?: number;
  /** CPU time for each piece of work in microseconds, median over the rounds. */
  readonly cpu?: Cpu;
}

/** Runs the two sides in turn, A B A B …, so that other load on the machine affects both. */
export const compare = async (
  { ours, baseline }: Contest,
  rounds: number,
  cpu: () => Cpu,
  progress: (line: string) => void,
): Promise<Comparison> => {
  const counted = async ({ run }: Side, round: number): Promise<Run> => {
    const before = cpu();
    const one = await run(round);
    const after = cpu();
    return { ...one, cpu: { node: after.node - before.node, postgres: after.postgres - before.postgres } };
  };
  const measured: { readonly ours: Run; readonly baseline: Run }[] = [];
  for (let round = 0; round <= rounds; round += 1) {
    const pair = { ours: await counted(ours, round), baseline: await counted(baseline, round) };
    if (round > 0) measured.push(pair);
    progress(`${round === 0 ? 'warm-up' : `round ${round} of ${rounds}`}: ${(pair.ours.perSecond / pair.baseline.perSecond).toFixed(2)}×`);
  }
  return {
    ratio: spread(measured.map((pair) => pair.ours.perSecond / pair.baseline.perSecond)),
    rounds,
    ours: figures(
      ours.name,
      measured.map((pair) => pair.ours),
    ),
    baseline: figures(
      baseline.name,
      measured.map((pair) => pair.baseline),
    ),
  };
};

type Run = Measured & { readonly cpu: Cpu };

const figures = (name: string, runs: readonly Run[]): Figures => {
  const latencies = runs.flatMap((run) => run.latencies ?? []);
  const over = (q: number) => (latencies.length ? spread(latencies.map((sorted) => quantile(sorted, q))).median : undefined);
  const each = (of: keyof Cpu) => spread(runs.map(({ cpu, latencies: pieces }) => cpu[of] / pieces!.length)).median;
  const memory = runs.flatMap((run) => run.peakRss ?? []);
  return {
    name,
    perSecond: spread(runs.map(({ perSecond }) => perSecond)),
    p50: over(0.5),
    p99: over(0.99),
    peakRss: memory.length ? Math.max(...memory) : undefined,
    cpu: latencies.length && !memory.length ? { node: each('node'), postgres: each('postgres') } : undefined,
  };
};

import type { Comparison, Figures } from './compare.js';
import type { Spread } from './measure.js';

export interface Result extends Comparison {
  readonly name: string;
  readonly bar: number;
}

/** A result as text. The ratio comes first: unlike the figures it is comparable between machines. */
export const lines = ({ name, bar, ratio, rounds, ours, baseline }: Result): string[] => [
  `${name}: ${ratio.median.toFixed(2)}× (${ratio.min.toFixed(2)}–${ratio.max.toFixed(2)} over ${rounds} rounds), ${ratio.median < bar ? 'BELOW' : 'at or above'} the bar of ${bar}×`,
  `  ours      ${describe(ours)}`,
  `  baseline  ${describe(baseline)}`,
];

const describe = ({ name, perSecond, p50, p99, peakRss, cpu }: Figures): string =>
  [
    `${name}: ${rates(perSecond)}`,
    p50 === undefined || p99 === undefined ? null : `p50 ${p50.toFixed(2)} ms, p99 ${p99.toFixed(2)} ms`,
    cpu === undefined ? null : `CPU for each ${Math.round(cpu.node)} µs Node, ${Math.round(cpu.postgres)} µs PostgreSQL`,
    peakRss === undefined ? null : `peak RSS ${Math.round(peakRss / 1_048_576)} MB`,
  ]
    .filter((part) => part !== null)
    .join(' · ');

const rate = (value: number): string => Math.round(value).toLocaleString('en');
const rates = ({ median, min, max }: Spread): string => `${rate(median)}/s (${rate(min)}–${rate(max)})`;

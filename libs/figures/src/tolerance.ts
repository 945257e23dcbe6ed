import { compare, minus, size, times, type Exact } from './exact.js';
import { amountOf, isRate } from './unit.js';
import type { Statement } from './statement.js';

/**
 * The largest distance of a restatement that is no contradiction: 1 % of the larger value, of a rate half a percentage point. Statistical offices
 * revise figures within it (decisions 49).
 */
const RESTATEMENT: Exact = { over: 1n, under: 100n };
const RESTATEMENT_POINTS: Exact = { over: 1n, under: 2n };

type Stated = Pick<Statement, 'value' | 'unit'>;

/** How two statements of one figure compare. `other-unit`: in units that cannot be compared. */
export type Difference = 'same' | 'within-tolerance' | 'beyond-tolerance' | 'other-unit';
export const differenceOf = (one: Stated, other: Stated): Difference => {
  const [a, b] = [amountOf(one.value, one.unit), amountOf(other.value, other.unit)];
  if (a.base !== b.base) return 'other-unit';
  const gap = size(minus(a.value, b.value));
  if (gap.over === 0n) return 'same';
  const larger = compare(size(a.value), size(b.value)) < 0 ? size(b.value) : size(a.value);
  return compare(gap, isRate(one.unit) ? RESTATEMENT_POINTS : times(larger, RESTATEMENT)) <= 0 ? 'within-tolerance' : 'beyond-tolerance';
};

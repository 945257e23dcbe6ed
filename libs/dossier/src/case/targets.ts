import { refuse, type Refused, type Static } from '@minglu/kernel';
import type { target, targetInput } from './fragments.js';

export type Target = Static<typeof target>;
type TargetInput = Static<typeof targetInput>;

/** A value as text of the plan: a number keeps its digits, “—” becomes null, never 0. */
export const wordOf = (value: string | number | null): string | null => (value === null || value === '—' ? null : String(value));

/** A target as stored: “超10000” and “约2万” are neither rewritten nor converted. */
export const asStated = ({ baseline, target, ...stated }: TargetInput): Target => ({
  ...stated,
  ...(baseline === undefined ? {} : { baseline: wordOf(baseline) }),
  target: String(target),
});

/** Refuses a plan that states one indicator in different units: its values cannot be compared. */
export const unitsDoNotMatch = (
  targets: readonly { readonly indicator: string; readonly unit: string }[],
  basis: string,
): Refused | null => {
  const units = new Map<string, Set<string>>();
  for (const { indicator, unit } of targets) units.set(indicator, (units.get(indicator) ?? new Set()).add(unit));
  const differing = [...units].filter(([, stated]) => stated.size > 1).map(([indicator, stated]) => ({ indicator, units: [...stated] }));
  return differing.length === 0
    ? null
    : refuse(
        'units-do-not-match',
        basis,
        `同一指标计量单位不一致：${differing.map(({ indicator, units: all }) => `${indicator}（${all.join('、')}）`).join('；')}`,
        `one indicator in several units: ${differing.map(({ indicator, units: all }) => `${indicator} (${all.join(', ')})`).join('; ')}`,
        { differing },
      );
};

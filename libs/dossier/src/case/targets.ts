import { refuse, type Refused, type Static } from '@minglu/kernel';
import { normalForm } from '@minglu/regulation';
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

/** The value of a key; made and kept if there is none. */
const mapped = <V>(map: Map<string, V>, key: string, make: () => V): V => {
  const found = map.get(key) ?? make();
  map.set(key, found);
  return found;
};

/** Refuses a plan that states one indicator in different units: its values cannot be compared. */
export const unitsDoNotMatch = (
  targets: readonly { readonly indicator: string; readonly unit: string }[],
  basis: string,
): Refused | null => {
  const indicators = new Map<string, { readonly indicator: string; readonly units: Map<string, string> }>();
  for (const { indicator, unit } of targets) {
    const { units } = mapped(indicators, normalForm(indicator), () => ({ indicator, units: new Map() }));
    mapped(units, normalForm(unit), () => unit);
  }
  const differing = [...indicators.values()]
    .filter(({ units }) => units.size > 1)
    .map(({ indicator, units }) => ({ indicator, units: [...units.values()] }));
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

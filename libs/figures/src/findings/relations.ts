import { indicatorsOf, type IndicatorSystem } from '@minglu/regulation';

/** The relations between indicators that their system defines. */
export interface Relations {
  /** `rate` is the growth (增速) of `of`. */
  readonly growth: readonly { readonly rate: string; readonly of: string }[];
  /** `share` is the share (占比) that some of the things counted by `of` have. */
  readonly shares: readonly { readonly share: string; readonly of: string }[];
  readonly sums: readonly { readonly total: string; readonly parts: readonly string[] }[];
  /** Indicators that are shares of a whole (占比, 比重, 覆盖度): from 0 to 100 %. */
  readonly within100: ReadonlySet<string>;
  /** Indicators that count things (数量). */
  readonly counts: ReadonlySet<string>;
}

/** The annex of 168-2022 defines one growth and three shares of the counted enterprises by name. It defines no total of parts. */
const BY_VERSION: Readonly<Record<string, Pick<Relations, 'growth' | 'shares' | 'sums'>>> = {
  '168-2022': {
    growth: [{ rate: 'A2.1', of: 'A1.1' }],
    shares: ['B1.1', 'B1.2', 'B1.3'].map((share) => ({ share, of: 'A1.2' })),
    sums: [],
  },
};

/** The relations of a system. Those between indicators are known for 168-2022 alone; those of one indicator follow from its name. */
export const relationsOf = (system: Pick<IndicatorSystem, 'versionId' | 'tree'>): Relations => {
  const named = (fits: (zh: string) => boolean): ReadonlySet<string> =>
    new Set(indicatorsOf(system).flatMap(({ id, zh, type, parts }) => (type === 'numeric' && parts === undefined && fits(zh) ? [id] : [])));
  return {
    ...(BY_VERSION[system.versionId] ?? { growth: [], shares: [], sums: [] }),
    within100: named((zh) => /占比|比重|覆盖度/u.test(zh)),
    counts: named((zh) => zh.endsWith('数量')),
  };
};

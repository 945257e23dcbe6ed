import type { Decimal } from '@minglu/kernel';
import type { NationalAverages } from './indicators.js';

/** A national average of a year, with which a control indicator is compared. */
export interface NationalAverage {
  readonly indicator: string;
  readonly dataYear: number;
  /** Per cent. */
  readonly value: Decimal;
  readonly source: string;
  /** True if the source does not print the number and it follows from another one. */
  readonly derived: boolean;
}

/** National growth of 软件业务收入. Copied from third-party copies: verify the numbers before they decide a real case. */
export const shippedNationalAverages: readonly NationalAverage[] = [
  {
    indicator: 'A2.1',
    dataYear: 2022,
    value: '11.2',
    source: '由2023年增速13.4%“提高2.2个百分点”推得（第三方转载）',
    derived: true,
  },
  {
    indicator: 'A2.1',
    dataYear: 2023,
    value: '13.4',
    source: '2023年软件业务收入123258亿元，增长13.4%（第三方转载）',
    derived: false,
  },
  {
    indicator: 'A2.1',
    dataYear: 2024,
    value: '10.0',
    source: '2024年软件业务收入137276亿元，增长10.0%（第三方转载）',
    derived: false,
  },
];

/** The averages in the form that `checkControls` reads. A later one for the same year replaces an earlier one. */
export const nationalAverages = (averages: readonly Pick<NationalAverage, 'indicator' | 'dataYear' | 'value'>[]): NationalAverages => {
  const byIndicator: Record<string, Record<string, Decimal>> = {};
  for (const { indicator, dataYear, value } of averages) (byIndicator[indicator] ??= {})[String(dataYear)] = value;
  return byIndicator;
};

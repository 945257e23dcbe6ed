import type { Decimal } from '@minglu/kernel';
import type { NationalAverages } from './indicators.js';

/** A yearly national average that a control indicator is held against. */
export interface NationalAverage {
  readonly indicator: string;
  readonly dataYear: number;
  /** In per cent. */
  readonly value: Decimal;
  readonly source: string;
  /** True where the source does not print the number and it follows from another. */
  readonly derived: boolean;
}

/** Growth of 软件业务收入 in the whole country. Read in third-party copies, to be verified before it decides a case. */
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

/** The averages as {@link checkControls} reads them; a later one for the same year replaces an earlier one. */
export const nationalAverages = (averages: readonly Pick<NationalAverage, 'indicator' | 'dataYear' | 'value'>[]): NationalAverages => {
  const byIndicator: Record<string, Record<string, Decimal>> = {};
  for (const { indicator, dataYear, value } of averages) (byIndicator[indicator] ??= {})[String(dataYear)] = value;
  return byIndicator;
};

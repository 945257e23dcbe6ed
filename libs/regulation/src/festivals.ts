import type { Day } from '@minglu/kernel';

/** A statutory festival and its date in a year. */
interface Festival {
  readonly zh: string;
  readonly day: Day;
}

/** Dates of 春节, 清明节, 端午节 and 中秋节 by year, as MM-DD. For other years only the fixed festivals are known. */
const MOVABLE: Readonly<Record<number, string>> = {
  2023: '01-22 04-05 06-22 09-29',
  2024: '02-10 04-04 06-10 09-17',
  2025: '01-29 04-04 05-31 10-06',
  2026: '02-17 04-05 06-19 09-25',
  2027: '02-06 04-05 06-09 09-15',
  2028: '01-26 04-04 05-28 10-03',
  2029: '02-13 04-04 06-16 09-22',
  2030: '02-03 04-05 06-05 09-12',
  2031: '01-23 04-05 06-24 10-01',
  2032: '02-11 04-04 06-12 09-19',
  2033: '01-31 04-04 06-01 09-08',
  2034: '02-19 04-05 06-20 09-27',
  2035: '02-08 04-05 06-10 09-16',
  2036: '01-28 04-04 05-30 10-04',
  2037: '02-15 04-04 06-18 09-24',
  2038: '02-04 04-05 06-07 09-13',
  2039: '01-24 04-05 05-27 10-02',
  2040: '02-12 04-04 06-14 09-20',
  2041: '02-01 04-04 06-03 09-10',
  2042: '01-22 04-04 06-22 09-28',
  2043: '02-10 04-05 06-11 09-17',
  2044: '01-30 04-04 05-31 10-05',
  2045: '02-17 04-04 06-19 09-25',
  2046: '02-06 04-04 06-08 09-15',
  2047: '01-26 04-05 05-29 10-04',
  2048: '02-14 04-04 06-15 09-22',
  2049: '02-02 04-04 06-04 09-11',
  2050: '01-23 04-04 06-23 09-30',
};

export const festivalsOf = (year: number): readonly Festival[] => {
  const [spring, qingming, dragonBoat, midAutumn] = MOVABLE[year]?.split(' ') ?? [];
  const days = { 元旦: '01-01', 春节: spring, 清明节: qingming, 劳动节: '05-01', 端午节: dragonBoat, 中秋节: midAutumn, 国庆节: '10-01' };
  return Object.entries(days).flatMap(([zh, date]) => (date === undefined ? [] : [{ zh, day: `${year}-${date}` }]));
};

/** Names of the festivals (《全国年节及纪念日放假办法》 art. 2) whose date is not among the days off. Grounds for a warning, not for a refusal. */
export const missingFestivals = (year: number, offDays: readonly Day[]): readonly string[] =>
  festivalsOf(year)
    .filter(({ day }) => !offDays.includes(day))
    .map(({ zh }) => zh);

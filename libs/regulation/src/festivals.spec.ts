import { createRequire } from 'node:module';
import { festivalsOf, missingFestivals } from './festivals.js';

const chineseDays = createRequire(import.meta.url)('chinese-days') as typeof import('chinese-days').default;
const lunar = (year: number, date: string) => chineseDays.getSolarDateFromLunar(`${year}-${date}`).date;

describe('the festivals of a year', () => {
  it.each(Array.from({ length: 28 }, (_, index) => 2023 + index))('fall in %i on the days that chinese-days computes', (year) => {
    const day = Object.fromEntries(festivalsOf(year).map((festival) => [festival.zh, festival.day]));
    expect([day.春节, day.端午节, day.中秋节]).toEqual([lunar(year, '01-01'), lunar(year, '05-05'), lunar(year, '08-15')]);
    expect(day.清明节).toBe(chineseDays.getSolarTermDate(year, 4, 'pure_brightness'));
  });
  it('are only the fixed ones in years outside the table', () => {
    expect(festivalsOf(2051).map((festival) => festival.zh)).toEqual(['元旦', '劳动节', '国庆节']);
  });
  it('are named if a calendar leaves them out', () => {
    expect(missingFestivals(2026, ['2026-01-01', '2026-02-17', '2026-04-05', '2026-05-01', '2026-06-19'])).toEqual(['中秋节', '国庆节']);
  });
});

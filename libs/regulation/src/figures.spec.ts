import type { Day } from '@minglu/kernel';
import { dataYearWarnings, yearHasEnded, type Figure } from './figures.js';

const figure = (indicator: string, dataYear: number): Figure => ({ indicator, value: '1', unit: '%', dataYear, source: '市统计局' });
const today = '2025-09-25' as Day;

describe('the year of a figure (decisions 31)', () => {
  it('has ended from the next year on', () => {
    expect([2024, 2025, 2026].map((dataYear) => yearHasEnded({ dataYear }, today))).toEqual([true, false, false]);
  });
  it('is warned of, with each figure, where it has not ended', () => {
    expect(dataYearWarnings([figure('A1.1', 2025), figure('A2.1', 2026), figure('B1.1', 2024)], [], today)).toEqual([
      {
        code: 'future-data-year',
        legalBasis: ['measure-2022/annex'],
        message: {
          zh: '数据年度尚未结束，不计入控制性指标：A1.1（2025）、A2.1（2026）',
          en: 'of a year that has not ended, not counted: A1.1（2025）、A2.1（2026）',
        },
      },
    ]);
  });
  it('is warned of where a control figure is older than the last year but one', () => {
    const figures = [figure('A1.1', 2022), figure('A1.1', 2023), figure('B1.1', 2022)];
    expect(dataYearWarnings(figures, ['A1.1'], today)).toEqual([
      {
        code: 'old-data-year',
        legalBasis: ['measure-2022/annex'],
        message: { zh: '控制性指标数据早于前年：A1.1（2022）', en: 'control figures older than the last year but one: A1.1（2022）' },
      },
    ]);
    expect(dataYearWarnings(figures, [], today)).toEqual([]);
  });
});

import { checkCalendarYear } from './calendar-check.js';
import type { WorkCalendar } from './work-calendar.js';

const code = (offDays: string[], makeupWorkdays: string[], others: WorkCalendar | null = null) =>
  checkCalendarYear(2027, { offDays, makeupWorkdays }, others)?.code ?? null;

describe('a calendar for 2027', () => {
  it('is valid with days off in both neighbouring years', () => {
    expect(code(['2026-12-31', '2027-01-01', '2028-01-01'], ['2026-12-27', '2027-01-03'])).toBeNull();
  });
  it('is valid when it is empty, since no festival is required', () => {
    expect(code([], [])).toBeNull();
  });
  it.each(['2027-02-29', '2027-13-01', '2027-1-1', 'spring'])('is refused with %p, which is not a date', (day) => {
    expect(code([day], [])).toBe('calendar-day-does-not-exist');
    expect(code([], [day])).toBe('calendar-day-does-not-exist');
  });
  it('is refused with a day given twice', () => {
    expect(code(['2027-01-01', '2027-01-01'], [])).toBe('calendar-day-repeated');
    expect(code([], ['2027-01-03', '2027-01-03'])).toBe('calendar-day-repeated');
  });
  it('is refused with a day in both lists', () => {
    expect(code(['2027-01-03'], ['2027-01-03'])).toBe('calendar-day-in-both-lists');
    expect(code(['2027-01-04'], ['2027-01-04'])).toBe('calendar-day-in-both-lists');
  });
  it('is refused with a make-up day that is a working day anyway', () => {
    expect(checkCalendarYear(2027, { offDays: [], makeupWorkdays: ['2027-01-04'] })).toEqual({
      code: 'calendar-makeup-day-works-anyway',
      message: { zh: '2027-01-04本为工作日，无须调休上班', en: '2027-01-04 is a working day anyway' },
      details: { day: '2027-01-04' },
    });
  });
  it('is refused with a day beyond the adjacent months of the neighbouring years', () => {
    expect([code(['2026-11-30'], []), code(['2028-02-01'], []), code([], ['2025-01-04'])]).toEqual(
      Array(3).fill('calendar-day-outside-year'),
    );
  });
});

describe('a contradiction in a calendar', () => {
  const others: WorkCalendar = { version: 1, years: { '2026': { noticeNumber: '示例', offDays: ['2027-01-01'], makeupWorkdays: [] } } };
  it.each<[string[], string[], string, string]>([
    [['2027-02-29'], [], '2027-02-29日期不存在', '2027-02-29 does not exist'],
    [['2026-11-30'], [], '2026-11-30不在2027年及其前后相邻月份', '2026-11-30 is neither in 2027 nor in the month before or after it'],
    [['2027-01-01', '2027-01-01'], [], '2027-01-01重复列出', '2027-01-01 is listed twice'],
    [['2027-01-03'], ['2027-01-03'], '2027-01-03既列为放假又列为上班', '2027-01-03 is in both lists'],
    [[], ['2027-01-01'], '2027-01-01与相邻年度的放假安排矛盾', '2027-01-01 contradicts the calendar of a neighbouring year'],
    [[], ['2027-01-08'], '2027-01-08本为工作日，无须调休上班', '2027-01-08 is a working day anyway'],
  ])('names the day: off %j, make-up %j', (offDays, makeupWorkdays, zh, en) => {
    expect(checkCalendarYear(2027, { offDays, makeupWorkdays }, others)?.message).toEqual({ zh, en });
  });
});

describe('a calendar beside its published neighbours', () => {
  const others: WorkCalendar = {
    version: 1,
    years: { '2026': { noticeNumber: '示例', offDays: ['2027-01-01'], makeupWorkdays: ['2027-01-02'] } },
  };

  it('may repeat the days that they list', () => {
    expect(code(['2027-01-01'], ['2027-01-02'], others)).toBeNull();
  });
  it('may not list as a day off their make-up day, or the reverse', () => {
    expect(code(['2027-01-02'], [], others)).toBe('calendar-contradicts-neighbour');
    expect(code([], ['2027-01-01'], others)).toBe('calendar-contradicts-neighbour');
  });
  it('may contradict its own earlier version, which it revises', () => {
    const earlier: WorkCalendar = {
      version: 1,
      years: { '2027': { noticeNumber: '示例', offDays: ['2027-01-03'], makeupWorkdays: ['2027-01-09'] } },
    };
    expect(code(['2027-01-09'], ['2027-01-03'], earlier)).toBeNull();
  });
});

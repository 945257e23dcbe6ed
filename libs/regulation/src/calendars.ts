import { addDays, type Day } from '@minglu/kernel';
import type { CalendarYear, WorkCalendar } from './work-calendar.js';

/** A work calendar that ships with the system. */
export interface ShippedCalendar extends CalendarYear {
  readonly year: number;
  /** 成文日期 of the State Council General Office's notice. */
  readonly issuedOn: Day;
  /** The festivals, as the notice names them, with first and last day. */
  readonly holidays: readonly Holiday[];
}
interface Holiday {
  readonly zh: string;
  readonly from: Day;
  readonly to: Day;
}

type Span = readonly [zh: string, from: Day, to: Day];
const shipped = (
  year: number,
  noticeNumber: string,
  issuedOn: Day,
  spans: readonly Span[],
  makeupWorkdays: readonly Day[],
): ShippedCalendar => {
  const holidays = spans.map(([zh, from, to]) => ({ zh, from, to }));
  return { year, noticeNumber, issuedOn, holidays, offDays: holidays.flatMap(daysOf), makeupWorkdays };
};
const daysOf = ({ from, to }: Holiday): Day[] => {
  const days: Day[] = [];
  for (let day = from; day <= to; day = addDays(day, 1)) days.push(day);
  return days;
};

/**
 * Copied from third-party copies of the notices. Verify them against gov.cn before they decide a real case.
 * The calendar of 2027 was not published when this was written.
 */
export const shippedCalendars: readonly ShippedCalendar[] = [
  shipped(
    2023,
    '国办发明电〔2022〕16号',
    '2022-12-08',
    [
      ['元旦', '2022-12-31', '2023-01-02'],
      ['春节', '2023-01-21', '2023-01-27'],
      ['清明节', '2023-04-05', '2023-04-05'],
      ['劳动节', '2023-04-29', '2023-05-03'],
      ['端午节', '2023-06-22', '2023-06-24'],
      ['中秋节、国庆节', '2023-09-29', '2023-10-06'],
    ],
    ['2023-01-28', '2023-01-29', '2023-04-23', '2023-05-06', '2023-06-25', '2023-10-07', '2023-10-08'],
  ),
  shipped(
    2024,
    '国办发明电〔2023〕7号',
    '2023-10-25',
    [
      ['元旦', '2024-01-01', '2024-01-01'],
      // The notice only “encourages” rest on 除夕 (2024-02-09, a Friday), so the day is a working day.
      ['春节', '2024-02-10', '2024-02-17'],
      ['清明节', '2024-04-04', '2024-04-06'],
      ['劳动节', '2024-05-01', '2024-05-05'],
      ['端午节', '2024-06-10', '2024-06-10'],
      ['中秋节', '2024-09-15', '2024-09-17'],
      ['国庆节', '2024-10-01', '2024-10-07'],
    ],
    ['2024-02-04', '2024-02-18', '2024-04-07', '2024-04-28', '2024-05-11', '2024-09-14', '2024-09-29', '2024-10-12'],
  ),
  shipped(
    2025,
    '国办发明电〔2024〕12号',
    '2024-11-12',
    [
      ['元旦', '2025-01-01', '2025-01-01'],
      ['春节', '2025-01-28', '2025-02-04'],
      ['清明节', '2025-04-04', '2025-04-06'],
      ['劳动节', '2025-05-01', '2025-05-05'],
      ['端午节', '2025-05-31', '2025-06-02'],
      ['国庆节、中秋节', '2025-10-01', '2025-10-08'],
    ],
    ['2025-01-26', '2025-02-08', '2025-04-27', '2025-09-28', '2025-10-11'],
  ),
  shipped(
    2026,
    // The copies do not show the number of the notice. This text says so in its place.
    '文号未见于所读页面',
    '2025-11-04',
    [
      ['元旦', '2026-01-01', '2026-01-03'],
      ['春节', '2026-02-15', '2026-02-23'],
      ['清明节', '2026-04-04', '2026-04-06'],
      ['劳动节', '2026-05-01', '2026-05-05'],
      ['端午节', '2026-06-19', '2026-06-21'],
      ['中秋节', '2026-09-25', '2026-09-27'],
      ['国庆节', '2026-10-01', '2026-10-07'],
    ],
    ['2026-01-04', '2026-02-14', '2026-02-28', '2026-05-09', '2026-09-20', '2026-10-10'],
  ),
];

/** The shipped calendars together. The version is the number of notices, as if each had been published in turn. */
export const shippedWorkCalendar: WorkCalendar = {
  version: shippedCalendars.length,
  years: Object.fromEntries(
    shippedCalendars.map(({ year, noticeNumber, offDays, makeupWorkdays }) => [String(year), { noticeNumber, offDays, makeupWorkdays }]),
  ),
};

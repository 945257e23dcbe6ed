import { addDays, isDay, weekday, type Day } from '@minglu/kernel';
import { checkCalendarYear } from './calendar-check.js';
import type { WorkCalendar } from './work-calendar.js';

/** A festival as a notice names it, with its first and last day. */
interface NoticedHoliday {
  readonly zh: string;
  readonly from: Day;
  readonly to: Day;
}

/** The days that a yearly notice of the State Council on holidays lists. A person checks them before they are published. */
export interface CalendarNotice {
  /** Null if the text names no year. */
  readonly year: number | null;
  /** Null if the text has no document number. */
  readonly noticeNumber: string | null;
  readonly holidays: readonly NoticedHoliday[];
  readonly offDays: readonly Day[];
  readonly makeupWorkdays: readonly Day[];
  /** Contradictions within the text, with the week, or with the calendars already published. In Chinese. */
  readonly problems: readonly string[];
}

/** An item of the notice: `一、元旦：…`, `1. 元旦：…` or `元旦：…`, to the next one. */
const ITEM =
  /(?:^|[\n。；;:])\s*(?:[一二三四五六七八九十]+、|\d+[.．、])?\s*((?:元旦|春节|清明节?|劳动节|“?五一”?[^：:\n]{0,4}|端午节?|中秋节?|国庆节?)(?:[、和及](?:元旦|春节|清明节?|劳动节|端午节?|中秋节?|国庆节?))*)[：:]([\s\S]*?)(?=(?:[\n。；;]\s*(?:[一二三四五六七八九十]+、|\d+[.．、])?\s*(?:元旦|春节|清明|劳动节|端午|中秋|国庆)[^：:。\n]{0,12}[：:])|节假日期间|$)/g;
const DATE = '(?:(\\d{4})年)?(?:(\\d{1,2})月)?(\\d{1,2})日(?:（([^）]*)）|\\(([^)]*)\\))?';
const RANGE = new RegExp(`${DATE}(?:\\s*(?:至|—|－|-|~|到)\\s*${DATE})?`, 'g');
const WEEKDAYS = '日一二三四五六';

interface Read {
  readonly day: Day;
  readonly month: number;
  readonly year: number;
}

/**
 * Reads the text of a notice. Sentences that only encourage rest (鼓励) list no day off.
 *
 * @param others the calendars already published
 */
export const readCalendarNotice = (text: string, others: WorkCalendar | null = null): CalendarNotice => {
  const plain = text
    .normalize('NFKC')
    .replaceAll('(', '（')
    .replaceAll(')', '）')
    .replace(/[^\S\n]+/g, '');
  const year = Number(/(\d{4})年(?:部分)?节假日/.exec(plain)?.[1] ?? /(\d{4})年/.exec(plain)?.[1] ?? Number.NaN);
  const noticeNumber = /国办发(?:明电)?[〔【［[（]?(\d{4})[〕】］\]）]?\d+号/.exec(plain)?.[0] ?? null;
  if (Number.isNaN(year)) return { year: null, noticeNumber, holidays: [], offDays: [], makeupWorkdays: [], problems: ['正文中未见年份'] };
  const problems: string[] = [];
  const holidays: NoticedHoliday[] = [];
  const makeupWorkdays: Day[] = [];
  for (const [, zh = '', body = ''] of plain.matchAll(ITEM)) {
    let before: Pick<Read, 'month' | 'year'> = { month: 0, year };
    for (const sentence of body.split(/[。；;\n]/)) {
      if (/鼓励|倡导|建议/.test(sentence)) continue;
      let listed = 0;
      for (const clause of sentence.split(/,(?![^（]*）)/)) {
        const spans = [...clause.matchAll(RANGE)].map((match) => {
          const first = dateOf(match.slice(1, 6), before, problems);
          const last = match[8] === undefined ? first : dateOf(match.slice(6, 11), first, problems);
          before = last;
          return { from: first.day, to: last.day };
        });
        if (clause.includes('上班')) makeupWorkdays.push(...spans.flatMap(daysOf));
        else if (clause.includes('休') || clause.includes('放假')) {
          holidays.push(...spans.map((span) => ({ zh, ...span })));
          listed += spans.flatMap(daysOf).length;
        }
      }
      const stated = /共(\d+)天/.exec(sentence)?.[1];
      if (stated !== undefined && Number(stated) !== listed) problems.push(`${zh}：写明共${stated}天，列出的是${listed}天`);
    }
  }
  if (holidays.length === 0) problems.push('正文中未见放假的日期');
  const offDays = holidays.flatMap(daysOf);
  const contradiction = checkCalendarYear(year, { offDays, makeupWorkdays }, others);
  if (contradiction) problems.push(contradiction.message.zh);
  return { year, noticeNumber, holidays, offDays, makeupWorkdays, problems };
};

/** A date of the text. Month and year that it leaves out are those of the date before it. */
const dateOf = (parts: readonly (string | undefined)[], before: Pick<Read, 'month' | 'year'>, problems: string[]): Read => {
  const [year, month, date, ...notes] = parts;
  const own = { year: year === undefined ? before.year : Number(year), month: month === undefined ? before.month : Number(month) };
  const day = `${own.year}-${String(own.month).padStart(2, '0')}-${String(date).padStart(2, '0')}`;
  const weekDay = /(?:周|星期)([一二三四五六日天])/.exec(notes.join(''))?.[1]?.replace('天', '日');
  if (!isDay(day)) problems.push(`${day}日期不存在`);
  else if (weekDay !== undefined && WEEKDAYS[weekday(day)] !== weekDay)
    problems.push(`${day}写作周${weekDay}，实为周${WEEKDAYS[weekday(day)]}`);
  return { day, ...own };
};

/** The days of a span; none if one of its ends does not exist, or if it is longer than a month. */
const daysOf = ({ from, to }: Pick<NoticedHoliday, 'from' | 'to'>): Day[] => {
  const days: Day[] = [];
  if (!isDay(from) || !isDay(to)) return days;
  for (let day = from; day <= to && days.length < LONGEST; day = addDays(day, 1)) days.push(day);
  return days;
};
const LONGEST = 31;

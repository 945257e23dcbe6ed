import { dayKind, type WorkCalendar } from '@minglu/regulation/calendar';
import type { ReactNode } from 'react';
import { daysAfter, weekdayOf } from '../dates.ts';

const WEEK = ['一', '二', '三', '四', '五', '六', '日'];

/** What a day is by the notices: a day off, a rest day that is worked, or neither. */
const noteOf = (calendar: WorkCalendar, day: string): string => {
  const kind = dayKind(calendar, day);
  const isWeekend = [0, 6].includes(weekdayOf(day));
  if (kind === 'working') return isWeekend ? '班' : '';
  if (kind === 'rest') return isWeekend && !Object.values(calendar.years).some(({ offDays }) => offDays.includes(day)) ? '' : '休';
  return '未公布';
};

/** A month as weeks from Monday. Days off and make-up workdays are written out, so that no colour stands alone. */
export const Month = ({
  month,
  calendar,
  level = 3,
  today,
  children,
}: {
  /** `2026-02` */
  readonly month: string;
  readonly calendar: WorkCalendar;
  readonly level?: 2 | 3;
  readonly today?: string;
  /** What stands on a day, beside its number. */
  readonly children?: (day: string) => ReactNode;
}) => {
  const first = `${month}-01`;
  const lead = (weekdayOf(first) + 6) % 7;
  const days: string[] = [];
  for (let day = first; day.startsWith(month); day = daysAfter(day, 1)) days.push(day);
  const cells: (string | null)[] = [...Array.from({ length: lead }, () => null), ...days];
  while (cells.length % 7 !== 0) cells.push(null);
  const Heading = level === 2 ? 'h2' : 'h3';
  const name = `${month.slice(0, 4)}年${Number(month.slice(5))}月`;
  return (
    <div className="month">
      <Heading>{name}</Heading>
      <table aria-label={name}>
        <thead>
          <tr>
            {WEEK.map((one) => (
              <th key={one} scope="col">
                <abbr title={`星期${one}`}>{one}</abbr>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {Array.from({ length: cells.length / 7 }, (_, week) => (
            <tr key={week}>
              {cells.slice(week * 7, week * 7 + 7).map((day, index) => {
                if (day === null) return <td key={index} className="none" />;
                const note = noteOf(calendar, day);
                const kind = dayKind(calendar, day);
                return (
                  <td key={index} className={`${note === '班' ? 'extra' : kind}${day === today ? ' now' : ''}`}>
                    <span className="number">{Number(day.slice(8))}</span>
                    {note !== '' && note !== '未公布' && <span className="sign">{note}</span>}
                    {children?.(day)}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
};

export const MonthLegend = () => <p className="small soft">“休”为通知列明的放假，“班”为调休上班；其余周末照常休息。</p>;

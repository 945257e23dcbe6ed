import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { Select } from 'antd';
import { minuteOf, today, weekdayOf } from '../../dates.ts';
import { Month, MonthLegend } from '../../parts/month.tsx';
import { Card } from '../../parts/page.tsx';
import { Empty, Loaded } from '../../parts/states.tsx';
import { DataTable } from '../../parts/table.tsx';
import { calendarOf, useCalendars } from '../../parts/use-calendar.ts';
import { useSession } from '../../session.tsx';
import { ReferencePage } from './frame.tsx';

const WEEKDAYS = '日一二三四五六';
export const dayWithWeekday = (day: string): string => `${day}（周${WEEKDAYS[weekdayOf(day)]}）`;
export const monthsOf = (year: number): readonly string[] =>
  Array.from({ length: 12 }, (_, index) => `${year}-${String(index + 1).padStart(2, '0')}`);

/** The days of a list that another one lacks. */
const only = (some: readonly string[], others: readonly string[]): readonly string[] => some.filter((one) => !others.includes(one));
const listed = (days: readonly string[]): string => days.map(dayWithWeekday).join('、') || '—';

/** The work calendars: a year as twelve months, and what each notice changed. */
export const Calendars = () => {
  const { year: asked } = useSearch({ from: '/reference/calendars' }) as Readonly<Record<string, string | undefined>>;
  const navigate = useNavigate({ from: '/reference/calendars' });
  const { role } = useSession();
  const query = useCalendars();
  return (
    <ReferencePage title="放假安排" extra={role === 'ministry-admin' && <Link to="/reference/calendars/import">由通知正文导入</Link>}>
      <Loaded query={query} lines={10}>
        {(data) => {
          const now = today();
          const year =
            data.items.find((one) => String(one.year) === (asked ?? now.slice(0, 4))) ??
            (asked === undefined ? data.items.at(-1) : undefined);
          return (
            <>
              <div className="card row">
                <label htmlFor="calendar-year">年度</label>
                <Select
                  id="calendar-year"
                  style={{ width: 120 }}
                  value={year?.year}
                  options={data.items.map(({ year: one }) => ({ value: one, label: `${one}年` }))}
                  onChange={(next) => void navigate({ search: { year: String(next) }, replace: true })}
                />
                <span className="soft">现行第 {data.version} 版；期限据以计算并记录版次。</span>
              </div>
              {year === undefined ? (
                <Empty>{asked}年的放假安排尚未公布。涉及该年度的期限标为“暂定”。</Empty>
              ) : (
                <>
                  <Card title={`${year.year}年`} extra={<span>{year.noticeNumber}</span>}>
                    <MonthLegend />
                    <div className="months">
                      {monthsOf(year.year).map((month) => (
                        <Month key={month} month={month} calendar={calendarOf(data)} today={now} />
                      ))}
                    </div>
                  </Card>
                  <Card title="历次通知">
                    <DataTable
                      caption="通知的文号、记录的时间，与前一次通知相比的变动"
                      rows={year.versions.map((one, index) => ({ ...one, before: year.versions[index - 1] }))}
                      keyOf={({ eventId }) => eventId}
                      columns={[
                        { title: '文号', value: ({ documentNumber }) => documentNumber },
                        { title: '版次', value: ({ version }) => version, isNumber: true },
                        { title: '记录时间', value: ({ recordedAt }) => minuteOf(recordedAt) },
                        {
                          title: '新增放假',
                          value: ({ offDays, before }) => (before ? listed(only(offDays, before.offDays)) : `${offDays.length} 日`),
                        },
                        { title: '不再放假', value: ({ offDays, before }) => (before ? listed(only(before.offDays, offDays)) : '—') },
                        { title: '调休上班', value: ({ makeupWorkdays }) => listed(makeupWorkdays) },
                      ]}
                    />
                  </Card>
                </>
              )}
            </>
          );
        }}
      </Loaded>
    </ReferencePage>
  );
};

import { missingFestivals, readCalendarNotice } from '@minglu/regulation/calendar';
import { Link } from '@tanstack/react-router';
import { Input } from 'antd';
import forms from 'virtual:minglu-forms';
import { useMemo, useState } from 'react';
import { CommandForm } from '../../forms/command-form.tsx';
import { Articles } from '../../parts/articles.tsx';
import { Month, MonthLegend } from '../../parts/month.tsx';
import { Card } from '../../parts/page.tsx';
import { Loaded } from '../../parts/states.tsx';
import { DataTable } from '../../parts/table.tsx';
import { calendarOf, useCalendars } from '../../parts/use-calendar.ts';
import { dayWithWeekday, monthsOf } from './calendars.tsx';
import { ReferencePage } from './frame.tsx';

type Published = Parameters<typeof calendarOf>[0];

/** Reads the pasted text, shows the days in their months, and offers the form of the command once they fit. */
const Import = ({ published }: { readonly published: Published }) => {
  const current = useMemo(() => calendarOf(published), [published]);
  // The calendars as they were when the text came in: after it was recorded, the page must go on to show its receipt.
  const [{ text, before }, setRead] = useState({ text: '', before: current });
  const [number, setNumber] = useState<string | null>(null);
  const notice = useMemo(() => (text.trim() === '' ? null : readCalendarNotice(text, before)), [text, before]);
  const noticeNumber = (number ?? notice?.noticeNumber ?? '').trim();
  const year = notice?.year ?? null;
  const isKnown = year !== null && before.years[year] !== undefined;
  const command = isKnown ? 'ReviseWorkCalendar' : 'PublishWorkCalendar';
  const form = forms[command]!;
  const missing = notice && year !== null ? missingFestivals(year, notice.offDays) : [];
  const preview = useMemo(
    () =>
      notice === null || year === null
        ? before
        : {
            ...before,
            years: { ...before.years, [year]: { noticeNumber, offDays: notice.offDays, makeupWorkdays: notice.makeupWorkdays } },
          },
    [before, notice, year, noticeNumber],
  );
  const fixed = useMemo(
    () => ({
      ...(isKnown ? {} : { year }),
      noticeNumber,
      offDays: notice?.offDays ?? [],
      makeupWorkdays: notice?.makeupWorkdays ?? [],
    }),
    [isKnown, year, noticeNumber, notice],
  );
  const known = useMemo((): Readonly<Record<string, string>> => (isKnown ? { year: String(year) } : {}), [isKnown, year]);
  const isReady = notice !== null && year !== null && notice.problems.length === 0 && noticeNumber !== '';
  return (
    <>
      <Card title="通知正文">
        <label htmlFor="notice-text">粘贴国务院办公厅关于部分节假日安排的通知全文</label>
        <Input.TextArea
          id="notice-text"
          rows={10}
          value={text}
          onChange={({ target }) => setRead({ text: target.value, before: current })}
          maxLength={20_000}
        />
        <p className="small soft">系统由正文读出日期，须逐日核对后再发布。通知中“鼓励”休息的日期不作为放假。</p>
      </Card>
      {notice !== null && (
        <div role="status">
          {notice.problems.length > 0 && (
            <div className="notice warn">
              <p className="strong">以下各处不符，请核对正文：</p>
              <ul>
                {notice.problems.map((one) => (
                  <li key={one}>{one}</li>
                ))}
              </ul>
            </div>
          )}
          {missing.length > 0 && <p className="notice warn">放假安排中未见：{missing.join('、')}。</p>}
          {notice.problems.length === 0 && (
            <p className="notice ok">
              读出 {year} 年放假 {notice.offDays.length} 日、调休上班 {notice.makeupWorkdays.length} 日，与星期、天数和相邻年度相符。
            </p>
          )}
        </div>
      )}
      {notice !== null && year !== null && (
        <>
          <Card title="读出的日期">
            <DataTable
              caption="节日、放假的首日和末日"
              rows={notice.holidays}
              keyOf={({ zh, from }) => `${zh} ${from}`}
              columns={[
                { title: '节日', value: ({ zh }) => zh },
                { title: '首日', value: ({ from }) => dayWithWeekday(from) },
                { title: '末日', value: ({ to }) => dayWithWeekday(to) },
              ]}
            />
            <p>调休上班：{notice.makeupWorkdays.map(dayWithWeekday).join('、') || '无'}</p>
            <MonthLegend />
            <div className="months">
              {monthsOf(year).map((month) => (
                <Month key={month} month={month} calendar={preview} />
              ))}
            </div>
          </Card>
          <Card title={form.title.zh}>
            {isKnown && <p className="notice">{year}年的放假安排已经公布，此次作为调整记录。尚未届满的期限将重新计算。</p>}
            <label htmlFor="notice-number">文号</label>
            <Input id="notice-number" value={noticeNumber} maxLength={200} onChange={({ target }) => setNumber(target.value)} />
            {isReady ? (
              <CommandForm
                key={`${command} ${year}`}
                command={command}
                route={form.routes[0]!}
                known={known}
                fixed={fixed}
                after={() => (
                  <Link to="/reference/calendars" search={{ year: String(year) }}>
                    查看{year}年的放假安排
                  </Link>
                )}
              />
            ) : (
              <p className="soft">正文与文号齐备、各处相符后，即可核对并发布。</p>
            )}
          </Card>
          <Articles ids={form.legalBasis} />
        </>
      )}
    </>
  );
};

export const CalendarImport = () => {
  const query = useCalendars();
  return (
    <ReferencePage title="由通知导入放假安排" extra={<Link to="/reference/calendars">放假安排</Link>}>
      <Loaded query={query}>{(data) => <Import published={data} />}</Loaded>
    </ReferencePage>
  );
};

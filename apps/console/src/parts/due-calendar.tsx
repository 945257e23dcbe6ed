import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { useState } from 'react';
import { today } from '../dates.ts';
import { Month, MonthLegend } from './month.tsx';
import { Card } from './page.tsx';
import { Loaded } from './states.tsx';
import { calendarOf, isPublished, useCalendars } from './use-calendar.ts';
import { useTasks } from './use-tasks.ts';

const monthAfter = (month: string, months: number): string => {
  const index = Number(month.slice(0, 4)) * 12 + Number(month.slice(5)) - 1 + months;
  return `${Math.floor(index / 12)}-${String((index % 12) + 1).padStart(2, '0')}`;
};
/** Names that fit into the square of a day. */
const SHOWN = 3;

/** The month with its rest days, and the last days of the tasks as links to their cases. */
export const DueCalendar = () => {
  const now = today();
  const [month, setMonth] = useState(now.slice(0, 7));
  const calendars = useCalendars();
  const tasks = useTasks();
  const due = (tasks.data?.items ?? []).flatMap(({ due: one, ...task }) => (one ? [{ ...task, lastDay: one.lastDay }] : []));
  return (
    <Card
      title="期限日历"
      extra={
        <>
          <Button size="small" onClick={() => setMonth(monthAfter(month, -1))}>
            上月
          </Button>
          <Button size="small" onClick={() => setMonth(now.slice(0, 7))}>
            本月
          </Button>
          <Button size="small" onClick={() => setMonth(monthAfter(month, 1))}>
            下月
          </Button>
        </>
      }
    >
      <Loaded query={calendars}>
        {(data) => (
          <div aria-live="polite">
            <Month month={month} calendar={calendarOf(data)} today={now}>
              {(day) => {
                const own = due.filter(({ lastDay }) => lastDay === day);
                return (
                  <>
                    {own.slice(0, SHOWN).map(({ caseId, kind, applicantName, message }, index) => (
                      <Link
                        key={`${caseId} ${kind} ${index}`}
                        to="/cases/$caseId"
                        params={{ caseId }}
                        className="due"
                        title={message?.zh ?? ''}
                      >
                        {applicantName}
                      </Link>
                    ))}
                    {own.length > SHOWN && <span className="small">另 {own.length - SHOWN} 件</span>}
                  </>
                );
              }}
            </Month>
            {!isPublished(calendarOf(data), `${month}-01`) && (
              <p className="notice warn">日历尚未公布：{month.slice(0, 4)} 年的放假安排公布后，才能确定工作日。</p>
            )}
            <MonthLegend />
          </div>
        )}
      </Loaded>
    </Card>
  );
};

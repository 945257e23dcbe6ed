import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Input } from 'antd';
import { useState } from 'react';
import { api, dataOf, type Schemas } from '../api/client.ts';
import { minuteOf } from '../dates.ts';
import { useLive } from '../live.tsx';
import { pagesFor } from '../pages.ts';
import { roleName, statusName } from '../names.ts';
import { DueCalendar } from '../parts/due-calendar.tsx';
import { Mark, toneOf } from '../parts/mark.tsx';
import { Card, Page } from '../parts/page.tsx';
import { ProvisionList } from '../parts/provision.tsx';
import { Empty, Loaded } from '../parts/states.tsx';
import { calendarOf, isPublished, useCalendars } from '../parts/use-calendar.ts';
import { useTasks } from '../parts/use-tasks.ts';
import { useSession } from '../session.tsx';
import { HandedOverItems } from './hand-over.tsx';
import { PublicHome } from './public-home.tsx';

type Task = Schemas['TaskDto'];

const Due = ({ due }: { readonly due: Task['due'] }) => {
  const calendars = useCalendars().data;
  if (!due) return <Mark>无期限</Mark>;
  // The working days of a year are unknown until the State Council publishes its days off.
  const isCounted = calendars === undefined || isPublished(calendarOf(calendars), due.lastDay);
  const tone = due.overdue ? 'bad' : due.workingDaysLeft <= 5 ? 'warn' : 'info';
  return (
    <>
      <Mark tone={tone}>{due.overdue ? '已逾期' : `${isCounted ? '还有' : '已知的还有'} ${due.workingDaysLeft} 个工作日`}</Mark>
      <span className="number small">至 {due.lastDay}</span>
      {due.provisional && <Mark tone="warn">暂定</Mark>}
      {!isCounted && <Mark tone="warn">{due.lastDay.slice(0, 4)} 年日历尚未公布</Mark>}
    </>
  );
};

const TaskItem = ({ task }: { readonly task: Task }) => (
  <li>
    <div className="row">
      <Link to="/cases/$caseId" params={{ caseId: task.caseId }} className="strong">
        {task.applicantName}
      </Link>
      <Mark tone={toneOf(task.status)}>{statusName(task.status)}</Mark>
      <Due due={task.due} />
    </div>
    <div>{task.message?.zh}</div>
    <div className="row small">
      {task.acts.map(({ command, title }) => (
        <Link key={command} to="/cases/$caseId/act/$command" params={{ caseId: task.caseId, command }}>
          {title.zh}
        </Link>
      ))}
    </div>
    <div className="small soft">
      {task.waitsFor.length > 0 && `待${task.waitsFor.map(roleName).join('、')}办理。`}
      依据 <ProvisionList ids={task.legalBasis} />
    </div>
  </li>
);

const Tasks = ({ whose, title }: { readonly whose: 'mine' | 'others'; readonly title: string }) => {
  const query = useTasks();
  return (
    <Card title={title}>
      <Loaded query={query}>
        {({ items: all, complete }) => {
          // A task is one's own if one may carry out an act of it.
          const items = all.filter(({ acts }) => (whose === 'mine') === acts.length > 0);
          return (
            <>
              {items.length === 0 && <Empty>没有事项。</Empty>}
              <ul className="plain">
                {items.slice(0, 100).map((task) => (
                  <TaskItem key={`${task.caseId} ${task.kind} ${task.of ?? ''} ${task.evaluationYear ?? ''}`} task={task} />
                ))}
              </ul>
              {(!complete || items.length > 100) && <p className="soft">事项较多，此处列出最紧急的 {Math.min(items.length, 100)} 件。</p>}
            </>
          );
        }}
      </Loaded>
    </Card>
  );
};

/** What colleagues have handed over to this person, or he to them. Without any there is no such part of the page. */
const HandedOver = ({ whose, title }: { readonly whose: 'mine' | 'others'; readonly title: string }) => {
  const { person } = useSession();
  const { data } = useTasks();
  const items = (data?.handedOver ?? []).filter(({ to }) => (to === person?.person) === (whose === 'mine'));
  if (items.length === 0) return null;
  return (
    <Card title={title}>
      <HandedOverItems items={items} whose={whose} />
    </Card>
  );
};

const Changes = () => {
  const { changes, isLive } = useLive();
  return (
    <Card title="上次查看以来的变化" extra={<Mark tone={isLive ? 'ok' : 'warn'}>{isLive ? '实时更新中' : '正在连接'}</Mark>}>
      {changes.length === 0 && <Empty>暂无变化。</Empty>}
      <ul className="plain" aria-live="polite">
        {changes.slice(0, 10).map(({ eventId, caseId, applicantName, title, occurredAt }) => (
          <li key={eventId}>
            <Link to="/cases/$caseId" params={{ caseId }}>
              {applicantName}
            </Link>
            ：{title.zh}
            <div className="small soft number">{minuteOf(occurredAt)}</div>
          </li>
        ))}
      </ul>
    </Card>
  );
};

const Search = () => {
  const [text, setText] = useState('');
  const query = useQuery({
    queryKey: ['search', text],
    enabled: text.trim().length > 0,
    queryFn: ({ signal }) => dataOf(api.GET('/dossiers', { params: { query: { q: text.trim(), limit: 8 } }, signal })),
  });
  return (
    <Card title="查找">
      <Input.Search
        aria-label="按名称或文号查找案卷"
        placeholder="名称、拼音首字母或文号"
        allowClear
        onSearch={(value) => setText(value)}
        onChange={({ target }) => setText(target.value)}
      />
      {text.trim() !== '' && (
        <Loaded query={query} lines={2}>
          {({ items }) => (
            <ul className="plain">
              {items.length === 0 && <li className="soft">没有找到。</li>}
              {items.map(({ caseId, applicantName, status }) => (
                <li key={caseId} className="row">
                  <Link to="/cases/$caseId" params={{ caseId }}>
                    {applicantName}
                  </Link>
                  <Mark tone={toneOf(status)}>{statusName(status)}</Mark>
                </li>
              ))}
            </ul>
          )}
        </Loaded>
      )}
    </Card>
  );
};

/** Roles that keep the system, and see no case. */
const KEEPERS = ['system-admin', 'security-admin', 'audit-admin', 'subscriber'];

const KeeperHome = () => {
  const { role } = useSession();
  return (
    <Page title={`${roleName(role)}的首页`}>
      <p>本角色不经办案卷。所负责的页面：</p>
      <ul className="plain">
        {pagesFor(role)
          .filter(({ to }) => to !== '/')
          .map(({ to, title }) => (
            <li key={to}>
              <Link to={to}>{title}</Link>
            </li>
          ))}
      </ul>
    </Page>
  );
};

const OfficeHome = () => {
  const { role } = useSession();
  return (
    <Page title={`${roleName(role)}的待办`}>
      <div className="columns">
        <div>
          <HandedOver whose="mine" title="同事转来" />
          <Tasks whose="mine" title="待我办理" />
          <HandedOver whose="others" title="已转给同事" />
          <Tasks whose="others" title="待他人办理" />
        </div>
        <div>
          <Search />
          <DueCalendar />
          <Changes />
        </div>
      </div>
    </Page>
  );
};

export const Home = () => {
  const { role } = useSession();
  if (role === 'public') return <PublicHome />;
  return KEEPERS.includes(role) ? <KeeperHome /> : <OfficeHome />;
};

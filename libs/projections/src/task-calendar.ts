import { dayOf, roleName, startOfDay, type Instant } from '@minglu/kernel';
import { isProvision, provisionTitle, type Deadline } from '@minglu/regulation';
import { iCalendar, type CalendarEvent } from './icalendar.js';
import { DEADLINE_NAMES } from './names.js';
import type { Task } from './tasks.js';

const PROGRAMMES: Readonly<Record<Task['programme'], string>> = { city: '中国软件名城', park: '中国软件名园' };

/** A task with a day. */
type DueTask = Task & { readonly due: NonNullable<Task['due']> };
const isDue = (task: Task): task is DueTask => task.due !== null;

const nameOf = ({ source, kind, message }: Task): string => {
  if (source === 'deadline') return DEADLINE_NAMES[kind as Deadline['kind']];
  return message?.zh ?? kind;
};

const eventOf = (task: DueTask): CalendarEvent => {
  const { caseId, source, kind, of, evaluationYear, applicantName, programme, acts, waitsFor, legalBasis, due, version } = task;
  const provisional = due.provisional ? '（暂定）' : '';
  const overdue = due.overdue ? '【逾期】' : '';
  const description = [
    `案卷：${applicantName} ${PROGRAMMES[programme]}（${caseId}）`,
    due.overdue ? '已逾期' : `至当日剩余 ${due.workingDaysLeft} 个工作日`,
    ...(due.provisional ? ['暂定：取决于尚未公布的放假安排，公布后可能变动'] : []),
    acts.length > 0 ? `可以办理：${acts.map(({ title }) => title.zh).join('、')}` : `等待：${waitsFor.map(roleName).join('、')}`,
    `依据：${legalBasis.map((one) => (isProvision(one) ? `${provisionTitle(one).zh}（${one}）` : one)).join('、')}`,
  ];
  return {
    uid: `${[caseId, source, kind, of ?? '', evaluationYear ?? ''].join('/')}@minglu`,
    day: due.lastDay,
    summary: `${overdue}${nameOf(task)}${provisional}：${applicantName}`,
    description: description.join('\n'),
    tentative: due.provisional,
    sequence: version,
  };
};

/**
 * The tasks with a day as a calendar. All answers of a day are the same until a case changes. The stamp is the beginning of the day
 * by which the working days are counted. The sequence of an event is the version of its case.
 *
 * @param complete false if there are more tasks than these
 */
export const taskCalendar = (tasks: readonly Task[], complete: boolean, now: Instant): string =>
  iCalendar({
    name: '名录待办期限',
    description: complete ? '名录系统的期限和应及时办理的事项' : '名录系统的期限和应及时办理的事项；案卷过多，未列出最不急的',
    stamp: startOfDay(dayOf(now)),
    events: tasks.filter(isDue).map(eventOf),
  });

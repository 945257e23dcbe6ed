import ICAL from 'ical.js';
import { parseInstant } from '@minglu/kernel';
import { taskCalendar } from './task-calendar.js';
import type { Task } from './tasks.js';

const task = (more: Partial<Task> = {}): Task => ({
  caseId: 'a',
  titleId: null,
  programme: 'city',
  applicantName: '东莞市',
  status: 'SUPPLEMENT',
  version: 7,
  source: 'deadline',
  kind: 'supplement',
  of: 'a',
  evaluationYear: null,
  legalBasis: ['measure-2022/11'],
  message: null,
  acts: [],
  waitsFor: ['applicant'],
  due: { lastDay: '2025-10-10', provisional: false, workingDaysLeft: 5, overdue: false },
  ...more,
});
const at = (instant: string) => parseInstant(instant)!;
const eventsOf = (tasks: readonly Task[], now = '2025-09-26T10:00:00+08:00', complete = true) =>
  new ICAL.Component(ICAL.parse(taskCalendar(tasks, complete, at(now))) as [string, unknown[], unknown[]])
    .getAllSubcomponents('vevent')
    .map((component) => ({ event: new ICAL.Event(component), status: component.getFirstPropertyValue('status') }));

describe('the calendar of tasks', () => {
  it('has each task with a day as an event of that day, with its case, days left, roles and provisions', () => {
    const [{ event, status } = { event: null, status: null }, ...more] = eventsOf([task(), task({ source: 'step', due: null })]);
    expect(more).toEqual([]);
    expect([event!.uid, event!.startDate.toString(), event!.endDate.toString(), event!.sequence, status]).toEqual([
      'a/deadline/supplement/a/@minglu',
      '2025-10-10',
      '2025-10-11',
      7,
      'CONFIRMED',
    ]);
    expect(event!.summary).toBe('报送补正材料：东莞市');
    expect(event!.description.split('\n')).toEqual([
      '案卷：东莞市 中国软件名城（a）',
      '至当日剩余 5 个工作日',
      '等待：申报单位',
      expect.stringMatching(/^依据：.+（measure-2022\/11）$/),
    ]);
  });
  it('says of a provisional day that it may move, by the status and in words', () => {
    const due = { lastDay: '2027-01-08', provisional: true, workingDaysLeft: 3, overdue: false } as const;
    const [{ event, status } = { event: null, status: null }] = eventsOf([task({ due })]);
    expect([status, event!.summary, event!.description]).toEqual([
      'TENTATIVE',
      '报送补正材料（暂定）：东莞市',
      expect.stringContaining('暂定：取决于尚未公布的放假安排'),
    ]);
  });
  it('names the acts that its owner may do, and what is overdue', () => {
    const due = { lastDay: '2025-09-20', provisional: false, workingDaysLeft: 0, overdue: true } as const;
    const message = { zh: '应作出形式审查', en: 'the formal review' };
    const acts = [{ command: 'PassFormalReview' as const, title: { zh: '形式审查通过', en: 'pass' }, routes: [] }];
    const [{ event } = { event: null }] = eventsOf([task({ source: 'reminder', kind: 'formal-review', of: null, message, acts, due })]);
    expect([event!.uid, event!.summary]).toEqual(['a/reminder/formal-review//@minglu', '【逾期】应作出形式审查：东莞市']);
    expect(event!.description).toContain('已逾期\n可以办理：形式审查通过\n');
  });
  it('has one uid for each rectification and each objection of a case', () => {
    const uids = eventsOf([
      task({ kind: 'rectification', of: 't', evaluationYear: 2023 }),
      task({ kind: 'rectification', of: 't', evaluationYear: 2024 }),
      task({ kind: 'objection-handling', of: 'o1' }),
      task({ kind: 'objection-handling', of: 'o2' }),
    ]).map(({ event }) => event.uid);
    expect(new Set(uids).size).toBe(4);
  });
  it('is the same all day, byte by byte', () => {
    const text = (now: string) => taskCalendar([task()], true, at(now));
    expect(text('2025-09-26T00:00:00+08:00')).toBe(text('2025-09-26T23:59:59+08:00'));
    expect(text('2025-09-27T00:00:00+08:00')).not.toBe(text('2025-09-26T23:59:59+08:00'));
  });
  it('says when there are more tasks than it has', () => {
    expect(taskCalendar([], false, at('2025-09-26T00:00:00+08:00')).replaceAll('\r\n ', '')).toContain('案卷过多');
  });
});

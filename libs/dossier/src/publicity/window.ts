import { dayOf, refuse, warn, type Day, type Instant, type Refused, type Warning } from '@minglu/kernel';
import { computeDeadline, dayKind, parameter, policyValue, type Deadline, type PolicyValues, type WorkCalendar } from '@minglu/regulation';
import type { Subject } from '../case/state.js';

/** Where the ministry's notices are posted (第十八条：工业和信息化部门户网站). */
const PORTAL = /^https?:\/\/([a-z0-9-]+\.)*miit\.gov\.cn(:\d+)?(\/|$)/i;

export interface Posting {
  readonly publicityId: string;
  readonly portalUrl: string;
  readonly publishedAt: Instant;
  /** The printed last day, if the notice states one. */
  readonly closesOn: Day | null;
}

/**
 * The window of a notice (第十八条；民法典201、203): five working days after the day of posting, to 24:00 of the last.
 * A printed last day may make it longer; one that makes it shorter is refused.
 */
export const publicityWindow = (
  posting: Posting,
  subject: Subject,
  calendar: WorkCalendar,
  policies: PolicyValues,
  at: Instant,
): { deadline: Deadline; warnings: Warning[] } | Refused => {
  const { publicityId, portalUrl, publishedAt, closesOn } = posting;
  if (!PORTAL.test(portalUrl)) {
    return refuse(
      'not-on-the-portal',
      'measure-2022/18',
      '须在工业和信息化部门户网站公示，并载明网址',
      'the notice stands on the ministry’s portal, with its address',
      { portalUrl },
    );
  }
  if (publishedAt > at)
    return refuse(
      'published-in-future',
      'measure-2022/18',
      '公示发布时间不得晚于现在',
      'the notice cannot have been posted in the future',
      { publishedAt },
    );
  const from = dayOf(publishedAt);
  const amount =
    subject.programme === 'city' ? parameter('publicity-working-days', from) : policyValue(policies, 'policy/park-publicity-working-days');
  const rule = { unit: 'working-days', amount, from, until: null, basis: ['measure-2022/18', 'civil-code/201', 'civil-code/203'] } as const;
  const shortest = computeDeadline('publicity-window', publicityId, { ...rule, basis: [...rule.basis] }, calendar);
  if (closesOn !== null && closesOn < shortest.lastDay) {
    return refuse(
      'window-too-short',
      'measure-2022/18',
      `公示期不足 ${amount} 个工作日：最早应至 ${shortest.lastDay}，所载为 ${closesOn}`,
      `fewer than ${amount} working days: to ${shortest.lastDay} at the earliest, printed ${closesOn}`,
      {
        earliest: shortest.lastDay,
        closesOn,
      },
    );
  }
  const deadline =
    closesOn === null
      ? shortest
      : computeDeadline('publicity-window', publicityId, { ...rule, basis: [...rule.basis], until: closesOn }, calendar);
  const warnings = [
    ...(dayKind(calendar, from) === 'rest'
      ? [warn('posted-on-rest-day', 'measure-2022/18', '公示发布于休息日', 'the notice was posted on a rest day')]
      : []),
    ...(deadline.provisional
      ? [
          warn(
            'window-provisional',
            'civil-code/203',
            '所跨年度的放假安排尚未公布，公示期截止日待定',
            'the calendar of a year that it reaches into is not published: its end is provisional',
          ),
        ]
      : []),
  ];
  return { deadline, warnings };
};

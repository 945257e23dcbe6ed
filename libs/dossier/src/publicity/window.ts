import { dayOf, parseInstant, refuse, warn, type DateLimit, type Day, type Instant, type Refused, type Warning } from '@minglu/kernel';
import { computeDeadline, dayKind, parameter, policyValue, type Deadline, type PolicyValues, type WorkCalendar } from '@minglu/regulation';
import type { DatedCommand } from '../case/date-limits.js';
import type { Subject } from '../case/state.js';

/** The host of an address of the web; undefined where it is none. */
const hostOf = (address: string): string | undefined => /^https?:\/\/([a-z0-9.-]+)(?::\d+)?(?:[/?#]|$)/i.exec(address)?.[1]?.toLowerCase();

/** Refuses another address than the ministry's portal (article 18; decisions 30). */
export const notOnThePortal = (portalUrl: string, policies: PolicyValues): Refused | null => {
  const hosts: readonly string[] = policyValue(policies, 'policy/portal-hosts');
  const host = hostOf(portalUrl);
  return host !== undefined && hosts.includes(host)
    ? null
    : refuse(
        'not-on-the-portal',
        ['measure-2022/18', 'policy/portal-hosts'],
        `须在工业和信息化部门户网站（${hosts.join('、')}）公示，并载明网址`,
        `a notice stands on the ministry’s portal (${hosts.join(', ')}), with its address`,
        { portalUrl, hosts },
      );
};

export interface Posting {
  readonly publicityId: string;
  readonly portalUrl: string;
  readonly publishedAt: Instant;
  /** The last day that the notice states, if any. */
  readonly closesOn: Day | null;
}

/** The shortest window of a notice that is posted on `from`. */
const windowRule = ({ programme }: Subject, from: Day, policies: PolicyValues): Deadline['rule'] => ({
  unit: 'working-days',
  amount: programme === 'city' ? parameter('publicity-working-days', from) : policyValue(policies, 'policy/park-publicity-working-days'),
  from,
  until: null,
  basis: ['measure-2022/18', 'civil-code/201', 'civil-code/203'],
});

/** The last day that a notice may state. */
export const shortestWindow: DateLimit<DatedCommand> = {
  words: 'the last day of the shortest window',
  code: 'window-too-short',
  of: ({ data, at, state: { subject }, policies, calendar }) => {
    const from = dayOf(parseInstant((data['publishedAt'] as string | undefined) ?? at)!);
    return subject && computeDeadline('publicity-window', 'notice', windowRule(subject, from, policies), calendar).lastDay;
  },
};

/**
 * The window of a notice (article 18; Civil Code articles 201 and 203). It runs five working days after the day of posting, to 24:00 of
 * the last. A last day stated by the notice may extend the window; one that shortens it is refused.
 */
export const publicityWindow = (
  posting: Posting,
  subject: Subject,
  calendar: WorkCalendar,
  policies: PolicyValues,
  at: Instant,
): { deadline: Deadline; warnings: Warning[] } | Refused => {
  const { publicityId, portalUrl, publishedAt, closesOn } = posting;
  const elsewhere = notOnThePortal(portalUrl, policies);
  if (elsewhere) return elsewhere;
  if (publishedAt > at)
    return refuse(
      'published-in-future',
      'measure-2022/18',
      '公示发布时间不得晚于现在',
      'the notice cannot have been posted in the future',
      { publishedAt },
    );
  const from = dayOf(publishedAt);
  const rule = windowRule(subject, from, policies);
  const { amount } = rule;
  const shortest = computeDeadline('publicity-window', publicityId, rule, calendar);
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
  const deadline = closesOn === null ? shortest : computeDeadline('publicity-window', publicityId, { ...rule, until: closesOn }, calendar);
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

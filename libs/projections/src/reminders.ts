import type { Bilingual, Day } from '@minglu/kernel';
import { STATUSES, type Dossier, type Status } from '@minglu/dossier';
import {
  calendarMissingFor,
  countPeriod,
  policyValue,
  type DeadlineRule,
  type PolicyKey,
  type PolicyValues,
  type Provision,
  type WorkCalendar,
} from '@minglu/regulation';
import { firstYearToEvaluate } from './year-to-evaluate.js';

/** A duty of diligence (及时、适时) to which a policy gives an interval. It has no consequence when the interval passes. */
export interface Reminder {
  readonly kind:
    | 'formal-review'
    | 'supplement'
    | 'progress-report'
    | 'objection-handling'
    | 'conferral'
    | 'enhancement-plan'
    | 'monitoring'
    | 'evaluation'
    | 'work-calendar';
  /** The interval starts after this day. */
  readonly since: Day;
  readonly dueOn: Day;
  /** True while `dueOn` depends on a work calendar that is not published. */
  readonly provisional: boolean;
  readonly legalBasis: readonly Provision[];
  readonly message: Bilingual;
}

/** The reference data by which reminders are counted. */
export interface ReminderSettings {
  readonly policies: PolicyValues;
  readonly calendar: WorkCalendar;
  /** The years in which no evaluation was held. */
  readonly notHeld: readonly number[];
}

interface Rule {
  readonly kind: Reminder['kind'];
  readonly in: readonly Status[];
  readonly since: (dossier: Dossier, settings: ReminderSettings) => Day | null | undefined;
  readonly article: Provision;
  readonly policy: Extract<
    PolicyKey,
    `policy/${'formal-review' | 'supplement' | 'progress' | 'objection-handling' | 'conferral' | 'enhancement-plan' | 'monitoring' | 'evaluation'}-${string}`
  >;
  readonly unit: DeadlineRule['unit'];
  /** False for the ministry's own work, which only the ministry sees. */
  readonly forParties: boolean;
  readonly message: Bilingual;
}

const rules: readonly Rule[] = [
  {
    kind: 'formal-review',
    in: ['SUBMITTED', 'AT_MINISTRY'],
    since: ({ application }) => application?.receivedOn ?? application?.submittedOn,
    article: 'measure-2022/11',
    policy: 'policy/formal-review-working-days',
    unit: 'working-days',
    forParties: false,
    message: { zh: '应作出形式审查，或者一次性告知补正', en: 'the formal review, or one request for supplements' },
  },
  {
    kind: 'supplement',
    in: ['SUPPLEMENT'],
    // A stated due date is a deadline of its own.
    since: ({ application }) => (application?.supplementUntil?.rule.unit === 'working-days' ? application.supplementUntil.rule.from : null),
    article: 'measure-2022/11',
    policy: 'policy/supplement-working-days',
    unit: 'working-days',
    forParties: true,
    message: { zh: '应报送补正材料；逾期可作出形式审查结论', en: 'the supplement; then the formal review may be concluded' },
  },
  {
    kind: 'progress-report',
    in: ['CREATING'],
    since: ({ subject, creation }) => (subject?.programme === 'city' ? (creation?.lastReportOn ?? creation?.startDate) : null),
    article: 'measure-2022/12',
    policy: 'policy/progress-months',
    unit: 'months',
    forParties: true,
    message: { zh: '应报送创建工作进展', en: 'the next progress report' },
  },
  {
    kind: 'objection-handling',
    // An objection is answered also after the case has moved on or ended (decisions 24).
    in: STATUSES.filter((status) => status !== 'PUBLICITY_OPEN'),
    since: ({ publicity }) => (publicity?.objections.some(({ outcome }) => outcome === null) ? publicity.notice.lastDay : null),
    article: 'measure-2022/19',
    policy: 'policy/objection-handling-days',
    unit: 'days',
    forParties: false,
    message: { zh: '应核查并答复公示期间的异议', en: 'the objections are to be checked and answered' },
  },
  {
    kind: 'conferral',
    in: ['CLEARED'],
    since: ({ publicity }) => publicity?.notice.lastDay,
    article: 'measure-2022/19',
    policy: 'policy/conferral-working-days',
    unit: 'working-days',
    forParties: false,
    message: { zh: '公示无异议，应研究授予称号', en: 'stands without objection: the title may be conferred' },
  },
  {
    kind: 'enhancement-plan',
    in: ['TITLED', 'EXIT_PROPOSED'],
    // Only the first plan is due; a title from before the Measure counts from the day on which the Measure was issued.
    since: ({ subject, title }, { policies }) =>
      subject?.programme === 'city' && title?.plans === 0 ? later(title.effectiveDate, issuedOn(policies)) : null,
    article: 'measure-2022/20',
    policy: 'policy/enhancement-plan-months',
    unit: 'months',
    forParties: true,
    message: { zh: '应报送名城发展提升计划', en: 'the development and enhancement plan' },
  },
  {
    kind: 'monitoring',
    in: ['TITLED', 'EXIT_PROPOSED'],
    since: ({ title }) => title?.lastMonitoringOn ?? title?.effectiveDate,
    article: 'measure-2022/23',
    policy: 'policy/monitoring-months',
    unit: 'months',
    forParties: true,
    message: { zh: '应报送运行监测数据', en: 'the next monitoring data' },
  },
  {
    kind: 'evaluation',
    in: ['TITLED', 'EXIT_PROPOSED'],
    since: (dossier, { policies, notHeld }) => firstYearToEvaluate(dossier, issuedOn(policies), notHeld),
    article: 'measure-2022/24',
    policy: 'policy/evaluation-months',
    unit: 'months',
    forParties: false,
    message: {
      zh: '应开展年度评估并发布结果；未开展的，应予登记',
      en: 'the results of the yearly evaluation, or a record that none was held',
    },
  },
];

const issuedOn = (policies: PolicyValues): Day => policyValue(policies, 'policy/measure-published-on');
const later = (one: Day, other: Day): Day => (one > other ? one : other);

/**
 * The reminders of a status, by the policies and the calendar of today. A reminder decides nothing, so none is recorded.
 *
 * @param status the status that the viewer may know
 */
export const remindersOf = (
  dossier: Dossier,
  status: Status,
  settings: ReminderSettings,
  audience: 'ministry' | 'parties',
): readonly Reminder[] => [
  ...rules.flatMap((rule) => {
    const since = rule.in.includes(status) && (audience === 'ministry' || rule.forParties) ? rule.since(dossier, settings) : null;
    const amount = policyValue(settings.policies, rule.policy);
    if (!since || amount === null) return [];
    const legalBasis: Provision[] = [rule.article, rule.policy];
    const { lastDay, provisional } = endOf({ unit: rule.unit, amount, from: since, until: null, basis: legalBasis }, settings.calendar);
    return [{ kind: rule.kind, since, dueOn: lastDay, provisional, legalBasis, message: rule.message }];
  }),
  ...(audience === 'ministry' ? missingCalendars(dossier, settings.calendar) : []),
];

/** The ends that were counted by a calendar. Dossiers of one campaign have the same days, and a list shows many of them. */
const ends = new WeakMap<WorkCalendar, Map<string, ReturnType<typeof countPeriod>>>();
const MOST_ENDS = 5_000;
const endOf = (rule: DeadlineRule, calendar: WorkCalendar): ReturnType<typeof countPeriod> => {
  const counted = ends.get(calendar) ?? new Map<string, ReturnType<typeof countPeriod>>();
  ends.set(calendar, counted);
  const key = `${rule.from} ${rule.amount} ${rule.unit}`;
  const end = counted.get(key) ?? countPeriod(rule, calendar);
  if (counted.size >= MOST_ENDS) counted.clear();
  counted.set(key, end);
  return end;
};

/** The next calendar, if an open deadline of the dossier waits for it: a task from 15 December of the year before (decisions 42). */
const missingCalendars = ({ deadlines }: Dossier, calendar: WorkCalendar): readonly Reminder[] => {
  const next = Math.max(...Object.keys(calendar.years).map(Number)) + 1;
  const waits = deadlines.some(({ provisional, lastDay }) => provisional && calendarMissingFor(calendar, lastDay) === next);
  return waits
    ? [
        {
          kind: 'work-calendar',
          since: `${next - 1}-12-15`,
          dueOn: `${next - 1}-12-31`,
          provisional: false,
          legalBasis: ['civil-code/203'],
          message: {
            zh: `应登记 ${next} 年放假安排，期限待其确定`,
            en: `the work calendar of ${next} is missing; a deadline waits for it`,
          },
        },
      ]
    : [];
};

import {
  addDays,
  addMonths,
  day,
  endOfDay,
  id,
  instant,
  laterOf,
  nullable,
  oneOf,
  record,
  Type,
  type Day,
  type Static,
} from '@minglu/kernel';
import { programmeYear } from './programme.js';
import { provision } from './provision.js';
import { calendarMissingFor, dayKind, type WorkCalendar } from './work-calendar.js';

export const deadlineKinds = [
  'publicity-window',
  'supplement',
  'creation-cycle',
  'review-request',
  'rectification',
  'statement-window',
  'objection-handling',
  'campaign-window',
  'takes-effect',
  'report-acceptance',
  'report-handling',
] as const;
export type DeadlineKind = (typeof deadlineKinds)[number];

/** How a period is counted. Recorded with the deadline, so that a revised calendar can count it again. */
const deadlineRule = record({
  /** `stated`: a document or a decision gives the last day. It does not move, even if it is a rest day. */
  unit: oneOf('working-days', 'days', 'months', 'years', 'stated'),
  /** 0 for `stated`. */
  amount: Type.Integer({ minimum: 0, maximum: 1000 }),
  /** The day of the act. It is not counted (民法典 201). */
  from: day(),
  /** For `stated` the last day. Otherwise a printed last day, which may lengthen the period and never shortens it. */
  until: nullable(day()),
  basis: Type.Array(provision()),
});
export type DeadlineRule = Static<typeof deadlineRule>;

export const deadline = record({
  kind: oneOf(...deadlineKinds),
  /** Id of the publicity, case, title, proceeding, objection or campaign that has the deadline. */
  of: id(),
  /** For a rectification, the evaluation year that it answers. A title may have several rectifications at a time. */
  evaluationYear: Type.Optional(programmeYear()),
  rule: deadlineRule,
  /** Exclusive: 00:00 of the day after `lastDay` (民法典 203: 24:00). While provisional, the earliest end that is still possible. */
  endsAt: instant(),
  lastDay: day(),
  /** For a period of working days, the counted days that are known to be working days. Otherwise empty. */
  workingDays: Type.Array(day()),
  /** True while the end depends on a calendar that is not published yet. */
  provisional: Type.Boolean(),
  calendarVersion: Type.Integer({ minimum: 0 }),
});
export type Deadline = Static<typeof deadline>;

export const computeDeadline = (kind: DeadlineKind, of: string, rule: DeadlineRule, calendar: WorkCalendar): Deadline => {
  const { lastDay, workingDays, provisional } = countPeriod(rule, calendar);
  return { kind, of, rule, endsAt: endOfDay(lastDay), lastDay, workingDays, provisional, calendarVersion: calendar.version };
};

/** The fields that identify a deadline. They stay the same when it moves. */
export type DeadlineIdentity = Pick<Deadline, 'kind' | 'of' | 'evaluationYear'>;
export const isSameDeadline = (one: DeadlineIdentity, other: DeadlineIdentity): boolean =>
  one.kind === other.kind && one.of === other.of && one.evaluationYear === other.evaluationYear;
/** The subject of a deadline as part of an id. Each rectification of a title has its own. */
export const subjectOfDeadline = ({ of, evaluationYear }: Pick<Deadline, 'of' | 'evaluationYear'>): string =>
  evaluationYear === undefined ? of : `${of}/${evaluationYear}`;

/**
 * The deadline counted by another calendar. Returns `current` itself if neither the end nor `provisional` changes.
 * `neverShorter` keeps the end from moving forward in time, as for an open publicity window (decisions 7).
 */
export const recompute = (current: Deadline, calendar: WorkCalendar, { neverShorter }: { readonly neverShorter: boolean }): Deadline => {
  const floor = neverShorter ? current.lastDay : null;
  const { lastDay, workingDays, provisional } = countPeriod(current.rule, calendar, floor);
  if (lastDay === current.lastDay && provisional === current.provisional) return current;
  return { ...current, endsAt: endOfDay(lastDay), lastDay, workingDays, provisional, calendarVersion: calendar.version };
};

interface Period {
  readonly lastDay: Day;
  readonly workingDays: Day[];
  readonly provisional: boolean;
}

/**
 * The last day of a period by 民法典 201–203. `floor` is the earliest last day allowed, in addition to `rule.until`.
 * Throws a RangeError for a `stated` rule without its last day.
 */
export const countPeriod = (rule: DeadlineRule, calendar: WorkCalendar, floor: Day | null = null): Period => {
  const notBefore = laterOf(rule.until ?? '', floor ?? '');
  switch (rule.unit) {
    case 'stated':
      if (rule.until === null) throw new RangeError('a stated deadline needs its last day');
      return { lastDay: notBefore, workingDays: [], provisional: false };
    case 'working-days':
      return countWorkingDays(addDays(rule.from, 1), rule.amount, notBefore, calendar);
    case 'days':
      return rollOffRestDays(addDays(rule.from, rule.amount), notBefore, calendar);
    case 'months':
      return rollOffRestDays(addMonths(rule.from, rule.amount), notBefore, calendar);
    case 'years':
      return rollOffRestDays(addMonths(rule.from, rule.amount * 12), notBefore, calendar);
  }
};

/** 民法典 203: a last day that is a rest day moves to the next working day. */
const rollOffRestDays = (lastDay: Day, notBefore: Day | '', calendar: WorkCalendar): Period => ({
  ...countWorkingDays(lastDay, 1, notBefore, calendar),
  workingDays: [],
});

/**
 * The `amount`-th working day, counted from `first` inclusive. A day of unknown kind counts as a working day, so the result is
 * the earliest end that is still possible. The result is final when the period holds `amount` working days that are certain. A working
 * day from 29 December on is not, until the calendar of the next year is there (decisions 42).
 */
const countWorkingDays = (first: Day, amount: number, notBefore: Day | '', calendar: WorkCalendar): Period => {
  const workingDays: Day[] = [];
  let possible = 0;
  let certain = 0;
  let lastDay = addDays(first, -1);
  for (let current = first; possible < amount || (current <= notBefore && certain < amount); current = addDays(current, 1)) {
    const kind = dayKind(calendar, current);
    if (kind === 'rest') continue;
    if (kind === 'working') workingDays.push(current);
    if (calendarMissingFor(calendar, current) === null) certain += 1;
    possible += 1;
    lastDay = current;
  }
  return { lastDay: laterOf(lastDay, notBefore), workingDays, provisional: certain < amount };
};

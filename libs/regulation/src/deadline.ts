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
import { provision } from './provision.js';
import { dayKind, type WorkCalendar } from './work-calendar.js';

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
  'hearing-request',
] as const;
export type DeadlineKind = (typeof deadlineKinds)[number];

/** How a period is counted. Recorded with the deadline, so that a revised calendar can count it again. */
export const deadlineRule = record({
  /** `stated`: the last day is given by a document or a decision, and stands even when it is a rest day. */
  unit: oneOf('working-days', 'days', 'months', 'years', 'stated'),
  /** 0 for `stated`. */
  amount: Type.Integer({ minimum: 0, maximum: 1000 }),
  /** The day of the act; it is not counted (民法典201). */
  from: day(),
  /** For `stated` the last day; otherwise a printed last day that may lengthen the period, never shorten it. */
  until: nullable(day()),
  basis: Type.Array(provision()),
});
export type DeadlineRule = Static<typeof deadlineRule>;

export const deadline = record({
  kind: oneOf(...deadlineKinds),
  /** The publicity, case, title, proceeding, objection or campaign that it is a deadline of. */
  of: id(),
  /** Of a rectification: the evaluation year that it answers. A title may have several to make at a time. */
  evaluationYear: Type.Optional(Type.Integer({ minimum: 2010, maximum: 2100 })),
  rule: deadlineRule,
  /** Exclusive: 00:00 of the day after {@link lastDay} (民法典203, 24:00). While provisional, the earliest end still possible. */
  endsAt: instant(),
  lastDay: day(),
  /** Of a period of working days, the counted days that are known to be such. Otherwise empty. */
  workingDays: Type.Array(day()),
  /** True while the end depends on a calendar that is not published. */
  provisional: Type.Boolean(),
  calendarVersion: Type.Integer({ minimum: 0 }),
});
export type Deadline = Static<typeof deadline>;

export const computeDeadline = (kind: DeadlineKind, of: string, rule: DeadlineRule, calendar: WorkCalendar): Deadline => {
  const { lastDay, workingDays, provisional } = countPeriod(rule, calendar);
  return { kind, of, rule, endsAt: endOfDay(lastDay), lastDay, workingDays, provisional, calendarVersion: calendar.version };
};

/** Which deadline it is, however often it moves. */
export type DeadlineIdentity = Pick<Deadline, 'kind' | 'of' | 'evaluationYear'>;
export const isSameDeadline = (one: DeadlineIdentity, other: DeadlineIdentity): boolean =>
  one.kind === other.kind && one.of === other.of && one.evaluationYear === other.evaluationYear;
/** Its subject as a part of an id: that of one rectification is not that of another. */
export const subjectOfDeadline = ({ of, evaluationYear }: Pick<Deadline, 'of' | 'evaluationYear'>): string =>
  evaluationYear === undefined ? of : `${of}/${evaluationYear}`;

/**
 * The deadline by another calendar; the same object when it neither moves nor stops (or begins) to be provisional.
 * `neverShorter`: an earlier end is not taken over (an open publicity window, decisions 7).
 */
export const recompute = (current: Deadline, calendar: WorkCalendar, { neverShorter }: { readonly neverShorter: boolean }): Deadline => {
  const floor = neverShorter ? current.lastDay : null;
  const { lastDay, workingDays, provisional } = countPeriod(current.rule, calendar, floor);
  if (lastDay === current.lastDay && provisional === current.provisional) return current;
  return { ...current, endsAt: endOfDay(lastDay), lastDay, workingDays, provisional, calendarVersion: calendar.version };
};

export interface Period {
  readonly lastDay: Day;
  readonly workingDays: Day[];
  readonly provisional: boolean;
}

/**
 * The last day of a period by 民法典201–203. Throws on a `stated` rule without its day.
 * `floor` is a day before which it does not end, beside the rule's own printed one.
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

/** 民法典203: a last day that is a rest day gives way to the next day that is none, i.e. the first working day from it on. */
const rollOffRestDays = (lastDay: Day, notBefore: Day | '', calendar: WorkCalendar): Period => ({
  ...countWorkingDays(lastDay, 1, notBefore, calendar),
  workingDays: [],
});

/**
 * The `amount`-th working day from `first` on. A day of unknown kind is taken for a working day, which gives the
 * earliest end that is still possible; the end is settled once enough known working days lie inside.
 */
const countWorkingDays = (first: Day, amount: number, notBefore: Day | '', calendar: WorkCalendar): Period => {
  const workingDays: Day[] = [];
  let possible = 0;
  let lastDay = addDays(first, -1);
  for (let current = first; possible < amount || (current <= notBefore && workingDays.length < amount); current = addDays(current, 1)) {
    const kind = dayKind(calendar, current);
    if (kind === 'rest') continue;
    if (kind === 'working') workingDays.push(current);
    possible += 1;
    lastDay = current;
  }
  return { lastDay: laterOf(lastDay, notBefore), workingDays, provisional: workingDays.length < amount };
};

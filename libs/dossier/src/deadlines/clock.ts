import {
  accept,
  addDays,
  dayOf,
  newEvent,
  id,
  instant,
  isRefused,
  oneOf,
  parseInstant,
  record,
  refuse,
  text,
  Type,
  type Decision,
} from '@minglu/kernel';
import { policies, workCalendar } from '@minglu/reference';
import {
  computeDeadline,
  deadline as deadlineSchema,
  deadlineKinds,
  isSameDeadline,
  policyValue,
  recompute,
  type Deadline,
  type PolicyValues,
  type WorkCalendar,
} from '@minglu/regulation';
import { applicationEvents } from '../application/events.js';
import { creationEvents } from '../creation/events.js';
import { consequenceOf } from '../publicity/consequences.js';
import { accountabilityEvents } from '../accountability/events.js';
import { evaluationEvents } from '../evaluation/events.js';
import { publicityEvents } from '../publicity/events.js';
import { dossierAct } from '../case/act.js';
import type { DossierEvent } from '../case/events.js';
import { clockwork } from '../case/jurisdiction.js';
import { dossierRef } from '../case/refs.js';
import type { Dossier } from '../case/state.js';
import type { Status } from '../case/status.js';
import { fraudSubstantiated } from '../case/guards.js';
import { creationCycle, parkCycle } from '../creation/cycle.js';
import { usesEndedByExit } from '../title/consequences.js';
import { deadlineEvents, type LaterDecision } from './events.js';

/** Windows that a party was told of: a revised calendar may lengthen them, never shorten them (decisions 21). */
const TOLD: readonly Deadline['kind'][] = ['publicity-window', 'statement-window', 'supplement', 'rectification'];

/** 放假安排公布或调整后重新计算期限。One event per deadline that moves or settles. */
export const recomputeDeadlines = dossierAct({
  command: 'RecomputeDeadlines',
  title: { zh: '重新计算期限', en: 'Recompute the deadlines' },
  legalBasis: ['civil-code/203', 'measure-2022/18'],
  /** `since`: when the calendar became known. A deadline that stood then is counted again, however late this is done. */
  payload: record({ caseId: id(), cause: text(200), since: Type.Optional(instant()) }),
  example: ({ caseId }) => ({ caseId, cause: '放假安排调整' }),
  // The ministry states the period of a rectification; a revised calendar does not move it.
  follows: { TITLED: [], elsewhere: ['DeadlineRecomputed'] },
  by: clockwork,
  on: ({ caseId }) => [dossierRef(caseId)],
  reads: () => ({ calendar: workCalendar }),
  decide: ({ data: { caseId, cause, since: known }, at }, { state }, { calendar }) => {
    const since = known ?? at;
    return accept(
      state.deadlines
        .filter(({ provisional, endsAt }) => provisional || endsAt > since)
        .flatMap((open) => {
          const deadline = recompute(open, calendar.state, { neverShorter: TOLD.includes(open.kind) });
          return deadline === open
            ? []
            : [
                newEvent(
                  deadlineEvents.DeadlineRecomputed,
                  { caseId, oldEndsAt: open.endsAt, newEndsAt: deadline.endsAt, deadline, cause },
                  { legalBasis: deadline.rule.basis, occurredAt: since },
                ),
              ];
        }),
    );
  },
});

/**
 * 期限届满。The clock says that a deadline has come; the dossier looks whether it still stands. What follows took
 * effect when the deadline ended, however late the clock is.
 */
export const passDeadline = dossierAct({
  command: 'PassDeadline',
  title: { zh: '期限届满', en: 'Let a deadline pass' },
  legalBasis: ['civil-code/203', 'measure-2022/18', 'measure-2022/15'],
  payload: record({
    caseId: id(),
    kind: oneOf(...deadlineKinds),
    of: id(),
    evaluationYear: deadlineSchema.properties.evaluationYear,
    endsAt: instant(),
  }),
  example: ({
    caseId,
    dossier: {
      deadlines: [next],
    },
  }) => ({
    caseId,
    kind: next?.kind ?? 'publicity-window',
    of: next?.of ?? 'p1',
    ...(next?.evaluationYear === undefined ? {} : { evaluationYear: next.evaluationYear }),
    endsAt: next?.endsAt ?? '2025-10-10T16:00:00.000Z',
  }),
  follows: {
    SUPPLEMENT: ['SupplementOverdue', 'StatementWindowClosed'],
    READY: ['DecisionTookEffect', 'StatementWindowClosed'],
    CLEARED: ['DecisionTookEffect', 'StatementWindowClosed'],
    CREATING: ['CreationCycleEnded', 'CreationCycleOverdue', 'StatementWindowClosed'],
    PUBLICITY_OPEN: ['PublicityClosed', 'ConferralDenied', 'StatementWindowClosed'],
    TITLED: ['RectificationOverdue'],
    EXIT_PROPOSED: ['RectificationOverdue', 'StatementWindowClosed', 'DecisionTookEffect', 'TitleUseEnded'],
    elsewhere: ['StatementWindowClosed'],
  },
  by: clockwork,
  on: ({ caseId }) => [dossierRef(caseId)],
  reads: () => ({ calendar: workCalendar, policies }),
  decide: ({ data: { kind, of, evaluationYear, endsAt: said }, at }, { state }, reads) => {
    const endsAt = parseInstant(said)!;
    const due = state.deadlines.find((one) => isSameDeadline(one, { kind, of, evaluationYear }));
    if (!due || due.provisional || due.endsAt !== endsAt || at < endsAt) {
      return refuse(
        'deadline-not-standing',
        'civil-code/203',
        '该期限已变更、已终结或尚未届满',
        'the deadline has moved, has ended, or has not come',
        { kind, of, endsAt },
      );
    }
    const passed = whatFollows(state, due, reads.calendar.state, reads.policies.state);
    return isRefused(passed)
      ? passed
      : { ...passed, events: passed.events.map((event) => ({ legalBasis: due.rule.basis, ...event, occurredAt: endsAt })) };
  },
});

const whatFollows = (state: Dossier, deadline: Deadline, calendar: WorkCalendar, set: PolicyValues): Decision<DossierEvent> => {
  const { caseId } = state.subject!;
  switch (deadline.kind) {
    case 'publicity-window': {
      const objections = state.publicity?.objections ?? [];
      const { clears, events } = consequenceOf(state, objections, false);
      return accept([
        newEvent(publicityEvents.PublicityClosed, { caseId, publicityId: deadline.of, result: clears ? 'clear' : 'contested' }),
        ...events,
      ]);
    }
    case 'supplement':
      return accept([newEvent(applicationEvents.SupplementOverdue, { caseId, dueDate: deadline.lastDay })]);
    case 'creation-cycle': {
      const request = computeDeadline(
        'review-request',
        caseId,
        {
          unit: 'months',
          amount: policyValue(set, 'policy/review-request-months'),
          from: deadline.lastDay,
          until: null,
          basis: ['policy/review-request-months', 'civil-code/202'],
        },
        calendar,
      );
      return accept([newEvent(creationEvents.CreationCycleEnded, { caseId, cycleEnd: deadline.lastDay, deadline: request })]);
    }
    case 'review-request':
      return accept([newEvent(creationEvents.CreationCycleOverdue, { caseId, cycleEnd: deadline.rule.from, requestBy: deadline.lastDay })]);
    case 'rectification':
      return accept([
        newEvent(evaluationEvents.RectificationOverdue, {
          caseId,
          titleId: deadline.of,
          ...(deadline.evaluationYear === undefined ? {} : { evaluationYear: deadline.evaluationYear }),
          dueDate: deadline.lastDay,
        }),
      ]);
    case 'statement-window':
      return accept([newEvent(accountabilityEvents.StatementWindowClosed, { caseId, proceedingId: deadline.of })]);
    case 'takes-effect':
      return inEffect(state, deadline, calendar, set);
    case 'hearing-request':
    case 'objection-handling':
    case 'campaign-window':
      return refuse('deadline-not-standing', 'civil-code/203', '案卷没有这类期限', 'a dossier has no such deadline', {
        kind: deadline.kind,
        day: dayOf(deadline.endsAt),
      });
  }
};

/** The status of a case in which a decision waits for its day, and that decision. */
const WAITING: Readonly<Partial<Record<Status, LaterDecision>>> = {
  READY: 'CreationStarted',
  CLEARED: 'TitleConferred',
  EXIT_PROPOSED: 'ExitAnnounced',
};

/** A decision takes effect on its day; one in favour of the applicant does not once a fraud was found (article 25). */
const inEffect = (state: Dossier, { of, lastDay, rule }: Deadline, calendar: WorkCalendar, set: PolicyValues): Decision<DossierEvent> => {
  const decision = WAITING[state.status];
  const { caseId, programme } = state.subject!;
  const effectiveDate = addDays(lastDay, 1);
  const barred = decision === 'ExitAnnounced' ? null : fraudSubstantiated(state, 'measure-2022/19');
  if (barred || !decision)
    return (
      barred ??
      refuse('deadline-not-standing', 'civil-code/203', '没有待生效的决定', 'no decision waits for its day', { status: state.status })
    );
  const begins = decision === 'CreationStarted';
  const cycle = !begins
    ? null
    : programme === 'city'
      ? creationCycle(caseId, effectiveDate, calendar)
      : parkCycle(caseId, effectiveDate, set, calendar);
  return accept([
    newEvent(deadlineEvents.DecisionTookEffect, {
      caseId,
      decision,
      titleId: begins ? null : of,
      effectiveDate,
      disclosed: !begins || (state.creation?.disclosed ?? true),
      deadline: cycle,
      closedOn: decision === 'ExitAnnounced' ? rule.from : null,
    }),
    ...(decision === 'ExitAnnounced' ? usesEndedByExit(state, effectiveDate) : []),
  ]);
};

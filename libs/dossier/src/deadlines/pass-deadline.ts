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
  type Decision,
} from '@minglu/kernel';
import { policies, workCalendar } from '@minglu/reference';
import {
  computeDeadline,
  deadline as deadlineSchema,
  deadlineKinds,
  isSameDeadline,
  policyValue,
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
import { systemActor } from '../case/jurisdiction.js';
import { dossierRef } from '../case/refs.js';
import type { Dossier } from '../case/state.js';
import type { Status } from '../case/status.js';
import { fraudSubstantiated } from '../case/guards.js';
import { creationCycle, parkCycle } from '../creation/cycle.js';
import { creationOf } from '../creation/state.js';
import { usesEndedByExit } from '../title/consequences.js';
import { deadlineEvents, type LaterDecision } from './events.js';

/**
 * A deadline passes (期限届满). The deadline scheduler sends it; the dossier checks that the deadline is still open. The events take effect at
 * the end of the deadline, even if the command comes later.
 */
export const passDeadline = dossierAct({
  command: 'PassDeadline',
  route: null,
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
  dates: {
    endsAt: { effect: 'equals the end of the open deadline; the events take effect at it' },
  },
  by: systemActor,
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
    const passed = eventsOfPassing(state, due, reads.calendar.state, reads.policies.state);
    return isRefused(passed)
      ? passed
      : { ...passed, events: passed.events.map((event) => ({ legalBasis: due.rule.basis, ...event, occurredAt: endsAt })) };
  },
});

const eventsOfPassing = (state: Dossier, deadline: Deadline, calendar: WorkCalendar, set: PolicyValues): Decision<DossierEvent> => {
  const { caseId } = state.subject!;
  switch (deadline.kind) {
    case 'publicity-window': {
      const { clears, events } = consequenceOf(state, state.publicity!.objections, false);
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
    case 'reconsideration':
    case 'litigation':
    case 'objection-handling':
    case 'campaign-window':
    case 'report-acceptance':
    case 'report-handling':
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
      disclosed: !begins || creationOf(state).disclosed,
      deadline: cycle,
      closedOn: decision === 'ExitAnnounced' ? rule.from : null,
    }),
    ...(decision === 'ExitAnnounced' ? usesEndedByExit(state, effectiveDate) : []),
  ]);
};

import {
  accept,
  dayOf,
  newEvent,
  id,
  instant,
  parseInstant,
  record,
  refuse,
  text,
  Type,
  type Day,
  type Instant,
  type Refused,
} from '@minglu/kernel';
import { documentField, policies, workCalendar } from '@minglu/reference';
import { computeDeadline, isProvision, policyValue } from '@minglu/regulation';
import { dossierAct } from '../case/act.js';
import { now, today, type DatedCommand } from '../case/date-limits.js';
import { reasons } from '../case/fragments.js';
import { beforeFirstCalendar, dateInFuture, idTaken, subjectOf } from '../case/guards.js';
import { applicant, ministryOfficer } from '../case/jurisdiction.js';
import { dossierHolding, dossierRef } from '../case/refs.js';
import { deemedServed, serviceField, wrongService } from '../case/service.js';
import type { Dossier } from '../case/state.js';
import { accountabilityEvents, proposedDecision, statementFields } from './events.js';
import { articlesOf, firstCalendar, groundStands, groundsOfNotice, pendingOn, servedBeforeProposal, wrongArticle } from './grounds.js';
import { closedOneOf, proceedingOf, type Proceeding } from './state.js';

const BASIS = ['measure-2022/25', 'measure-2022/24'];
/** Working days after the notice in which a hearing (听证) may be requested (行政处罚法 63, 64, by analogy). */
const HEARING_DAYS = 5;
const ofProceeding = { proceedingId: id() };
const servedDay = {
  words: 'the day of `servedAt`',
  code: 'proof-before-service',
  of: ({ data }: DatedCommand) => dayOf(parseInstant(data['servedAt'] as string)!),
};
/** Of the proceeding that a command names, one of its days. */
const ofNamed = (words: string, code: string, day: (proceeding: Proceeding) => Day) => ({
  words,
  code,
  of: ({ data, state }: DatedCommand) => {
    const proceeding = proceedingOf(state, data['proceedingId'] as string);
    return proceeding ? day(proceeding) : null;
  },
});

/**
 * Serves the prior notice (事先告知书, articles 24 and 25; decision 10): the facts, reasons and provisions of the proposed decision. The
 * statement window (陈述申辩期) counts from the day after service. From here on the party knows of the proceeding.
 */
export const servePriorNotice = dossierAct({
  command: 'ServePriorNotice',
  title: { zh: '送达事先告知书', en: 'Serve the prior notice' },
  effect: 'adverse',
  legalBasis: BASIS,
  payload: record({
    ...ofProceeding,
    subject: id(),
    proposedDecision,
    facts: text(20_000),
    basis: Type.Array(text(64), { minItems: 1 }),
    servedAt: instant(),
    serviceProof: text(500),
    ...serviceField,
    ...documentField,
    /** The findings that it rests on; by default all that are open or substantiated. */
    investigationIds: Type.Optional(Type.Array(id())),
    /** The pair of one-star years that it rests on; by default that of the proposal. */
    evaluationYears: Type.Optional(Type.Array(Type.Integer())),
  }),
  example: ({ caseId, dossier, day }) => ({
    proceedingId: 'pr1',
    subject: caseId,
    proposedDecision: dossier.title ? 'exit' : 'cancel-qualification',
    facts: '伪造统计数据',
    basis: ['measure-2022/25'],
    servedAt: `${day}T10:00:00+08:00`,
    serviceProof: '送达回证',
  }),
  follows: ['PriorNoticeServed'],
  dates: {
    servedAt: { notBefore: [groundStands, firstCalendar], notAfter: [now()], effect: 'the statement window counts from the day after it' },
    'service.date': {
      notBefore: [servedDay],
      notAfter: [today()],
      effect: 'the statement window counts from the day after it, instead of `servedAt`',
    },
    'document.issuedOn': { notAfter: [today(), servedDay], effect: 'the day of the notice; by default that of `servedAt`' },
  },
  by: ministryOfficer,
  on: ({ subject }) => [dossierRef(subject), dossierHolding('title', subject)],
  narrow: (_, targets) => [targets.find(({ version }) => version > 0) ?? targets[0]!],
  reads: ({ proceedingId }) => ({ calendar: workCalendar, policies, taken: dossierHolding('proceeding', proceedingId) }),
  decide: ({ data, actor, at }, target, { calendar, policies: set, taken }) => {
    const { proceedingId, proposedDecision: proposed, facts, basis, serviceProof } = data;
    const { caseId } = subjectOf(target);
    const { title } = target.state;
    const used = idTaken({ zh: '程序', en: 'a proceeding' }, proceedingId, taken, proceedingOf(target.state, proceedingId) !== undefined);
    if (used) return used;
    const unknown = basis.filter((one) => !isProvision(one));
    if (unknown.length)
      return refuse('unknown-provision', BASIS, `没有这样的依据：${unknown.join('、')}`, `no such provision: ${unknown.join(', ')}`, {
        unknown,
      });
    if ((proposed === 'exit') !== (title !== null)) {
      return refuse(
        'decision-does-not-fit',
        'measure-2022/25',
        title ? '已授予称号的，拟作决定为退出' : '未授予称号的，拟作决定为取消创建资格',
        title ? 'for a title that was conferred the decision is an exit' : 'before the title the decision is a cancellation',
        { proposedDecision: proposed },
      );
    }
    const servedAt = parseInstant(data.servedAt)!;
    if (servedAt > at)
      return refuse('date-in-future', 'measure-2022/25', '送达时间晚于现在', 'the notice cannot have been served later than now', {
        servedAt,
      });
    const issuedOn = data.document?.issuedOn;
    if (issuedOn !== undefined && dayOf(servedAt) < issuedOn)
      return refuse('proof-before-service', BASIS, '送达早于告知书的日期', 'the notice was served before its day', { issuedOn });
    const grounds = groundsOfNotice(target.state, data, servedAt);
    if ('refusal' in grounds) return grounds;
    const { service: served } = data;
    const from = served ? deemedServed(served, dayOf(servedAt)) : dayOf(servedAt);
    const barred =
      (served ? wrongService(served, dayOf(servedAt), at, BASIS) : null) ??
      wrongArticle(grounds, basis) ??
      (proposed === 'exit' ? servedBeforeProposal(target.state, grounds, servedAt) : null) ??
      beforeFirstCalendar(from, calendar.state, [...articlesOf(grounds.reasons)]);
    if (barred) return barred;
    if (pendingOn(target.state, grounds))
      return refuse('proceeding-pending', BASIS, '就此已有事先告知，程序尚未了结', 'a prior notice on this ground is pending');
    const deadline = computeDeadline(
      'statement-window',
      proceedingId,
      {
        unit: 'working-days',
        amount: policyValue(set.state, 'policy/statement-working-days'),
        from,
        until: null,
        basis: ['policy/statement-working-days', 'civil-code/201', 'civil-code/203'],
      },
      calendar.state,
    );
    const hearingRequest = computeDeadline(
      'hearing-request',
      proceedingId,
      {
        ...deadline.rule,
        amount: HEARING_DAYS,
        basis: ['measure-2022/25', 'civil-code/201', 'civil-code/203'],
      },
      calendar.state,
    );
    return accept([
      newEvent(
        accountabilityEvents.PriorNoticeServed,
        {
          caseId,
          proceedingId,
          titleId: title?.titleId ?? null,
          proposedDecision: proposed,
          facts,
          basis: basis.filter(isProvision),
          servedAt,
          serviceProof,
          servedBy: actor.person,
          deadline,
          hearingRequest,
          ...(served ? { service: served, deemedServedOn: from } : {}),
          // By default the event names none: the party learns of no investigation that the notice does not name.
          ...(data.investigationIds ? { investigationIds: data.investigationIds } : {}),
          ...(grounds.evaluationYears.length ? { evaluationYears: [...grounds.evaluationYears] } : {}),
        },
        { occurredAt: servedAt },
      ),
    ]);
  },
});

/** The proceeding if a statement is still possible in it, otherwise a refusal. */
const inTime = (state: Dossier, proceedingId: string): Proceeding | Refused => {
  const proceeding = proceedingOf(state, proceedingId);
  return proceeding && proceeding.window === 'open' && !proceeding.ended ? proceeding : windowClosed(proceedingId);
};
const windowClosed = (proceedingId: string): Refused =>
  refuse('statement-window-closed', 'measure-2022/25', '陈述申辩期已满或已放弃', 'the time for a statement is over', { proceedingId });

/** A statement that an officer enters counts by the day on which it was received, also after the window was closed. */
const notWaived = (state: Dossier, proceedingId: string): Proceeding | Refused => {
  const proceeding = proceedingOf(state, proceedingId);
  return proceeding && proceeding.window !== 'waived' && !proceeding.ended ? proceeding : windowClosed(proceedingId);
};
const receivedWrongly = (state: Dossier, proceedingId: string, receivedOn: Day, entered: boolean, at: Instant): Refused | null => {
  const proceeding = proceedingOf(state, proceedingId);
  const future = dateInFuture(receivedOn, at, 'measure-2022/25');
  if (future || !proceeding) return future;
  if (!entered && receivedOn !== dayOf(at))
    return refuse('received-by-officer', BASIS, '收到之日由部登记', 'the day of receipt is entered by the ministry', { receivedOn });
  if (receivedOn < proceeding.noticedOn)
    return refuse('received-before-notice', BASIS, '收到之日早于事先告知', 'the statement is older than the notice', { receivedOn });
  if (entered && receivedOn > proceeding.statementUntil) return windowClosed(proceedingId);
  return null;
};

/** Submits a statement (陈述申辩, article 25; decision 10). Its content is sealed. An officer may enter it for the party (decision 34). */
export const submitStatement = dossierAct({
  command: 'SubmitStatement',
  title: { zh: '陈述申辩', en: 'Submit a statement' },
  legalBasis: BASIS,
  payload: record({ ...ofProceeding, content: text(20_000), ...statementFields }),
  sealed: ['content'],
  example: () => ({ proceedingId: 'pr1', content: '请求复核' }),
  follows: { TITLED: [], elsewhere: ['StatementReceived'] },
  dates: {
    receivedOn: {
      notBefore: [ofNamed('the day of the notice', 'received-before-notice', ({ noticedOn }) => noticedOn)],
      notAfter: [
        ofNamed('the last day of the statement window', 'statement-window-closed', ({ statementUntil }) => statementUntil),
        today(),
      ],
      effect: 'a statement that an officer enters counts by it',
    },
  },
  by: { ...applicant, ...ministryOfficer },
  on: ({ proceedingId }) => [dossierHolding('proceeding', proceedingId)],
  decide: ({ data: { proceedingId, ...stated }, actor, at }, target) => {
    const entered = actor.role === 'ministry-officer';
    const received = stated.receivedOn;
    const wrong = received === undefined ? null : receivedWrongly(target.state, proceedingId, received, entered, at);
    if (wrong) return wrong;
    const open = entered && received !== undefined ? notWaived(target.state, proceedingId) : inTime(target.state, proceedingId);
    return 'refusal' in open
      ? open
      : accept([
          newEvent(accountabilityEvents.StatementReceived, {
            caseId: subjectOf(target).caseId,
            proceedingId,
            ...stated,
            ...(entered ? { entered } : {}),
          }),
        ]);
  },
});

/** Waives the statement (放弃陈述申辩). */
export const waiveStatement = dossierAct({
  command: 'WaiveStatement',
  title: { zh: '放弃陈述申辩', en: 'Waive the statement' },
  legalBasis: BASIS,
  payload: record(ofProceeding),
  example: () => ({ proceedingId: 'pr1' }),
  follows: { TITLED: [], elsewhere: ['StatementWaived'] },
  by: applicant,
  on: ({ proceedingId }) => [dossierHolding('proceeding', proceedingId)],
  decide: ({ data: { proceedingId } }, target) => {
    const open = inTime(target.state, proceedingId);
    if ('refusal' in open) return open;
    if (open.statement !== 'none')
      return refuse('statement-received', 'measure-2022/25', '已陈述申辩，不能再放弃', 'a statement has been made already');
    return accept([newEvent(accountabilityEvents.StatementWaived, { caseId: subjectOf(target).caseId, proceedingId })]);
  },
});

/** Reviews the statement (复核陈述申辩, article 25; decision 10). A well-founded statement must be adopted, which ends the proceeding. */
export const reviewStatement = dossierAct({
  command: 'ReviewStatement',
  title: { zh: '复核陈述申辩', en: 'Review the statement' },
  effect: 'either',
  legalBasis: BASIS,
  payload: record({ ...ofProceeding, adopted: Type.Boolean(), ...reasons }),
  example: () => ({ proceedingId: 'pr1', adopted: false, reasons: '不成立' }),
  follows: ['StatementReviewed'],
  by: ministryOfficer,
  on: ({ proceedingId }) => [dossierHolding('proceeding', proceedingId)],
  decide: ({ data, actor }, target) => {
    const proceeding = proceedingOf(target.state, data.proceedingId);
    if (proceeding?.statement !== 'received' || proceeding.ended)
      return refuse('no-statement', 'measure-2022/25', '没有待复核的陈述申辩', 'no statement waits for its review', {
        proceedingId: data.proceedingId,
      });
    if (proceeding.hearing === 'requested')
      return refuse('hearing-pending', BASIS, '听证要求尚未办理', 'a request for a hearing waits', { proceedingId: data.proceedingId });
    if (closedOneOf(target.state, proceeding, actor.person))
      return refuse(
        'four-eyes',
        'measure-2022/25',
        '作出调查结论的人不得复核陈述申辩',
        'who closed the investigation may not review the statement',
      );
    return accept([newEvent(accountabilityEvents.StatementReviewed, { caseId: subjectOf(target).caseId, ...data })]);
  },
});

import { accept, actedFor, dayOf, newEvent, id, instant, parseInstant, record, refuse, text, Type } from '@minglu/kernel';
import { documentField, policies, workCalendar } from '@minglu/reference';
import { computeDeadline, isProvision, policyValue } from '@minglu/regulation';
import { dossierAct } from '../case/act.js';
import { now, today, type DatedCommand } from '../case/date-limits.js';
import { beforeFirstCalendar, idTaken, subjectOf } from '../case/guards.js';
import { ministryOfficer } from '../case/jurisdiction.js';
import { dossierHolding, dossierRef } from '../case/refs.js';
import { deemedServed, serviceField, wrongService } from '../case/service.js';
import { accountabilityEvents, proposedDecision } from './events.js';
import { articlesOf, firstCalendar, groundStands, groundsOfNotice, pendingOn, servedBeforeProposal, wrongArticle } from './grounds.js';
import { proceedingOf } from './state.js';

const BASIS = ['measure-2022/25', 'measure-2022/24'];
/** Working days after the notice in which a hearing (听证) may be requested (行政处罚法 63, 64, by analogy). */
const HEARING_DAYS = 5;
const servedDay = {
  words: 'the day of `servedAt`',
  code: 'proof-before-service',
  of: ({ data }: DatedCommand) => dayOf(parseInstant(data['servedAt'] as string)!),
};
/**
 * Serves the prior notice (事先告知书, articles 24 and 25; decision 10): the facts, reasons and provisions of the proposed decision. The
 * statement window (陈述申辩期) counts from the day after service. From here on the party knows of the proceeding.
 */
export const servePriorNotice = dossierAct({
  command: 'ServePriorNotice',
  route: 'POST /proceedings',
  newId: 'proceedingId',
  title: { zh: '送达事先告知书', en: 'Serve the prior notice' },
  effect: 'adverse',
  legalBasis: BASIS,
  payload: record({
    proceedingId: id(),
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
          ...actedFor(actor),
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

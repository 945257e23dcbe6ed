import { accept, day, dayOf, id, newEvent, record, refuse, materialDigest, text, Type, type Refused } from '@minglu/kernel';
import { dateInFuture, workCalendar } from '@minglu/reference';
import { recompute } from '@minglu/regulation';
import { dossierAct } from '../case/act.js';
import { today } from '../case/date-limits.js';
import { EXAMPLE_SHA256 } from '../case/example.js';
import { reasons } from '../case/fragments.js';
import { subjectOf } from '../case/guards.js';
import { applicant, ministryOfficer } from '../case/jurisdiction.js';
import { dossierHolding } from '../case/refs.js';
import type { Dossier } from '../case/state.js';
import { accountabilityEvents } from './events.js';
import { closedOneOf, proceedingOf, type Proceeding } from './state.js';

const BASIS = ['measure-2022/25', 'measure-2022/24'];
const ofProceeding = { proceedingId: id() };

const pending = (state: Dossier, proceedingId: string): Proceeding | Refused => {
  const proceeding = proceedingOf(state, proceedingId);
  return proceeding && !proceeding.ended
    ? proceeding
    : refuse('proceeding-ended', BASIS, '该程序已了结', 'that proceeding has ended', { proceedingId });
};

/** The party asks for a hearing (听证) within five working days of the notice (decisions 34). */
export const requestHearing = dossierAct({
  command: 'RequestHearing',
  route: 'POST /proceedings/{proceedingId}/hearing-requests',
  title: { zh: '要求听证', en: 'Request a hearing' },
  legalBasis: BASIS,
  payload: record({ ...ofProceeding, reasons: Type.Optional(text()) }),
  example: () => ({ proceedingId: 'pr1' }),
  follows: { TITLED: [], elsewhere: ['HearingRequested'] },
  by: applicant,
  on: ({ proceedingId }) => [dossierHolding('proceeding', proceedingId)],
  reads: () => ({ calendar: workCalendar }),
  decide: ({ data: { proceedingId, reasons: why }, at }, target, { calendar }) => {
    const proceeding = pending(target.state, proceedingId);
    if ('refusal' in proceeding) return proceeding;
    const { hearing, hearingRequest } = proceeding;
    if (hearing !== 'none')
      return refuse('hearing-requested', BASIS, '已要求听证', 'a hearing has been requested already', { proceedingId });
    // The period is counted again as the calendar stands, and is never shortened (decisions 21).
    const until = hearingRequest && recompute(hearingRequest, calendar.state, { neverShorter: true });
    if (!until || at >= until.endsAt)
      return refuse('hearing-request-closed', BASIS, '要求听证的期限已满', 'the time to request a hearing is over', {
        endsAt: until?.endsAt ?? null,
      });
    return accept([
      newEvent(accountabilityEvents.HearingRequested, {
        caseId: subjectOf(target).caseId,
        proceedingId,
        reasons: why ?? null,
        requestedOn: dayOf(at),
      }),
    ]);
  },
});

const requested = (state: Dossier, proceedingId: string): Proceeding | Refused => {
  const proceeding = pending(state, proceedingId);
  return 'refusal' in proceeding || proceeding.hearing === 'requested'
    ? proceeding
    : refuse('no-hearing-requested', BASIS, '没有待办的听证要求', 'no request for a hearing waits', { proceedingId });
};

/** The hearing is held by someone who did not sign the finding (行政处罚法 64). Its record goes to the review of the statement. */
export const holdHearing = dossierAct({
  command: 'HoldHearing',
  route: 'POST /proceedings/{proceedingId}/hearings',
  title: { zh: '举行听证', en: 'Hold the hearing' },
  legalBasis: BASIS,
  payload: record({ ...ofProceeding, heldOn: day(), recordSha256: materialDigest() }),
  example: ({ day: heldOn }) => ({ proceedingId: 'pr1', heldOn, recordSha256: EXAMPLE_SHA256 }),
  follows: ['HearingHeld'],
  dates: {
    heldOn: {
      notBefore: [
        {
          words: 'the day of the request',
          code: 'held-before-requested',
          of: ({ data, state }) => proceedingOf(state, data['proceedingId'] as string)?.hearingRequestedOn ?? null,
        },
      ],
      notAfter: [today()],
      effect: 'the day of the hearing',
    },
  },
  by: ministryOfficer,
  on: ({ proceedingId }) => [dossierHolding('proceeding', proceedingId)],
  decide: ({ data, actor, at }, target) => {
    const proceeding = requested(target.state, data.proceedingId);
    if ('refusal' in proceeding) return proceeding;
    if (closedOneOf(target.state, proceeding, actor))
      return refuse('four-eyes', BASIS, '作出调查结论的人不得主持听证', 'who signed the finding may not hold the hearing');
    const future = dateInFuture(data.heldOn, at, 'measure-2022/25');
    if (future) return future;
    if (proceeding.hearingRequestedOn !== null && data.heldOn < proceeding.hearingRequestedOn)
      return refuse('held-before-requested', BASIS, '听证日期早于要求听证之日', 'the hearing was held before it was requested', {
        requestedOn: proceeding.hearingRequestedOn,
      });
    return accept([newEvent(accountabilityEvents.HearingHeld, { caseId: subjectOf(target).caseId, ...data })]);
  },
});

/** The request is refused with reasons. */
export const refuseHearing = dossierAct({
  command: 'RefuseHearing',
  route: 'POST /proceedings/{proceedingId}/hearing-refusals',
  title: { zh: '不予听证', en: 'Refuse the hearing' },
  legalBasis: BASIS,
  payload: record({ ...ofProceeding, ...reasons }),
  example: () => ({ proceedingId: 'pr1', reasons: '不属于听证范围' }),
  follows: ['HearingRefused'],
  by: ministryOfficer,
  on: ({ proceedingId }) => [dossierHolding('proceeding', proceedingId)],
  decide: ({ data }, target) => {
    const proceeding = requested(target.state, data.proceedingId);
    return 'refusal' in proceeding
      ? proceeding
      : accept([newEvent(accountabilityEvents.HearingRefused, { caseId: subjectOf(target).caseId, ...data })]);
  },
});

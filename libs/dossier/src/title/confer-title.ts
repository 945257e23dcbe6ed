import { accept, addDays, day, id, isSamePerson, newEvent, record, refuse, sinceDay, text } from '@minglu/kernel';
import { policies, tooFarAhead, workCalendar } from '@minglu/reference';
import { dossierAct, type Gate } from '../case/act.js';
import { effectAhead } from '../case/date-limits.js';
import { fraudSubstantiated, idTaken, pendingProceeding, subjectOf } from '../case/guards.js';
import { ministryApprover } from '../case/jurisdiction.js';
import { dossierHolding, dossierRef } from '../case/refs.js';
import { openInvestigation } from '../case/state.js';
import { effectPending, takesEffect } from '../case/takes-effect.js';
import { titleEvents } from './events.js';

/** A conferral waits for an investigation and for a proceeding, and is not signed by the person who concluded the review. */
const gate: Gate = (state, { actor }) => {
  if (openInvestigation(state.investigations))
    return refuse('investigation-open', ['measure-2022/25', 'measure-2022/19'], '调查尚未结束，不能授予', 'an investigation is open');
  if (pendingProceeding(state))
    return refuse(
      'proceeding-pending',
      ['measure-2022/25', 'measure-2022/19'],
      '已送达事先告知书，程序尚未了结，不能授予',
      'a prior notice is pending',
    );
  const fraud = fraudSubstantiated(state, 'measure-2022/19');
  if (fraud) return fraud;
  return isSamePerson(actor, state.review?.concludedBy ?? [])
    ? refuse(
        'four-eyes',
        'measure-2022/19',
        '作出评审结论的人不得签署授予决定',
        'the person who concluded the review may not sign the conferral',
      )
    : null;
};

/**
 * Confers the title (授予称号, articles 2 and 19) after a passed review and a notice without objection. An open investigation or substantiated
 * fraud prevents it (article 25).
 */
export const conferTitle = dossierAct({
  command: 'ConferTitle',
  route: 'POST /dossiers/{caseId}/titles',
  newId: 'titleId',
  title: { zh: '授予称号', en: 'Confer the title' },
  effect: 'favourable',
  legalBasis: ['measure-2022/19', 'measure-2022/18', 'measure-2022/2'],
  payload: record({ caseId: id(), titleId: id(), documentNumber: text(200), effectiveDate: day() }),
  example: ({ caseId, day }) => ({ caseId, titleId: 't-9', documentNumber: '工信部信发〔2025〕1号', effectiveDate: day }),
  follows: ['TitleConferred'],
  dates: {
    effectiveDate: {
      notBefore: [
        {
          words: 'the day after the last day of the notice',
          code: 'effective-before-cleared',
          of: ({ state: { publicity } }) => (publicity ? addDays(publicity.notice.lastDay, 1) : null),
        },
      ],
      notAfter: [effectAhead],
      effect: 'the title is held from the day',
    },
  },
  gate,
  by: ministryApprover,
  on: ({ caseId }) => [dossierRef(caseId)],
  reads: ({ titleId }) => ({ taken: dossierHolding('title', titleId), calendar: workCalendar, policies }),
  decide: ({ data, actor, at }, target, { taken, calendar, policies: set }) => {
    const { publicity } = target.state;
    const closed = gate(target.state, { actor, at });
    if (closed) return closed;
    if (publicity && data.effectiveDate <= publicity.notice.lastDay) {
      return refuse(
        'effective-before-cleared',
        'measure-2022/19',
        `授予日期须晚于公示期最后一日 ${publicity.notice.lastDay}`,
        `the title takes effect after the last day of the notice (${publicity.notice.lastDay})`,
        { lastDay: publicity.notice.lastDay },
      );
    }
    const barred = effectPending(target.state, 'measure-2022/19') ?? tooFarAhead(data.effectiveDate, at, 'measure-2022/19', set.state);
    if (barred) return barred;
    const used = idTaken({ zh: '称号', en: 'a title' }, data.titleId, taken, false);
    if (used) return used;
    const deadline = takesEffect(data.titleId, data.effectiveDate, at, 'measure-2022/19', calendar.state);
    return accept([
      newEvent(
        titleEvents.TitleConferred,
        { ...subjectOf(target), ...data, ...(deadline ? { deadline } : {}) },
        { occurredAt: sinceDay(data.effectiveDate, at) },
      ),
    ]);
  },
});

import { accept, addDays, day, dayOf, newEvent, id, laterOf, oneOf, record, refuse, text, Type } from '@minglu/kernel';
import { workCalendar } from '@minglu/reference';
import { dossierAct } from '../case/act.js';
import { today } from '../case/date-limits.js';
import { fraudSubstantiated } from '../case/guards.js';
import { applicant, ministryApprover } from '../case/jurisdiction.js';
import { dossierRef } from '../case/refs.js';
import { shortestCycleEnd, statedCycle } from './cycle.js';
import { creationEvents } from './events.js';
import { creationOf } from './state.js';

/** Requests a shorter creation cycle (缩短创建周期, article 15): possible after strong efforts with outstanding results. */
export const requestCycleShortening = dossierAct({
  command: 'RequestCycleShortening',
  route: 'POST /dossiers/{caseId}/cycle-shortening-requests',
  title: { zh: '申请缩短创建周期', en: 'Request a shortening of the cycle' },
  legalBasis: ['measure-2022/15'],
  payload: record({ caseId: id(), newCycleEnd: day(), reasons: text() }),
  example: ({ caseId }) => ({ caseId, newCycleEnd: '2024-06-28', reasons: '成效突出' }),
  follows: ['CycleShorteningRequested'],
  dates: {
    newCycleEnd: {
      notBefore: [
        {
          words: 'the day after the start of the creation',
          code: 'not-a-shortening',
          of: ({ state: { creation } }) => (creation ? addDays(creation.startDate, 1) : null),
        },
        today('not-a-shortening'),
      ],
      notAfter: [
        {
          words: 'the day before the end of the cycle',
          code: 'not-a-shortening',
          of: ({ state: { creation } }) => (creation?.cycleEnd ? addDays(creation.cycleEnd, -1) : null),
        },
      ],
      effect: 'once approved, the cycle ends at 24:00 of the day',
    },
  },
  by: applicant,
  on: ({ caseId }) => [dossierRef(caseId)],
  decide: ({ data, at }, { state }) => {
    const { startDate, cycleEnd, ended, reviewRequested, shorteningRequested } = creationOf(state);
    if (shorteningRequested !== null)
      return refuse('shortening-already-requested', 'measure-2022/15', '缩短申请尚待决定', 'a request is still undecided', {
        newCycleEnd: shorteningRequested,
      });
    const first = laterOf(addDays(startDate, 1), dayOf(at));
    if (ended || reviewRequested || cycleEnd === null || data.newCycleEnd >= cycleEnd || data.newCycleEnd < first) {
      return refuse(
        'not-a-shortening',
        'measure-2022/15',
        `新的届满日须不早于 ${first}、早于 ${cycleEnd}，且周期尚未届满`,
        `the new end must lie from ${first} until before ${cycleEnd}, in a running cycle`,
        { startDate, cycleEnd },
      );
    }
    return accept([newEvent(creationEvents.CycleShorteningRequested, data)]);
  },
});

/**
 * Decides on the shortening (article 15). In principle (原则上) a cycle lasts at least two years; less needs exceptional reasons. Only the
 * ministry decides.
 */
export const decideCycleShortening = dossierAct({
  command: 'DecideCycleShortening',
  route: 'POST /dossiers/{caseId}/cycle-shortening-decisions',
  title: { zh: '决定是否缩短创建周期', en: 'Decide on the shortening' },
  effect: 'either',
  legalBasis: ['measure-2022/15'],
  payload: record({
    caseId: id(),
    decision: oneOf('approve', 'refuse'),
    documentNumber: text(200),
    exceptionalReasons: Type.Optional(text()),
  }),
  example: ({ caseId }) => ({ caseId, decision: 'approve', documentNumber: '5号' }),
  follows: ['CycleShorteningApproved', 'CycleShorteningRefused'],
  by: ministryApprover,
  on: ({ caseId }) => [dossierRef(caseId)],
  reads: () => ({ calendar: workCalendar }),
  decide: ({ data: { caseId, decision, documentNumber, exceptionalReasons } }, { state }, { calendar }) => {
    const { startDate, cycleEnd, ended, shorteningRequested } = creationOf(state);
    if (shorteningRequested === null)
      return refuse('shortening-not-requested', 'measure-2022/15', '没有待决定的缩短申请', 'no shortening has been requested');
    if (decision === 'refuse') return accept([newEvent(creationEvents.CycleShorteningRefused, { caseId, documentNumber })]);
    const fraud = fraudSubstantiated(state, 'measure-2022/15');
    if (fraud) return fraud;
    // The end of the cycle raises its flag only once, so a cycle that has ended is not shortened.
    if (ended)
      return refuse(
        'cycle-already-ended',
        'measure-2022/15',
        `创建周期已于 ${cycleEnd} 届满，无须缩短`,
        `the cycle ended on ${cycleEnd}: there is nothing to shorten`,
        { cycleEnd },
      );
    const shortest = shortestCycleEnd(startDate);
    if (shorteningRequested < shortest && exceptionalReasons === undefined) {
      return refuse(
        'cycle-under-two-years',
        'measure-2022/15',
        `创建周期原则上不得少于二年（至 ${shortest}）；确需突破须写明例外理由`,
        `a cycle is in principle no shorter than two years (${shortest}); an exception needs its reasons`,
        { shortest },
      );
    }
    return accept([
      newEvent(creationEvents.CycleShorteningApproved, {
        caseId,
        documentNumber,
        newCycleEnd: shorteningRequested,
        exceptionalReasons: exceptionalReasons ?? null,
        deadline: statedCycle(caseId, startDate, shorteningRequested, calendar.state),
      }),
    ]);
  },
});

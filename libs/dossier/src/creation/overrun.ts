import { accept, addDays, day, dayOf, newEvent, id, record, refuse, text } from '@minglu/kernel';
import { workCalendar } from '@minglu/reference';
import { dossierAct } from '../case/act.js';
import { today } from '../case/date-limits.js';
import { endingOf, fraudSubstantiated } from '../case/guards.js';
import { ministryApprover } from '../case/jurisdiction.js';
import { dossierRef } from '../case/refs.js';
import { statedCycle } from './cycle.js';
import { creationEvents } from './events.js';
import { creationOf } from './state.js';

/**
 * Extends the creation cycle (延长创建周期) after its end without a request for review. The ministry decides; article 15 is silent (decision 5).
 */
export const extendCreation = dossierAct({
  command: 'ExtendCreation',
  route: 'POST /dossiers/{caseId}/creation-extensions',
  title: { zh: '延长创建周期', en: 'Extend the creation' },
  effect: 'favourable',
  legalBasis: ['measure-2022/15'],
  payload: record({ caseId: id(), newCycleEnd: day(), documentNumber: text(200), reasons: text() }),
  example: ({ caseId }) => ({ caseId, newCycleEnd: '2026-06-30', documentNumber: '7号', reasons: '项目延期' }),
  follows: ['CreationCycleExtended'],
  dates: {
    newCycleEnd: {
      notBefore: [
        {
          words: 'the day after the end of the cycle',
          code: 'not-an-extension',
          of: ({ state: { creation } }) => (creation?.cycleEnd ? addDays(creation.cycleEnd, 1) : null),
        },
        today('not-an-extension'),
      ],
      effect: 'the cycle ends at 24:00 of the day',
    },
  },
  by: ministryApprover,
  on: ({ caseId }) => [dossierRef(caseId)],
  reads: () => ({ calendar: workCalendar }),
  decide: ({ data: { caseId, newCycleEnd, documentNumber, reasons }, at }, { state }, { calendar }) => {
    const fraud = fraudSubstantiated(state, 'measure-2022/15');
    if (fraud) return fraud;
    const { startDate, cycleEnd } = creationOf(state);
    if ((cycleEnd !== null && newCycleEnd <= cycleEnd) || newCycleEnd < dayOf(at)) {
      return refuse(
        'not-an-extension',
        'measure-2022/15',
        `新的届满日须晚于 ${cycleEnd}，且不早于今天`,
        `the new end must be later than ${cycleEnd}, and not past`,
        { cycleEnd },
      );
    }
    return accept([
      newEvent(creationEvents.CreationCycleExtended, {
        caseId,
        documentNumber,
        reasons,
        newCycleEnd,
        deadline: statedCycle(caseId, startDate, newCycleEnd, calendar.state),
      }),
    ]);
  },
});

/**
 * Ends the creation (终止创建), only after the end of the cycle and only by decision of the ministry. The system never ends a creation by
 * itself.
 */
export const endCreation = dossierAct({
  command: 'EndCreation',
  route: 'POST /dossiers/{caseId}/creation-terminations',
  title: { zh: '终止创建', en: 'End the creation' },
  effect: 'adverse',
  legalBasis: ['measure-2022/15'],
  payload: record({ caseId: id(), documentNumber: text(200), reasons: text() }),
  example: ({ caseId }) => ({ caseId, documentNumber: '8号', reasons: '未推进' }),
  follows: ['CreationEnded'],
  by: ministryApprover,
  on: ({ caseId }) => [dossierRef(caseId)],
  decide: ({ data, at }, { state }) => {
    const { ended, reviewRequested, cycleEnd } = creationOf(state);
    if (cycleEnd !== null && !ended && !reviewRequested)
      return refuse('cycle-not-ended', 'measure-2022/15', `创建周期至 ${cycleEnd} 届满，此前不能终止`, `the cycle runs until ${cycleEnd}`, {
        cycleEnd,
      });
    return accept([newEvent(creationEvents.CreationEnded, { ...data, closedOn: dayOf(at), ...endingOf(state) })]);
  },
});

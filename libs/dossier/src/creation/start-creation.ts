import { accept, day, newEvent, id, record, refuse, text, Type } from '@minglu/kernel';
import { policies, tooFarAhead, workCalendar } from '@minglu/reference';
import { dossierAct } from '../case/act.js';
import { effectAhead } from '../case/date-limits.js';
import { fraudSubstantiated, subjectOf } from '../case/guards.js';
import { ministryOfficer } from '../case/jurisdiction.js';
import { dossierRef } from '../case/refs.js';
import { effectPending, takesEffect } from '../case/takes-effect.js';
import { creationEvents } from './events.js';
import { creationCycle, parkCycle } from './cycle.js';

/**
 * Starts the creation (启动创建, articles 11 and 15). A document of the ministry states the start date, from which the cycle of three years
 * counts.
 */
export const startCreation = dossierAct({
  command: 'StartCreation',
  route: 'POST /dossiers/{caseId}/creations',
  title: { zh: '启动创建', en: 'Start the creation' },
  effect: 'favourable',
  legalBasis: ['measure-2022/11', 'measure-2022/15'],
  payload: record({ caseId: id(), startDate: day(), documentNumber: text(200), disclosureMode: Type.Optional(text(64)) }),
  example: ({ caseId, day }) => ({ caseId, startDate: day, documentNumber: '1号' }),
  follows: ['CreationStarted'],
  dates: {
    startDate: {
      notBefore: [
        {
          words: 'the day on which the formal review passed',
          code: 'start-before-formal-review',
          of: ({ state }) => state.application?.passedOn ?? null,
        },
      ],
      notAfter: [effectAhead],
      effect: 'the creation and its cycle run from the day',
    },
  },
  gate: (state) => fraudSubstantiated(state, 'measure-2022/11') ?? effectPending(state, 'measure-2022/11'),
  by: ministryOfficer,
  on: ({ caseId }) => [dossierRef(caseId)],
  reads: () => ({ calendar: workCalendar, policies }),
  decide: ({ data: { startDate, documentNumber, disclosureMode }, at }, target, { calendar, policies: set }) => {
    const subject = subjectOf(target);
    const fraud = fraudSubstantiated(target.state, 'measure-2022/11');
    if (fraud) return fraud;
    const passedOn = target.state.application?.passedOn ?? null;
    if (passedOn !== null && startDate < passedOn) {
      return refuse(
        'start-before-formal-review',
        'measure-2022/11',
        `启动日期不得早于形式审查通过之日 ${passedOn}`,
        `creation starts after the formal review has passed (${passedOn})`,
        { passedOn },
      );
    }
    const barred = effectPending(target.state, 'measure-2022/11') ?? tooFarAhead(startDate, at, 'measure-2022/11', set.state);
    if (barred) return barred;
    const later = takesEffect(subject.caseId, startDate, at, 'measure-2022/11', calendar.state);
    const cycle =
      subject.programme === 'city'
        ? creationCycle(subject.caseId, startDate, calendar.state)
        : parkCycle(subject.caseId, startDate, set.state, calendar.state);
    return accept([
      newEvent(creationEvents.CreationStarted, {
        ...subject,
        startDate,
        cycleEnd: cycle?.lastDay ?? null,
        documentNumber,
        disclosureMode: disclosureMode ?? null,
        deadline: cycle,
        ...(later ? { takesEffect: later } : {}),
      }),
    ]);
  },
});

import { accept, newEvent, id, record, refuse, Type } from '@minglu/kernel';
import { dossierAct } from '../case/act.js';
import { fraudSubstantiated, subjectOf } from '../case/guards.js';
import { ministryOfficer } from '../case/jurisdiction.js';
import { dossierRef } from '../case/refs.js';
import { applicationEvents, priorityGround } from './events.js';

/**
 * Notes a case of priority in creation (优先创建, article 6). It is advisory and waives nothing. The ministry notes only facts that the
 * register cannot know; titled parks of the city are counted from the register.
 */
export const notePriority = dossierAct({
  command: 'NotePriority',
  route: 'POST /dossiers/{caseId}/priority-notes',
  title: { zh: '登记优先创建情形', en: 'Note what gives priority' },
  effect: 'favourable',
  legalBasis: ['measure-2022/6'],
  payload: record({ caseId: id(), grounds: Type.Array(priorityGround, { minItems: 1, maxItems: 10 }) }),
  example: ({ caseId }) => ({ caseId, grounds: [{ ground: 'steady-growth', source: '督查激励通报' }] }),
  follows: ['PriorityNoted'],
  by: ministryOfficer,
  on: ({ caseId }) => [dossierRef(caseId)],
  decide: ({ data }, target) =>
    subjectOf(target).programme === 'park'
      ? refuse('priority-is-of-cities', 'measure-2022/6', '优先创建只适用于名城', 'priority is given to cities')
      : (fraudSubstantiated(target.state, 'measure-2022/6') ?? accept([newEvent(applicationEvents.PriorityNoted, data)])),
});

import { accept, dayOf, newEvent, id, record } from '@minglu/kernel';
import { dossierAct } from '../case/act.js';
import { documentNumber, reasons } from '../case/fragments.js';
import { endingOf } from '../case/guards.js';
import { ministryApprover } from '../case/jurisdiction.js';
import { dossierRef } from '../case/refs.js';
import { creationEvents } from './events.js';

/** The ministry closes a pilot (试点) by a document (notice 277 section 1.2, decisions 26). The park may apply afterwards. */
export const closePilot = dossierAct({
  command: 'ClosePilot',
  route: 'POST /dossiers/{caseId}/pilot-closures',
  title: { zh: '终止试点', en: 'Close a pilot' },
  effect: 'adverse',
  legalBasis: ['notice-2023-277/1.2', 'notice-2023-278/3.5'],
  payload: record({ caseId: id(), ...documentNumber, ...reasons }),
  example: ({ caseId }) => ({ caseId, documentNumber: '9号', reasons: '试点期满' }),
  follows: ['PilotClosed'],
  by: ministryApprover,
  on: ({ caseId }) => [dossierRef(caseId)],
  decide: ({ data, at }, { state }) => accept([newEvent(creationEvents.PilotClosed, { ...data, closedOn: dayOf(at), ...endingOf(state) })]),
});

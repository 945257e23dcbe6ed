import { accept, actedFor, id, isSamePerson, newEvent, record, refuse, text } from '@minglu/kernel';
import { dossierAct } from '../case/act.js';
import { auditor, ministryOfficer } from '../case/jurisdiction.js';
import { dossierHolding } from '../case/refs.js';
import { accountabilityEvents } from './events.js';
import { isOpenInvestigation, notOpen } from './investigation.js';

/** Hands an investigation over to another investigator (移交调查, article 25). It is complete when that person takes it over. */
export const handOverInvestigation = dossierAct({
  command: 'HandOverInvestigation',
  route: 'POST /investigations/{investigationId}/hand-overs',
  title: { zh: '移交调查', en: 'Hand an investigation over' },
  legalBasis: ['measure-2022/25'],
  payload: record({ investigationId: id(), to: id(), reasons: text() }),
  example: () => ({ investigationId: 'i1', to: 'officer-9', reasons: '工作调整' }),
  follows: ['InvestigationHandedOver'],
  by: { ...ministryOfficer, ...auditor },
  on: ({ investigationId }) => [dossierHolding('investigation', investigationId)],
  decide: ({ data: { investigationId, to, reasons }, actor }, { state }) => {
    if (!isOpenInvestigation(state, investigationId)) return notOpen(investigationId);
    if (isSamePerson(actor, [to]))
      return refuse('hand-over-to-oneself', 'measure-2022/25', '不能移交给本人', 'nobody hands over to himself', { to });
    return accept([
      newEvent(accountabilityEvents.InvestigationHandedOver, {
        caseId: state.subject!.caseId,
        investigationId,
        handedOverBy: actor.person,
        ...actedFor(actor),
        to,
        reasons,
      }),
    ]);
  },
});

/** Takes an investigation over (接收调查), by the person to whom it was handed over last. */
export const takeOverInvestigation = dossierAct({
  command: 'TakeOverInvestigation',
  route: 'POST /investigations/{investigationId}/take-overs',
  title: { zh: '接收调查', en: 'Take an investigation over' },
  legalBasis: ['measure-2022/25'],
  payload: record({ investigationId: id() }),
  example: () => ({ investigationId: 'i1' }),
  follows: ['InvestigationTakenOver'],
  by: { ...ministryOfficer, ...auditor },
  on: ({ investigationId }) => [dossierHolding('investigation', investigationId)],
  decide: ({ data: { investigationId }, actor }, { state }) => {
    if (!isOpenInvestigation(state, investigationId)) return notOpen(investigationId);
    const { handedTo } = state.investigations.find((one) => one.id === investigationId)!;
    if (handedTo !== actor.person)
      return refuse('not-handed-over', 'measure-2022/25', '该调查没有移交给本人', 'the investigation was not handed over to this person', {
        investigationId,
      });
    return accept([
      newEvent(accountabilityEvents.InvestigationTakenOver, { caseId: state.subject!.caseId, investigationId, takenOverBy: actor.person }),
    ]);
  },
});

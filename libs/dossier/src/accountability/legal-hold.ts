import { accept, actedFor, id, isSamePerson, newEvent, record, refuse, text, type Refused } from '@minglu/kernel';
import { dossierAct } from '../case/act.js';
import { idTaken } from '../case/guards.js';
import { auditor, ministryApprover, ministryOfficer } from '../case/jurisdiction.js';
import { dossierHolding, dossierRef } from '../case/refs.js';
import type { Dossier } from '../case/state.js';
import { accountabilityEvents } from './events.js';
import type { LegalHold } from './state.js';

/** Places a legal hold (证据保全, article 25; decisions 49): no key and no material of the case is destroyed until two persons lift it. */
export const placeLegalHold = dossierAct({
  command: 'PlaceLegalHold',
  route: 'POST /legal-holds',
  newId: 'holdId',
  title: { zh: '采取证据保全', en: 'Place a legal hold' },
  legalBasis: ['measure-2022/25'],
  payload: record({ holdId: id(), subject: id(), reasons: text() }),
  example: ({ caseId }) => ({ holdId: 'h9', subject: caseId, reasons: '调查期间保全' }),
  follows: ['LegalHoldPlaced'],
  by: { ...ministryOfficer, ...auditor },
  // The subject may be the id of a case or of a title.
  on: ({ subject }) => [dossierRef(subject), dossierHolding('title', subject)],
  narrow: (_, targets) => [targets.find(({ version }) => version > 0) ?? targets[0]!],
  reads: ({ holdId }) => ({ taken: dossierHolding('legal-hold', holdId) }),
  decide: ({ data: { holdId, reasons } }, { state }, { taken }) =>
    idTaken({ zh: '证据保全', en: 'a legal hold' }, holdId, taken, holdOf(state, holdId) !== undefined) ??
    accept([newEvent(accountabilityEvents.LegalHoldPlaced, { caseId: state.subject!.caseId, holdId, reasons })]),
});

/** Proposes that a legal hold is lifted (提议解除证据保全). Another person decides. */
export const proposeHoldLifting = dossierAct({
  command: 'ProposeHoldLifting',
  route: 'POST /legal-holds/{holdId}/lifting-proposals',
  title: { zh: '提议解除证据保全', en: 'Propose to lift a legal hold' },
  legalBasis: ['measure-2022/25'],
  payload: record({ holdId: id(), reasons: text() }),
  example: () => ({ holdId: 'h1', reasons: '调查已结束' }),
  follows: ['HoldLiftingProposed'],
  by: { ...ministryOfficer, ...auditor },
  on: ({ holdId }) => [dossierHolding('legal-hold', holdId)],
  decide: ({ data: { holdId, reasons }, actor }, { state }) => {
    const hold = holdOf(state, holdId);
    if (!hold || hold.lifted) return notHeld(holdId);
    return accept([
      newEvent(accountabilityEvents.HoldLiftingProposed, {
        caseId: state.subject!.caseId,
        holdId,
        reasons,
        proposedBy: actor.person,
        ...actedFor(actor),
      }),
    ]);
  },
});

/** Lifts a legal hold (解除证据保全) on the proposal of another person. */
export const liftLegalHold = dossierAct({
  command: 'LiftLegalHold',
  route: 'POST /legal-holds/{holdId}/liftings',
  title: { zh: '解除证据保全', en: 'Lift a legal hold' },
  legalBasis: ['measure-2022/25'],
  payload: record({ holdId: id() }),
  example: () => ({ holdId: 'h1' }),
  follows: ['LegalHoldLifted'],
  by: ministryApprover,
  on: ({ holdId }) => [dossierHolding('legal-hold', holdId)],
  decide: ({ data: { holdId }, actor }, { state }) => {
    const hold = holdOf(state, holdId);
    if (!hold || hold.lifted) return notHeld(holdId);
    if (!hold.liftingProposedBy)
      return refuse('lifting-not-proposed', 'measure-2022/25', '尚无解除证据保全的提议', 'it has not been proposed to lift the hold', {
        holdId,
      });
    if (isSamePerson(actor, hold.liftingProposedBy))
      return refuse('four-eyes', 'measure-2022/25', '提议人不得自行解除', 'the person who proposed it does not lift the hold', { holdId });
    return accept([newEvent(accountabilityEvents.LegalHoldLifted, { caseId: state.subject!.caseId, holdId })]);
  },
});

const holdOf = ({ holds = [] }: Dossier, holdId: string): LegalHold | undefined => holds.find(({ id }) => id === holdId);
const notHeld = (holdId: string): Refused =>
  refuse('hold-not-standing', 'measure-2022/25', `证据保全 ${holdId} 已解除`, `the legal hold ${holdId} has been lifted`, { holdId });

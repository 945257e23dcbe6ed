import { accept, dayOf, newEvent, id, record, refuse, Type, type Refused } from '@minglu/kernel';
import { remediesToldField } from '@minglu/reference';
import { dossierAct } from '../case/act.js';
import { documentNumber, reasons } from '../case/fragments.js';
import { subjectOf } from '../case/guards.js';
import { ministryApprover } from '../case/jurisdiction.js';
import { publicityEvents } from '../publicity/events.js';
import { dossierRef } from '../case/refs.js';
import { refuseByAll, refuseDecision } from './decision.js';
import { accountabilityEvents } from './events.js';
import type { Dossier } from '../case/state.js';

const notSubstantiated = ({ investigations }: Dossier): Refused | null =>
  investigations.some(({ finding }) => finding === 'substantiated')
    ? null
    : refuse('not-substantiated', 'measure-2022/25', '弄虚作假尚未查实', 'no fraud has been substantiated');

/**
 * Cancels the qualification for creation (取消创建资格, article 25) after substantiated concealment or fraud (弄虚作假). An open notice of the case
 * becomes void.
 */
export const cancelQualification = dossierAct({
  command: 'CancelQualification',
  route: 'POST /dossiers/{caseId}/cancellations',
  title: { zh: '取消创建资格', en: 'Cancel the qualification' },
  effect: 'adverse',
  legalBasis: ['measure-2022/25'],
  payload: record({
    caseId: id(),
    ...documentNumber,
    ...reasons,
    proceedingId: id(),
    ...remediesToldField,
    /** The findings that it relies on; by default those that its notice named. */
    investigationIds: Type.Optional(Type.Array(id(), { minItems: 1 })),
  }),
  example: ({ caseId }) => ({ caseId, documentNumber: '1号', reasons: '弄虚作假', proceedingId: 'pr1' }),
  follows: { PUBLICITY_OPEN: ['PublicityVoided', 'QualificationCancelled'], elsewhere: ['QualificationCancelled'] },
  gate: (state, about) => notSubstantiated(state) ?? refuseByAll(state, 'cancel-qualification', about, ['measure-2022/25']),
  by: ministryApprover,
  on: ({ caseId }) => [dossierRef(caseId)],
  decide: ({ data: { proceedingId, documentNumber: number, reasons: why, remediesTold, investigationIds }, actor, at }, target) => {
    const subject = subjectOf(target);
    const { status, publicity } = target.state;
    const unproven = notSubstantiated(target.state);
    if (unproven) return unproven;
    const refused = refuseDecision(
      target.state,
      proceedingId,
      'cancel-qualification',
      { actor, at },
      ['measure-2022/25'],
      investigationIds,
    );
    if (refused) return refused;
    const cancelled = newEvent(accountabilityEvents.QualificationCancelled, {
      ...subject,
      proceedingId,
      reason: 'fraud',
      documentNumber: number,
      reasons: why,
      remediesTold: remediesTold ?? null,
      closedOn: dayOf(at),
    });
    return accept(
      status === 'PUBLICITY_OPEN' && publicity
        ? [
            newEvent(publicityEvents.PublicityVoided, {
              caseId: subject.caseId,
              publicityId: publicity.notice.id,
              cause: 'qualification-cancelled',
              reason: why,
              replacedBy: null,
            }),
            cancelled,
          ]
        : [cancelled],
    );
  },
});

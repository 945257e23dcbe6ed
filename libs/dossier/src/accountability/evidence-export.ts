import { accept, actedFor, id, newEvent, record, text } from '@minglu/kernel';
import { dossierAct } from '../case/act.js';
import { idTaken } from '../case/guards.js';
import { auditor, ministryApprover, ministryOfficer } from '../case/jurisdiction.js';
import { dossierHolding, dossierRef } from '../case/refs.js';
import { accountabilityEvents } from './events.js';

/** Orders the export of an evidence package (导出证据包) of a case or an investigation. Only the ministry sees that it was made. */
export const exportEvidence = dossierAct({
  command: 'ExportEvidence',
  route: 'POST /evidence-exports',
  newId: 'exportId',
  title: { zh: '导出证据包', en: 'Export an evidence package' },
  legalBasis: ['measure-2022/25'],
  payload: record({ exportId: id(), subject: id(), reasons: text(500) }),
  example: ({ caseId }) => ({ exportId: 'e9', subject: caseId, reasons: '移送核查' }),
  follows: ['EvidenceExported'],
  by: { ...ministryOfficer, ...ministryApprover, ...auditor },
  // The subject may be the id of a case, of a title or of an investigation.
  on: ({ subject }) => [dossierRef(subject), dossierHolding('title', subject), dossierHolding('investigation', subject)],
  narrow: (_, targets) => [targets.find(({ version }) => version > 0) ?? targets[0]!],
  reads: ({ exportId }) => ({ taken: dossierHolding('evidence-export', exportId) }),
  decide: ({ data: { exportId, subject, reasons }, actor }, { state }, { taken }) =>
    idTaken({ zh: '证据包', en: 'an evidence package' }, exportId, taken, state.exports?.includes(exportId) ?? false) ??
    accept([
      newEvent(accountabilityEvents.EvidenceExported, {
        caseId: state.subject!.caseId,
        exportId,
        investigationId: state.investigations.some((one) => one.id === subject) ? subject : null,
        reasons,
        exportedBy: actor.person,
        ...actedFor(actor),
      }),
    ]),
});

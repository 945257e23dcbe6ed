import { accept, newEvent, id, record, Type } from '@minglu/kernel';
import { material } from '@minglu/regulation';
import { dossierAct } from '../case/act.js';
import { exampleMaterials } from '../case/example.js';
import { subjectOf } from '../case/guards.js';
import { applicant } from '../case/jurisdiction.js';
import { dossierRef } from '../case/refs.js';
import { applicationEvents } from './events.js';

/** Submits the supplement (补正材料), also after the due date, until the formal review is concluded. A park answers the ministry, so its case goes back to AT_MINISTRY. */
export const submitSupplement = dossierAct({
  command: 'SubmitSupplement',
  route: 'POST /dossiers/{caseId}/supplements',
  title: { zh: '报送补正材料', en: 'Submit the supplement' },
  legalBasis: ['measure-2022/10', 'measure-2022/11'],
  payload: record({ caseId: id(), materials: Type.Array(material, { minItems: 1 }) }),
  example: ({ caseId }) => ({ caseId, materials: exampleMaterials('other') }),
  follows: ['SupplementSubmitted'],
  by: applicant,
  on: ({ caseId }) => [dossierRef(caseId)],
  decide: ({ data }, target) =>
    accept([
      newEvent(applicationEvents.SupplementSubmitted, {
        ...data,
        ...(subjectOf(target).programme === 'park' ? { backTo: 'at-ministry' as const } : {}),
      }),
    ]),
});

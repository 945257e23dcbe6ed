import { id, record, refuse, Type, type Refused } from '@minglu/kernel';
import { campaign } from '@minglu/reference';
import { programmeYear } from '@minglu/regulation';
import { dossierAct } from '../case/act.js';
import { approveEvaluation, returnEvaluation } from '../evaluation/materials.js';
import { submissionOf } from '../evaluation/state.js';
import { reasons } from '../case/fragments.js';
import { checkingAuthority } from '../case/jurisdiction.js';
import { dossierHolding, dossierRef } from '../case/refs.js';
import type { Dossier } from '../case/state.js';
import { approveCase, returnCase } from './case-materials.js';

interface What {
  readonly caseId?: string;
  readonly titleId?: string;
  readonly evaluationYear?: number;
}
const payload = record({
  caseId: Type.Optional(id()),
  titleId: Type.Optional(id()),
  evaluationYear: Type.Optional(programmeYear()),
  ...reasons,
});
const on = ({ caseId, titleId }: What) => [caseId === undefined ? dossierHolding('title', titleId ?? 'none') : dossierRef(caseId)];
/** The campaign by which the materials were sent in. */
const campaignOf = ({ evaluationYear }: What, state: Dossier | undefined) => {
  const { evaluation, application, creation } = state ?? {};
  if (evaluationYear !== undefined) return submissionOf(evaluation ?? null, evaluationYear)?.campaignId;
  return state?.status === 'MUNICIPAL_CHECK' || state?.status === 'PROVINCIAL_CHECK'
    ? (creation?.reviewCampaignId ?? application?.campaignId)
    : undefined;
};
/** 材料须指明是案卷的，还是某年度评估的。 */
const unclear = ({ caseId, titleId, evaluationYear }: What): Refused | null =>
  (caseId === undefined) === (titleId === undefined) || (titleId === undefined) !== (evaluationYear === undefined)
    ? refuse(
        'case-or-evaluation',
        ['notice-2023-277/2.2', 'notice-2023-277/2.3'],
        '须写明案卷，或者称号和评估年度',
        'name a case, or a title and an evaluation year',
      )
    : null;

/** 审核同意材料（277 号通知二（二）（三）、278 号通知三（一）（二））：园区的申请、评审材料，名城的评估材料。 */
export const approveMaterials = dossierAct({
  command: 'ApproveMaterials',
  title: { zh: '审核同意材料', en: 'Approve the materials' },
  legalBasis: ['notice-2023-277/2.2', 'notice-2023-277/2.3', 'notice-2023-278/3.1', 'notice-2023-278/3.2'],
  payload,
  example: ({ caseId, titleId, dossier }) => ({
    ...(dossier.status.endsWith('_CHECK') ? { caseId } : { titleId, evaluationYear: 2025 }),
    reasons: '完整、真实、合规',
  }),
  follows: {
    MUNICIPAL_CHECK: ['MaterialsApproved'],
    PROVINCIAL_CHECK: ['MaterialsApproved'],
    elsewhere: ['EvaluationMaterialsApproved'],
  },
  by: checkingAuthority,
  on,
  reads: (data, [target]) => ({ campaign: campaign(campaignOf(data, target?.state) ?? 'none') }),
  decide: ({ data, actor, at }, target, { campaign: window }) => {
    const { titleId, evaluationYear, reasons: why } = data;
    return (
      unclear(data) ??
      (titleId !== undefined && evaluationYear !== undefined
        ? approveEvaluation({ titleId, evaluationYear, reasons: why }, actor, at, target, window.state)
        : approveCase(why, actor, at, target, window.state))
    );
  },
});

/** 退回材料（277 号通知二（二）（三）、278 号通知三（一）（二））。 */
export const returnMaterials = dossierAct({
  command: 'ReturnMaterials',
  title: { zh: '退回材料', en: 'Return the materials' },
  legalBasis: ['notice-2023-277/2.2', 'notice-2023-277/2.3', 'notice-2023-278/3.1', 'notice-2023-278/3.2'],
  payload,
  example: ({ caseId, titleId, dossier }) => ({
    ...(dossier.status.endsWith('_CHECK') ? { caseId } : { titleId, evaluationYear: 2025 }),
    reasons: '数据有误',
  }),
  follows: {
    MUNICIPAL_CHECK: ['MaterialsReturned'],
    PROVINCIAL_CHECK: ['MaterialsReturned'],
    elsewhere: ['EvaluationMaterialsReturned'],
  },
  by: checkingAuthority,
  on,
  reads: (data, [target]) => ({ campaign: campaign(campaignOf(data, target?.state) ?? 'none') }),
  decide: ({ data, actor }, target, { campaign: window }) => {
    const { titleId, evaluationYear, reasons: why } = data;
    return (
      unclear(data) ??
      (titleId !== undefined && evaluationYear !== undefined
        ? returnEvaluation({ titleId, evaluationYear, reasons: why }, actor, target, window.state)
        : returnCase(why, actor, target, window.state))
    );
  },
});

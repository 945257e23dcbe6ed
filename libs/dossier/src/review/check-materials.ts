import { id, record, refuse, Type, type Actor, type Loaded, type Refused, type Static } from '@minglu/kernel';
import { campaign, type Campaign } from '@minglu/reference';
import { programmeYear } from '@minglu/regulation';
import { dossierAct } from '../case/act.js';
import { approveEvaluation, returnEvaluation } from '../evaluation/materials.js';
import { submissionOf } from '../evaluation/state.js';
import { reasons } from '../case/fragments.js';
import type { Asking } from '../case/approver.js';
import { checkingAuthority } from '../case/jurisdiction.js';
import { dossierHolding, dossierRef } from '../case/refs.js';
import type { Dossier } from '../case/state.js';
import { approveCase, returnCase } from './case-materials.js';

interface MaterialsTarget {
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
const on = ({ caseId, titleId }: MaterialsTarget) => [
  caseId === undefined ? dossierHolding('title', titleId ?? 'none') : dossierRef(caseId),
];
/** The campaign in which the materials were submitted. */
const campaignOf = ({ evaluationYear }: MaterialsTarget, state: Dossier | undefined) => {
  const { evaluation, application, creation } = state ?? {};
  if (evaluationYear !== undefined) return submissionOf(evaluation ?? null, evaluationYear)?.campaignId;
  return state?.status === 'MUNICIPAL_CHECK' || state?.status === 'PROVINCIAL_CHECK'
    ? (creation?.reviewCampaignId ?? application?.campaignId)
    : undefined;
};
/** The command must name a case, or a title with an evaluation year. */
const refuseTarget = ({ caseId, titleId, evaluationYear }: MaterialsTarget): Refused | null =>
  (caseId === undefined) === (titleId === undefined) || (titleId === undefined) !== (evaluationYear === undefined)
    ? refuse(
        'case-or-evaluation',
        ['notice-2023-277/2.2', 'notice-2023-277/2.3'],
        '须写明案卷，或者称号和评估年度',
        'name a case, or a title and an evaluation year',
      )
    : null;

/**
 * A command that names neither a case nor a title with its year is refused for that. Where it names a case, jurisdiction comes first: the answer
 * must not tell an outsider whether there is such a case.
 */
const onNamed =
  (may: (actor: Actor, dossier: Dossier) => boolean) =>
  (actor: Actor, dossier: Dossier, data: MaterialsTarget): boolean =>
    (data.caseId === undefined && refuseTarget(data) !== null) || may(actor, dossier);
const by = {
  'municipal-authority': onNamed(checkingAuthority['municipal-authority']),
  'provincial-authority': onNamed(checkingAuthority['provincial-authority']),
};

const readCampaign = (data: MaterialsTarget, [target]: readonly Loaded<Dossier>[]) => ({
  campaign: campaign(campaignOf(data, target?.state) ?? 'none'),
});

/** Decides on the evaluation of a title, or on a case, as the command names one or the other. */
const checkedBy =
  (ofEvaluation: typeof approveEvaluation, ofCase: typeof approveCase) =>
  (
    { data, ...asking }: Asking & { readonly data: Static<typeof payload> },
    target: Loaded<Dossier>,
    { campaign: { state } }: { readonly campaign: Loaded<Campaign | null> },
  ) => {
    const { titleId, evaluationYear, reasons: why } = data;
    return (
      refuseTarget(data) ??
      (titleId !== undefined && evaluationYear !== undefined
        ? ofEvaluation({ titleId, evaluationYear, reasons: why }, asking, target, state)
        : ofCase(why, asking, target, state))
    );
  };

/**
 * Approves materials (审核同意材料; notice 277 section 2(2) and (3); notice 278 section 3(1) and (2)). They belong to the application or review
 * of a park, or to the evaluation of a title.
 */
export const approveMaterials = dossierAct({
  command: 'ApproveMaterials',
  route: ['POST /dossiers/{caseId}/material-approvals', 'POST /titles/{titleId}/material-approvals'],
  title: { zh: '审核同意材料', en: 'Approve the materials' },
  effect: 'favourable',
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
  by,
  on,
  reads: readCampaign,
  decide: checkedBy(approveEvaluation, approveCase),
});

/** Returns materials (退回材料; notice 277 section 2(2) and (3); notice 278 section 3(1) and (2)). */
export const returnMaterials = dossierAct({
  command: 'ReturnMaterials',
  route: ['POST /dossiers/{caseId}/material-returns', 'POST /titles/{titleId}/material-returns'],
  title: { zh: '退回材料', en: 'Return the materials' },
  effect: 'adverse',
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
  by,
  on,
  reads: readCampaign,
  decide: checkedBy(returnEvaluation, returnCase),
});

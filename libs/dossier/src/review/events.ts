import { day, decimal, defineEvent, id, nullable, oneOf, record, sha256, text, Type, type EventOf } from '@minglu/kernel';
import { divisionCode } from '@minglu/regulation';
import { caseId, controlCheck, reasons } from '../fragments.js';

export const expert = record({ id: id(), employer: text(200), cityCode: divisionCode() });
/** A score as it is given; points may be written as a number. */
export const scoreInput = record({
  indicator: text(16),
  points: Type.Union([decimal(), Type.Number({ minimum: -1000, maximum: 1000 })]),
  comment: Type.Optional(text()),
});
export const score = record({ indicator: text(16), points: decimal(), comment: Type.Optional(text()) });
export const reviewMethod = oneOf('document-review', 'site-visit', 'key-interview', 'symposium');

const check = {
  ...caseId,
  level: oneOf('municipal', 'provincial'),
  purpose: oneOf('application', 'review'),
  /** Division code of the authority. */
  approver: divisionCode(),
};
/** Where a case goes back to; without it, to CREATING. */
const backTo = { backTo: Type.Optional(oneOf('pilot', 'creating')) };

export const reviewEvents = {
  MaterialsApproved: defineEvent({
    type: 'MaterialsApproved',
    version: 1,
    title: { zh: '园区材料已审核同意', en: 'Materials of a park approved' },
    classification: 'INTERNAL',
    payload: record({ ...check, selfApproval: Type.Boolean(), afterWindow: Type.Boolean(), ...reasons }),
  }),
  MaterialsReturned: defineEvent({
    type: 'MaterialsReturned',
    version: 1,
    title: { zh: '园区材料已退回', en: 'Materials of a park returned' },
    classification: 'INTERNAL',
    payload: record({ ...check, backTo: oneOf('draft', 'pilot', 'creating'), ...reasons }),
  }),
  ReviewMaterialsReturned: defineEvent({
    type: 'ReviewMaterialsReturned',
    version: 1,
    title: { zh: '评审材料已退回', en: 'Review materials returned' },
    classification: 'INTERNAL',
    payload: record({ ...caseId, ...reasons, ...backTo }),
  }),
  ExpertPanelConvened: defineEvent({
    type: 'ExpertPanelConvened',
    version: 1,
    title: { zh: '专家评审组已组成', en: 'Expert panel convened' },
    classification: 'INTERNAL',
    payload: record({ ...caseId, panelId: id(), experts: Type.Array(expert), recusals: Type.Array(id()) }),
  }),
  ReviewMethodRecorded: defineEvent({
    type: 'ReviewMethodRecorded',
    version: 1,
    title: { zh: '评审方式已记录', en: 'Review method recorded' },
    classification: 'INTERNAL',
    payload: record({ ...caseId, method: reviewMethod, date: day(), place: text(200), recordSha256: sha256() }),
  }),
  IndicatorsScored: defineEvent({
    type: 'IndicatorsScored',
    version: 1,
    title: { zh: '专家已评分', en: 'Indicators scored' },
    classification: 'RESTRICTED',
    payload: record({ ...caseId, expertId: id(), scores: Type.Array(score) }),
  }),
  ReviewConcluded: defineEvent({
    type: 'ReviewConcluded',
    version: 1,
    title: { zh: '评审结论已形成', en: 'Review concluded' },
    classification: 'INTERNAL',
    payload: record({
      ...caseId,
      conclusion: oneOf('pass', 'fail'),
      ...reasons,
      indicatorVersion: nullable(text(64)),
      controlsCheck: Type.Array(controlCheck),
      attemptNo: Type.Integer({ minimum: 1 }),
      concludedOn: day(),
      ...backTo,
    }),
  }),
  ImprovementOpinionIssued: defineEvent({
    type: 'ImprovementOpinionIssued',
    version: 1,
    title: { zh: '已出具改进意见', en: 'Improvement opinion issued' },
    classification: 'INTERNAL',
    payload: record({ ...caseId, items: Type.Array(text(), { minItems: 1 }) }),
  }),
};
export type ReviewEvent = EventOf<typeof reviewEvents>;

import { day, decimal, id, nullable, oneOf, record, materialDigest, text, Type, type EventOf } from '@minglu/kernel';
import { controlCheck, divisionCode } from '@minglu/regulation';
import { creating, dossierEvent } from '../case/define-event.js';
import { caseId, reasons } from '../case/fragments.js';

export const expert = record({ id: id(), employer: text(200), cityCode: divisionCode() });
/** A score as given; points may be a number. */
export const scoreInput = record({
  indicator: text(16),
  points: Type.Union([decimal(), Type.Number({ minimum: -1000, maximum: 1000 })]),
  comment: Type.Optional(text()),
});
const score = record({ indicator: text(16), points: decimal(), comment: Type.Optional(text()) });
export const reviewMethod = oneOf('document-review', 'site-visit', 'key-interview', 'symposium', 'other');
/** How a member voted on the conclusion. */
export const vote = record({ expertId: id(), vote: oneOf('pass', 'fail', 'abstain') });

const check = {
  ...caseId,
  level: oneOf('municipal', 'provincial'),
  purpose: oneOf('application', 'review'),
  /** Division code of the authority. */
  approver: divisionCode(),
};
/** The status to which a case returns; CREATING if absent. */
const backTo = { backTo: Type.Optional(oneOf('pilot', 'creating')) };

export const reviewEvents = {
  MaterialsApproved: dossierEvent({
    type: 'MaterialsApproved',
    version: 1,
    title: { zh: '园区材料已审核同意', en: 'Materials of a park approved' },
    leadsTo: (_, { level, purpose }) =>
      level === 'municipal' ? 'PROVINCIAL_CHECK' : purpose === 'application' ? 'PROVINCIAL_APPROVED' : 'REVIEW_REQUESTED',
    deadlines: null,
    freeText: { official: ['reasons'] },
    classification: 'INTERNAL',
    payload: record({ ...check, selfApproval: Type.Boolean(), afterWindow: Type.Boolean(), ...reasons }),
  }),
  MaterialsReturned: dossierEvent({
    type: 'MaterialsReturned',
    version: 1,
    title: { zh: '园区材料已退回', en: 'Materials of a park returned' },
    leadsTo: (_, { backTo }) => (backTo === 'draft' ? 'DRAFT' : creating(backTo)),
    deadlines: null,
    freeText: { official: ['reasons'] },
    classification: 'INTERNAL',
    payload: record({ ...check, backTo: oneOf('draft', 'pilot', 'creating'), ...reasons }),
  }),
  ReviewMaterialsReturned: dossierEvent({
    type: 'ReviewMaterialsReturned',
    version: 1,
    title: { zh: '评审材料已退回', en: 'Review materials returned' },
    leadsTo: (_, { backTo }) => creating(backTo),
    deadlines: null,
    freeText: { official: ['reasons'] },
    classification: 'INTERNAL',
    payload: record({ ...caseId, ...reasons, ...backTo }),
  }),
  ReviewWithdrawn: dossierEvent({
    type: 'ReviewWithdrawn',
    version: 1,
    title: { zh: '评审申请已撤回', en: 'Request for review withdrawn' },
    leadsTo: (_, { backTo }) => creating(backTo),
    deadlines: null,
    freeText: { official: ['reasons'] },
    classification: 'INTERNAL',
    payload: record({ ...caseId, ...reasons, ...backTo }),
  }),
  ExpertPanelConvened: dossierEvent({
    type: 'ExpertPanelConvened',
    version: 1,
    title: { zh: '专家评审组已组成', en: 'Expert panel convened' },
    leadsTo: 'UNDER_REVIEW',
    deadlines: null,
    freeText: { organisation: ['experts[].employer'], expert: ['experts[].id'] },
    classification: 'INTERNAL',
    payload: record({
      ...caseId,
      panelId: id(),
      experts: Type.Array(expert),
      recusals: Type.Array(id()),
      convenedOn: Type.Optional(day()),
    }),
  }),
  PanelMemberReplaced: dossierEvent({
    type: 'PanelMemberReplaced',
    version: 1,
    title: { zh: '评审专家已回避或更换', en: 'Panel member recused or replaced' },
    leadsTo: null,
    deadlines: null,
    freeText: {
      organisation: ['replacement.employer'],
      expert: ['expertId'],
      official: ['reasons'],
      document: ['documentNumber'],
    },
    classification: 'INTERNAL',
    payload: record({
      ...caseId,
      expertId: id(),
      /** Null where the member is recused and the seat stays empty. */
      replacement: nullable(expert),
      ...reasons,
      documentNumber: nullable(text(200)),
      replacedOn: day(),
    }),
  }),
  OfficerRecused: dossierEvent({
    type: 'OfficerRecused',
    version: 1,
    title: { zh: '经办人已回避', en: 'Officer recused' },
    leadsTo: null,
    deadlines: null,
    freeText: { officer: ['officer'], official: ['reasons'], document: ['documentNumber'] },
    classification: 'RESTRICTED',
    payload: record({
      ...caseId,
      /** By pseudonym; that person does nothing more in the case. */
      officer: text(200),
      ...reasons,
      documentNumber: nullable(text(200)),
    }),
  }),
  ReviewMethodRecorded: dossierEvent({
    type: 'ReviewMethodRecorded',
    version: 1,
    title: { zh: '评审方式已记录', en: 'Review method recorded' },
    leadsTo: null,
    deadlines: null,
    freeText: { organisation: ['place'], official: ['description'] },
    classification: 'INTERNAL',
    payload: record({
      ...caseId,
      method: reviewMethod,
      date: day(),
      place: text(200),
      recordSha256: materialDigest(),
      /** Describes a method that is `other`. */
      description: Type.Optional(text()),
    }),
  }),
  IndicatorsScored: dossierEvent({
    type: 'IndicatorsScored',
    version: 1,
    title: { zh: '专家已评分', en: 'Indicators scored' },
    leadsTo: null,
    deadlines: null,
    freeText: { expert: ['expertId'], indicator: ['scores[].indicator'], official: ['scores[].comment'] },
    classification: 'RESTRICTED',
    payload: record({ ...caseId, expertId: id(), scores: Type.Array(score) }),
  }),
  ReviewConcluded: dossierEvent({
    type: 'ReviewConcluded',
    version: 1,
    title: { zh: '评审结论已形成', en: 'Review concluded' },
    leadsTo: (_, { conclusion, backTo }) => (conclusion === 'pass' ? 'REVIEW_PASSED' : creating(backTo)),
    deadlines: null,
    freeText: {
      officer: ['concludedBy', 'actedFor'],
      document: ['indicatorVersion'],
      indicator: ['controlsCheck[].control', 'controlsCheck[].indicator'],
      expert: ['votes[].expertId'],
      official: ['reasons'],
    },
    classification: 'INTERNAL',
    payload: record({
      ...caseId,
      conclusion: oneOf('pass', 'fail'),
      ...reasons,
      indicatorVersion: nullable(text(64)),
      controlsCheck: Type.Array(controlCheck),
      attemptNo: Type.Integer({ minimum: 1 }),
      concludedOn: day(),
      votes: Type.Optional(Type.Array(vote)),
      /** The person who concluded it, as a pseudonym: another person must sign the conferral. */
      concludedBy: Type.Optional(text(64)),
      actedFor: Type.Optional(text(64)),
      ...backTo,
    }),
  }),
  ImprovementOpinionIssued: dossierEvent({
    type: 'ImprovementOpinionIssued',
    version: 1,
    title: { zh: '已出具改进意见', en: 'Improvement opinion issued' },
    leadsTo: null,
    deadlines: null,
    freeText: { official: ['items[]'] },
    classification: 'INTERNAL',
    payload: record({ ...caseId, items: Type.Array(text(), { minItems: 1 }) }),
  }),
};
export type ReviewEvent = EventOf<typeof reviewEvents>;

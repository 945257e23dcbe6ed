import { day, defineEvent, nullable, record, text, Type, type EventOf, oneOf, id } from '@minglu/kernel';
import { deadline, figure, material } from '@minglu/regulation';
import { caseId, closing, documentNumber, reasons, subject, target } from '../fragments.js';

/** Words by which a document says that it is open (公开方式). Anything else keeps the start of creation INTERNAL. */
export const DISCLOSED = ['public', 'proactive', '公开', '主动公开'];

export const creationEvents = {
  LegacyCreationImported: defineEvent({
    type: 'LegacyCreationImported',
    version: 1,
    title: { zh: '原办法下的创建城市已登记', en: 'Creation under the 2017 rules imported' },
    classification: 'INTERNAL',
    payload: record({ ...subject, mouDate: day(), startDate: day(), ...documentNumber, deadline }),
    claims: ({ applicant }) => [{ kind: 'open-dossier', id: applicant }],
  }),
  PilotParkImported: defineEvent({
    type: 'PilotParkImported',
    version: 1,
    title: { zh: '试点园区已登记', en: 'Pilot park imported' },
    classification: 'INTERNAL',
    payload: record({ ...subject, ...documentNumber, startDate: day() }),
    claims: ({ applicant }) => [{ kind: 'open-dossier', id: applicant }],
  }),
  CreationStarted: defineEvent({
    type: 'CreationStarted',
    version: 1,
    title: { zh: '已启动创建', en: 'Creation started' },
    classification: ({ disclosureMode }) => (disclosureMode === null || DISCLOSED.includes(disclosureMode) ? 'PUBLIC' : 'INTERNAL'),
    /** No cycle is counted for a park until the ministry has set its length. */
    payload: record({
      ...subject,
      startDate: day(),
      cycleEnd: nullable(day()),
      ...documentNumber,
      disclosureMode: nullable(text(64)),
      deadline: nullable(deadline),
    }),
  }),
  TargetBreakdownFiled: defineEvent({
    type: 'TargetBreakdownFiled',
    version: 1,
    title: { zh: '目标任务分解已报送', en: 'Target breakdown filed' },
    classification: 'INTERNAL',
    payload: record({ ...caseId, targets: Type.Array(target, { minItems: 1 }) }),
  }),
  ProgressReported: defineEvent({
    type: 'ProgressReported',
    version: 1,
    title: { zh: '创建进展已报送', en: 'Progress reported' },
    classification: 'INTERNAL',
    payload: record({
      ...caseId,
      period: text(64),
      figures: Type.Array(figure),
      narrative: text(20_000),
      reportedOn: Type.Optional(day()),
    }),
  }),
  SupervisionRecorded: defineEvent({
    type: 'SupervisionRecorded',
    version: 1,
    title: { zh: '省级指导督促已记录', en: 'Guidance or supervision by the province recorded' },
    classification: 'INTERNAL',
    payload: record({
      ...caseId,
      kind: oneOf('guidance', 'coordination', 'support', 'supervision'),
      summary: text(),
      date: day(),
      documentNumber: nullable(text(200)),
    }),
  }),
  CycleShorteningRequested: defineEvent({
    type: 'CycleShorteningRequested',
    version: 1,
    title: { zh: '已申请缩短创建周期', en: 'Shortening of the cycle requested' },
    classification: 'INTERNAL',
    payload: record({ ...caseId, newCycleEnd: day(), ...reasons }),
  }),
  CycleShorteningApproved: defineEvent({
    type: 'CycleShorteningApproved',
    version: 1,
    title: { zh: '同意缩短创建周期', en: 'Shortening of the cycle approved' },
    classification: 'INTERNAL',
    payload: record({ ...caseId, ...documentNumber, newCycleEnd: day(), exceptionalReasons: nullable(text()), deadline }),
  }),
  CycleShorteningRefused: defineEvent({
    type: 'CycleShorteningRefused',
    version: 1,
    title: { zh: '不同意缩短创建周期', en: 'Shortening of the cycle refused' },
    classification: 'INTERNAL',
    payload: record({ ...caseId, ...documentNumber }),
  }),
  CreationCycleEnded: defineEvent({
    type: 'CreationCycleEnded',
    version: 1,
    title: { zh: '创建周期届满', en: 'Creation cycle ended' },
    classification: 'INTERNAL',
    /** `deadline`: by when a review should be requested. */
    payload: record({ ...caseId, cycleEnd: day(), deadline }),
  }),
  CreationCycleOverdue: defineEvent({
    type: 'CreationCycleOverdue',
    version: 1,
    title: { zh: '创建周期届满后逾期未申请评审', en: 'Creation cycle overdue' },
    classification: 'INTERNAL',
    payload: record({ ...caseId, cycleEnd: day(), requestBy: day() }),
  }),
  CreationCycleExtended: defineEvent({
    type: 'CreationCycleExtended',
    version: 1,
    title: { zh: '创建周期已延长', en: 'Creation cycle extended' },
    classification: 'INTERNAL',
    payload: record({ ...caseId, ...documentNumber, ...reasons, newCycleEnd: day(), deadline }),
  }),
  CreationEnded: defineEvent({
    type: 'CreationEnded',
    version: 1,
    title: { zh: '创建已终止', en: 'Creation ended' },
    classification: 'INTERNAL',
    payload: record({ ...caseId, ...documentNumber, ...reasons, ...closing }),
    releases: ['open-dossier'],
  }),
  SelfAssessmentSubmitted: defineEvent({
    type: 'SelfAssessmentSubmitted',
    version: 1,
    title: { zh: '自评报告已报送', en: 'Self-assessment submitted' },
    classification: 'INTERNAL',
    payload: record({ ...caseId, indicatorVersion: nullable(text(64)), figures: Type.Array(figure), materials: Type.Array(material) }),
  }),
  ReviewRequested: defineEvent({
    type: 'ReviewRequested',
    version: 1,
    title: { zh: '已提出评审申请', en: 'Review requested' },
    classification: 'INTERNAL',
    payload: record({
      ...caseId,
      materials: Type.Array(material),
      indicatorVersion: nullable(text(64)),
      /** Of a park: which authority checks first. */
      firstCheck: Type.Optional(oneOf('municipal', 'provincial')),
      /** By which campaign it asked. */
      campaignId: Type.Optional(nullable(id())),
    }),
  }),
};
export type CreationEvent = EventOf<typeof creationEvents>;

import { day, defineEvent, id, nullable, record, text, Type, type EventOf, oneOf } from '@minglu/kernel';
import { deadline, divisionCode, figure, material } from '@minglu/regulation';
import { caseId, closing, controlCheck, documentNumber, reasons, subject } from '../fragments.js';

/** The four conditions of art. 8, and whether the materials of art. 10 are complete. */
export const checklist = record({
  conditions: Type.Array(Type.Boolean(), { minItems: 4, maxItems: 4 }),
  materialsComplete: Type.Boolean(),
});

/** One of the cases of art. 6, and where it is stated. Its list is open (等). */
export const priorityGround = record({
  ground: oneOf('steady-growth', 'information-infrastructure', 'other'),
  /** The document or ranking that says so. */
  source: text(500),
});

export const applicationEvents = {
  ApplicationOpened: defineEvent({
    type: 'ApplicationOpened',
    version: 1,
    title: { zh: '申请已建立', en: 'Application opened' },
    classification: 'INTERNAL',
    payload: record({ ...subject, campaignId: id(), workingBody: text(200), previousCaseId: nullable(id()) }),
    claims: ({ applicant }) => [{ kind: 'open-dossier', id: applicant }],
  }),
  ConsentNotApplicable: defineEvent({
    type: 'ConsentNotApplicable',
    version: 1,
    title: { zh: '直辖市无须省级人民政府同意', en: 'Consent not applicable' },
    classification: 'INTERNAL',
    payload: record({ ...caseId, purpose: Type.Enum(['application', 'review']), reason: Type.Literal('direct-municipality') }),
  }),
  ProvincialConsentGranted: defineEvent({
    type: 'ProvincialConsentGranted',
    version: 1,
    title: { zh: '省级人民政府已同意', en: 'Consent of the provincial government granted' },
    classification: 'INTERNAL',
    payload: record({ ...caseId, purpose: Type.Enum(['application', 'review']), issuer: text(200), ...documentNumber, date: day() }),
  }),
  ProvincialConsentRefused: defineEvent({
    type: 'ProvincialConsentRefused',
    version: 1,
    title: { zh: '省级人民政府不同意', en: 'Consent of the provincial government refused' },
    classification: 'INTERNAL',
    payload: record({
      ...caseId,
      purpose: oneOf('application', 'review'),
      issuer: text(200),
      ...documentNumber,
      date: day(),
      ...reasons,
    }),
  }),
  WorkingBodyChanged: defineEvent({
    type: 'WorkingBodyChanged',
    version: 1,
    title: { zh: '工作机构已变更', en: 'Working body changed' },
    classification: 'INTERNAL',
    payload: record({ ...caseId, workingBody: text(200), ...reasons }),
  }),
  PriorityNoted: defineEvent({
    type: 'PriorityNoted',
    version: 1,
    title: { zh: '优先创建情形已登记', en: 'Priority noted' },
    classification: 'INTERNAL',
    payload: record({ ...caseId, grounds: Type.Array(priorityGround, { minItems: 1 }) }),
  }),
  AuthorityOpinionRecorded: defineEvent({
    type: 'AuthorityOpinionRecorded',
    version: 1,
    title: { zh: '省级主管部门意见已记录', en: 'Opinion of the provincial authority recorded' },
    classification: 'INTERNAL',
    payload: record({ ...caseId, opinion: text(), ...documentNumber }),
  }),
  ApplicationSubmitted: defineEvent({
    type: 'ApplicationSubmitted',
    version: 1,
    title: { zh: '申请材料已报送', en: 'Application submitted' },
    classification: 'INTERNAL',
    payload: record({
      ...caseId,
      materials: Type.Array(material),
      figures: Type.Array(figure),
      /** The indicator system in force on the day of submission; null for a park, whose system is not published. */
      indicatorVersion: nullable(text(64)),
      controlChecks: Type.Array(controlCheck),
      truthfulnessPledge: Type.Literal(true),
      submittedOn: day(),
      /** A park is checked first; by which authority. */
      firstCheck: Type.Optional(oneOf('municipal', 'provincial')),
    }),
  }),
  SummaryTableSubmitted: defineEvent({
    type: 'SummaryTableSubmitted',
    version: 1,
    title: { zh: '园区汇总表已报送', en: 'Summary table submitted' },
    classification: 'INTERNAL',
    payload: record({ ...caseId, province: divisionCode(), campaignId: id(), caseIds: Type.Array(id()), sealRef: text(200) }),
  }),
  SupplementRequested: defineEvent({
    type: 'SupplementRequested',
    version: 1,
    title: { zh: '已一次性告知补正', en: 'Supplement requested' },
    classification: 'INTERNAL',
    payload: record({ ...caseId, items: Type.Array(text()), dueDate: nullable(day()), deadline: nullable(deadline) }),
  }),
  SupplementSubmitted: defineEvent({
    type: 'SupplementSubmitted',
    version: 1,
    title: { zh: '补正材料已报送', en: 'Supplement submitted' },
    classification: 'INTERNAL',
    payload: record({ ...caseId, materials: Type.Array(material) }),
  }),
  SupplementOverdue: defineEvent({
    type: 'SupplementOverdue',
    version: 1,
    title: { zh: '补正逾期', en: 'Supplement overdue' },
    classification: 'INTERNAL',
    payload: record({ ...caseId, dueDate: day() }),
  }),
  FormalReviewPassed: defineEvent({
    type: 'FormalReviewPassed',
    version: 1,
    title: { zh: '形式审查通过', en: 'Formal review passed' },
    classification: 'INTERNAL',
    payload: record({ ...caseId, checklist, ...reasons, passedOn: day() }),
  }),
  FormalReviewRejected: defineEvent({
    type: 'FormalReviewRejected',
    version: 1,
    title: { zh: '形式审查未通过', en: 'Formal review rejected' },
    classification: 'INTERNAL',
    payload: record({ ...caseId, checklist, ...reasons, ...closing }),
    releases: ['open-dossier'],
  }),
  ApplicationWithdrawn: defineEvent({
    type: 'ApplicationWithdrawn',
    version: 1,
    title: { zh: '申请已撤回', en: 'Application withdrawn' },
    classification: 'INTERNAL',
    payload: record({ ...caseId, ...reasons, ...closing }),
    releases: ['open-dossier'],
  }),
};
export type ApplicationEvent = EventOf<typeof applicationEvents>;

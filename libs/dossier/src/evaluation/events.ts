import { day, id, nullable, oneOf, record, text, Type, type EventOf } from '@minglu/kernel';
import { evaluatedYear } from '@minglu/reference';
import { deadline, divisionCode, figure, highestValue, material, programmeYear } from '@minglu/regulation';
import { dossierEvent, setsDeadline } from '../case/define-event.js';
import { FIGURE_TEXT, caseId, documentNumber, reasons } from '../case/fragments.js';

const of = { ...caseId, titleId: id() };
const ofYear = { ...of, evaluationYear: programmeYear() };
/** Stars (星级): one to three, decided by the ministry and never computed. Null is allowed because no text provides stars for parks. */
export const stars = () => nullable(Type.Integer({ minimum: 1, maximum: highestValue('maximum-stars') }));

export const evaluationEvents = {
  EvaluationSubmitted: dossierEvent({
    type: 'EvaluationSubmitted',
    version: 1,
    title: { zh: '评估材料已报送', en: 'Evaluation submitted' },
    leadsTo: null,
    deadlines: null,
    freeText: { document: ['materials[].name', 'indicatorVersion'], indicator: FIGURE_TEXT },
    classification: 'INTERNAL',
    payload: record({
      ...ofYear,
      campaignId: id(),
      materials: Type.Array(material),
      figures: Type.Array(figure),
      indicatorVersion: nullable(text(64)),
      truthfulnessPledge: Type.Literal(true),
    }),
  }),
  EvaluationMaterialsApproved: dossierEvent({
    type: 'EvaluationMaterialsApproved',
    version: 1,
    title: { zh: '评估材料已审核同意', en: 'Evaluation materials approved' },
    leadsTo: null,
    deadlines: null,
    freeText: { official: ['reasons'] },
    classification: 'INTERNAL',
    payload: record({ ...ofYear, approver: divisionCode(), selfApproval: Type.Boolean(), afterWindow: Type.Boolean(), ...reasons }),
  }),
  EvaluationMaterialsReturned: dossierEvent({
    type: 'EvaluationMaterialsReturned',
    version: 1,
    title: { zh: '评估材料已退回', en: 'Evaluation materials returned' },
    leadsTo: null,
    deadlines: null,
    freeText: { official: ['reasons'] },
    classification: 'INTERNAL',
    payload: record({ ...ofYear, approver: divisionCode(), ...reasons }),
  }),
  EvaluationPublicityStarted: dossierEvent({
    type: 'EvaluationPublicityStarted',
    version: 1,
    title: { zh: '评估结果已公示', en: 'Evaluation result before the public' },
    leadsTo: null,
    deadlines: null,
    freeText: { document: ['portalUrl'] },
    classification: 'INTERNAL',
    payload: record({ ...ofYear, portalUrl: text(500), from: day(), until: day() }),
  }),
  EvaluationResultPublished: dossierEvent({
    type: 'EvaluationResultPublished',
    version: 1,
    title: { zh: '评估结果已发布', en: 'Evaluation result published' },
    leadsTo: null,
    deadlines: null,
    freeText: { organisation: ['applicant', 'applicantName'], document: ['documentNumber'] },
    classification: 'PUBLIC',
    payload: record({
      ...ofYear,
      applicant: text(64),
      applicantName: text(200),
      /** The years that the result covers, the evaluation year last; several if evaluations were merged. */
      coversYears: Type.Array(programmeYear(), { minItems: 1 }),
      stars: stars(),
      rank: nullable(Type.Integer({ minimum: 1 })),
      ...documentNumber,
      /** The years for which no title had a result before. Absent if there are none, and in events older than this field. */
      firstForYears: Type.Optional(Type.Array(programmeYear(), { minItems: 1 })),
    }),
    claims: ({ firstForYears = [] }) => firstForYears.map(evaluatedYear),
  }),
  EvaluationResultCorrected: dossierEvent({
    type: 'EvaluationResultCorrected',
    version: 1,
    title: { zh: '评估结果已更正', en: 'Evaluation result corrected' },
    leadsTo: null,
    deadlines: ({ oldStars, evaluationYear }) => (oldStars === 1 ? { rectified: evaluationYear } : null),
    freeText: { document: ['documentNumber'], official: ['reason'] },
    classification: 'PUBLIC',
    commonNames: { newStars: 'stars', reason: 'reasons' },
    refersTo: { types: ['EvaluationResultPublished'], by: 'evaluationYear', its: 'evaluationYear' },
    payload: record({ ...ofYear, oldStars: stars(), newStars: stars(), reason: text(), ...documentNumber }),
  }),
  StreakAmbiguous: dossierEvent({
    type: 'StreakAmbiguous',
    version: 1,
    title: { zh: '是否连续两年一星有待裁定', en: 'Consecutive years await a ruling' },
    leadsTo: null,
    deadlines: null,
    classification: 'INTERNAL',
    payload: record({
      ...of,
      years: Type.Array(programmeYear(), { minItems: 2 }),
      why: oneOf('gap', 'merged-result', 'exit-already-proposed'),
    }),
  }),
  StreakSettled: dossierEvent({
    type: 'StreakSettled',
    version: 1,
    title: { zh: '是否连续两年一星已裁定', en: 'Consecutive years ruled on' },
    leadsTo: null,
    deadlines: null,
    freeText: { document: ['documentNumber'], official: ['reasons'] },
    classification: 'INTERNAL',
    payload: record({
      ...of,
      years: Type.Array(programmeYear(), { minItems: 2 }),
      consecutive: Type.Boolean(),
      ...documentNumber,
      ...reasons,
    }),
  }),
  ReminderIssued: dossierEvent({
    type: 'ReminderIssued',
    version: 1,
    title: { zh: '已提醒', en: 'Reminder issued' },
    leadsTo: null,
    deadlines: null,
    freeText: { official: ['reminder'] },
    classification: 'INTERNAL',
    payload: record({ ...ofYear, reminder: text() }),
  }),
  RectificationOrdered: dossierEvent({
    type: 'RectificationOrdered',
    version: 1,
    title: { zh: '已责令整改', en: 'Rectification ordered' },
    leadsTo: null,
    deadlines: setsDeadline,
    freeText: { official: ['items[]'] },
    classification: 'INTERNAL',
    payload: record({ ...ofYear, items: Type.Array(text(), { minItems: 1 }), dueDate: nullable(day()), deadline: nullable(deadline) }),
  }),
  RectificationSubmitted: dossierEvent({
    type: 'RectificationSubmitted',
    version: 1,
    title: { zh: '整改报告已报送', en: 'Rectification submitted' },
    leadsTo: null,
    deadlines: ({ evaluationYear }) => ({ rectified: evaluationYear }),
    freeText: { document: ['materials[].name'] },
    classification: 'INTERNAL',
    payload: record({ ...ofYear, materials: Type.Array(material) }),
  }),
  RectificationAccepted: dossierEvent({
    type: 'RectificationAccepted',
    version: 1,
    title: { zh: '整改已认可', en: 'Rectification accepted' },
    leadsTo: null,
    deadlines: ({ evaluationYear }) => ({ rectified: evaluationYear }),
    freeText: { official: ['reasons'] },
    classification: 'INTERNAL',
    payload: record({ ...ofYear, ...reasons }),
  }),
  RectificationOverdue: dossierEvent({
    type: 'RectificationOverdue',
    version: 1,
    title: { zh: '整改逾期', en: 'Rectification overdue' },
    leadsTo: null,
    deadlines: ({ evaluationYear }) => ({ rectified: evaluationYear }),
    classification: 'INTERNAL',
    /** The year is absent in old events: at that time a title had one timer for all its rectifications. */
    payload: record({ ...of, evaluationYear: Type.Optional(programmeYear()), dueDate: day() }),
  }),
};
export type EvaluationEvent = EventOf<typeof evaluationEvents>;

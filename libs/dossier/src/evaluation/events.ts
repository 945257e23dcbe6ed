import { day, defineEvent, id, nullable, oneOf, record, text, Type, type EventOf } from '@minglu/kernel';
import { evaluatedYear } from '@minglu/reference';
import { deadline, divisionCode, figure, material } from '@minglu/regulation';
import { caseId, documentNumber, reasons } from '../fragments.js';

const of = { ...caseId, titleId: id() };
export const year = () => Type.Integer({ minimum: 2010, maximum: 2100 });
const ofYear = { ...of, evaluationYear: year() };
/** 星级：一至三星，由部评定，从不推算；名园未见评星的规定，可为空。 */
export const stars = () => nullable(Type.Integer({ minimum: 1, maximum: 3 }));

export const evaluationEvents = {
  EvaluationSubmitted: defineEvent({
    type: 'EvaluationSubmitted',
    version: 1,
    title: { zh: '评估材料已报送', en: 'Evaluation submitted' },
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
  EvaluationMaterialsApproved: defineEvent({
    type: 'EvaluationMaterialsApproved',
    version: 1,
    title: { zh: '评估材料已审核同意', en: 'Evaluation materials approved' },
    classification: 'INTERNAL',
    payload: record({ ...ofYear, approver: divisionCode(), selfApproval: Type.Boolean(), afterWindow: Type.Boolean(), ...reasons }),
  }),
  EvaluationMaterialsReturned: defineEvent({
    type: 'EvaluationMaterialsReturned',
    version: 1,
    title: { zh: '评估材料已退回', en: 'Evaluation materials returned' },
    classification: 'INTERNAL',
    payload: record({ ...ofYear, approver: divisionCode(), ...reasons }),
  }),
  EvaluationPublicityStarted: defineEvent({
    type: 'EvaluationPublicityStarted',
    version: 1,
    title: { zh: '评估结果已公示', en: 'Evaluation result before the public' },
    classification: 'INTERNAL',
    payload: record({ ...ofYear, portalUrl: text(500), from: day(), until: day() }),
  }),
  EvaluationResultPublished: defineEvent({
    type: 'EvaluationResultPublished',
    version: 1,
    title: { zh: '评估结果已发布', en: 'Evaluation result published' },
    classification: 'PUBLIC',
    payload: record({
      ...ofYear,
      applicant: text(64),
      applicantName: text(200),
      /** The years that the result is for, this one last; more than one where evaluations were merged. */
      coversYears: Type.Array(year(), { minItems: 1 }),
      stars: stars(),
      rank: nullable(Type.Integer({ minimum: 1 })),
      ...documentNumber,
      /** The years of which no result of any title was known before; absent where there are none, and before that was kept. */
      firstForYears: Type.Optional(Type.Array(year(), { minItems: 1 })),
    }),
    claims: ({ firstForYears = [] }) => firstForYears.map(evaluatedYear),
  }),
  EvaluationResultCorrected: defineEvent({
    type: 'EvaluationResultCorrected',
    version: 1,
    title: { zh: '评估结果已更正', en: 'Evaluation result corrected' },
    classification: 'PUBLIC',
    refersTo: { types: ['EvaluationResultPublished'], by: 'evaluationYear', its: 'evaluationYear' },
    payload: record({ ...ofYear, oldStars: stars(), newStars: stars(), reason: text(), ...documentNumber }),
  }),
  StreakAmbiguous: defineEvent({
    type: 'StreakAmbiguous',
    version: 1,
    title: { zh: '是否连续两年一星有待裁定', en: 'Consecutive years await a ruling' },
    classification: 'INTERNAL',
    payload: record({ ...of, years: Type.Array(year(), { minItems: 2 }), why: oneOf('gap', 'merged-result', 'exit-already-proposed') }),
  }),
  StreakSettled: defineEvent({
    type: 'StreakSettled',
    version: 1,
    title: { zh: '是否连续两年一星已裁定', en: 'Consecutive years ruled on' },
    classification: 'INTERNAL',
    payload: record({ ...of, years: Type.Array(year(), { minItems: 2 }), consecutive: Type.Boolean(), ...documentNumber, ...reasons }),
  }),
  ReminderIssued: defineEvent({
    type: 'ReminderIssued',
    version: 1,
    title: { zh: '已提醒', en: 'Reminder issued' },
    classification: 'INTERNAL',
    payload: record({ ...ofYear, reminder: text() }),
  }),
  RectificationOrdered: defineEvent({
    type: 'RectificationOrdered',
    version: 1,
    title: { zh: '已责令整改', en: 'Rectification ordered' },
    classification: 'INTERNAL',
    payload: record({ ...ofYear, items: Type.Array(text(), { minItems: 1 }), dueDate: nullable(day()), deadline: nullable(deadline) }),
  }),
  RectificationSubmitted: defineEvent({
    type: 'RectificationSubmitted',
    version: 1,
    title: { zh: '整改报告已报送', en: 'Rectification submitted' },
    classification: 'INTERNAL',
    payload: record({ ...ofYear, materials: Type.Array(material) }),
  }),
  RectificationAccepted: defineEvent({
    type: 'RectificationAccepted',
    version: 1,
    title: { zh: '整改已认可', en: 'Rectification accepted' },
    classification: 'INTERNAL',
    payload: record({ ...ofYear, ...reasons }),
  }),
  RectificationOverdue: defineEvent({
    type: 'RectificationOverdue',
    version: 1,
    title: { zh: '整改逾期', en: 'Rectification overdue' },
    classification: 'INTERNAL',
    /** The year is missing where it was recorded when a title had one timer for all. */
    payload: record({ ...of, evaluationYear: Type.Optional(year()), dueDate: day() }),
  }),
};
export type EvaluationEvent = EventOf<typeof evaluationEvents>;

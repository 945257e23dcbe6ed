import { day, decimal, id, instant, nullable, oneOf, record, sealed, materialDigest, text, Type, type EventOf } from '@minglu/kernel';
import { remediesField, remediesToldField } from '@minglu/reference';
import { deadline, material, provision } from '@minglu/regulation';
import { dossierEvent, setsDeadline } from '../case/define-event.js';
import { SUBJECT_TEXT, caseId, closing, documentNumber, reasons, subject } from '../case/fragments.js';
import { SERVED_EVENTS } from '../case/papers.js';
import { service, serviceFields } from '../case/service.js';
import { STATUSES } from '../case/status.js';

/** The decisions that can be set aside, by the types of their events. */
export const undoableDecision = oneOf(
  'FormalReviewRejected',
  'QualificationCancelled',
  'ExitAnnounced',
  'TitleConferred',
  'EvaluationResultPublished',
  'ConferralDenied',
);
/** On reconsideration (行政复议), by a court, or on the ministry's own motion. */
export const setAsideGround = oneOf('reconsideration', 'court', 'own-motion');
export const proposedDecision = oneOf('cancel-qualification', 'exit');
/** How a statement reached the ministry. */
export const statementFields = {
  form: Type.Optional(oneOf('written', 'oral')),
  receivedOn: Type.Optional(day()),
  /** Of the letter, or of the record of an oral statement. */
  recordSha256: Type.Optional(materialDigest()),
};
/** A figure, by the event that states it. */
const ofFigure = {
  ...caseId,
  investigationId: id(),
  eventId: id(),
  indicator: id(),
  dataYear: Type.Integer({ minimum: 1978, maximum: 2200 }),
  unit: text(32),
};
const ofProceeding = { ...caseId, proceedingId: id() };
export const accountabilityEvents = {
  InvestigationOpened: dossierEvent({
    type: 'InvestigationOpened',
    version: 1,
    title: { zh: '已立案调查', en: 'Investigation opened' },
    leadsTo: null,
    deadlines: null,
    freeText: { restricted: ['findings'] },
    classification: 'RESTRICTED',
    payload: record({
      ...caseId,
      investigationId: id(),
      /** Null if it began with an objection, whose grounds are sealed in that event. */
      clue: nullable(sealed()),
      objectionId: nullable(id()),
      /** Further objections that the investigation answers (decisions 43). */
      alsoObjectionIds: Type.Optional(Type.Array(id())),
      /** The officer's findings on that objection; null if it did not begin with one. */
      findings: nullable(text(20_000)),
      sourceProtected: Type.Boolean(),
      /** When it was opened; a notice that rests on it is not served before. Absent on events from before this was kept. */
      openedAt: Type.Optional(instant()),
    }),
    claims: ({ investigationId }) => [{ kind: 'investigation', id: investigationId }],
  }),
  InvestigationClosed: dossierEvent({
    type: 'InvestigationClosed',
    version: 1,
    title: { zh: '调查已结束', en: 'Investigation closed' },
    leadsTo: null,
    deadlines: ({ ends }) => ({ clear: ['statement-window'], of: ends ?? [] }),
    freeText: { officer: ['closedBy', 'actedFor'], restricted: ['reasons'] },
    classification: 'RESTRICTED',
    payload: record({
      ...caseId,
      investigationId: id(),
      finding: oneOf('substantiated', 'not-substantiated'),
      reasons: text(20_000),
      /** The person who signed, as a pseudonym: another person must sign the decision that follows. */
      closedBy: Type.Optional(text(200)),
      actedFor: Type.Optional(text(64)),
      /** The proceedings that lose their ground by this finding, and end. */
      ends: Type.Optional(Type.Array(id())),
    }),
  }),
  EvidenceAdded: dossierEvent({
    type: 'EvidenceAdded',
    version: 1,
    title: { zh: '证据已补充', en: 'Evidence added' },
    leadsTo: null,
    deadlines: null,
    freeText: { document: ['materials[].name'] },
    classification: 'RESTRICTED',
    payload: record({
      ...caseId,
      investigationId: id(),
      /** Ids of events in the log. */
      eventIds: Type.Array(id()),
      materials: Type.Array(material),
      note: nullable(sealed()),
    }),
  }),
  FigureFoundFalse: dossierEvent({
    type: 'FigureFoundFalse',
    version: 1,
    title: { zh: '指标数据已认定不实', en: 'Figure found false' },
    leadsTo: null,
    deadlines: null,
    freeText: { indicator: ['unit'], restricted: ['reasons'] },
    classification: 'RESTRICTED',
    payload: record({
      ...ofFigure,
      /** As that event states it. */
      value: decimal(),
      reasons: text(),
    }),
  }),
  FigureFindingWithdrawn: dossierEvent({
    type: 'FigureFindingWithdrawn',
    version: 1,
    title: { zh: '指标数据不实的认定已撤回', en: 'Finding on a figure withdrawn' },
    leadsTo: null,
    deadlines: null,
    freeText: { indicator: ['unit'], restricted: ['reasons'] },
    classification: 'RESTRICTED',
    payload: record({
      ...ofFigure,
      /** Absent on events from before it was kept: then all units. */ unit: Type.Optional(text(32)),
      reasons: text(),
    }),
  }),
  InvestigationHandedOver: dossierEvent({
    type: 'InvestigationHandedOver',
    version: 1,
    title: { zh: '调查已移交', en: 'Investigation handed over' },
    leadsTo: null,
    deadlines: null,
    freeText: { officer: ['handedOverBy', 'actedFor', 'to'], restricted: ['reasons'] },
    classification: 'RESTRICTED',
    payload: record({
      ...caseId,
      investigationId: id(),
      /** By pseudonym, as the others. */
      handedOverBy: text(64),
      actedFor: Type.Optional(text(64)),
      to: text(64),
      reasons: text(),
    }),
  }),
  InvestigationTakenOver: dossierEvent({
    type: 'InvestigationTakenOver',
    version: 1,
    title: { zh: '调查已接收', en: 'Investigation taken over' },
    leadsTo: null,
    deadlines: null,
    freeText: { officer: ['takenOverBy'] },
    classification: 'RESTRICTED',
    payload: record({ ...caseId, investigationId: id(), takenOverBy: text(64) }),
  }),
  LegalHoldPlaced: dossierEvent({
    type: 'LegalHoldPlaced',
    version: 1,
    title: { zh: '已采取证据保全', en: 'Legal hold placed' },
    leadsTo: null,
    deadlines: null,
    freeText: { restricted: ['reasons'] },
    classification: 'RESTRICTED',
    payload: record({ ...caseId, holdId: id(), reasons: text() }),
    claims: ({ holdId }) => [{ kind: 'legal-hold', id: holdId }],
  }),
  HoldLiftingProposed: dossierEvent({
    type: 'HoldLiftingProposed',
    version: 1,
    title: { zh: '已提议解除证据保全', en: 'Lifting of a legal hold proposed' },
    leadsTo: null,
    deadlines: null,
    freeText: { officer: ['proposedBy', 'actedFor'], restricted: ['reasons'] },
    classification: 'RESTRICTED',
    payload: record({ ...caseId, holdId: id(), reasons: text(), proposedBy: text(64), actedFor: Type.Optional(text(64)) }),
  }),
  LegalHoldLifted: dossierEvent({
    type: 'LegalHoldLifted',
    version: 1,
    title: { zh: '证据保全已解除', en: 'Legal hold lifted' },
    leadsTo: null,
    deadlines: null,
    classification: 'RESTRICTED',
    payload: record({ ...caseId, holdId: id() }),
  }),
  EvidenceExported: dossierEvent({
    type: 'EvidenceExported',
    version: 1,
    title: { zh: '已导出证据包', en: 'Evidence package exported' },
    leadsTo: null,
    deadlines: null,
    freeText: { officer: ['exportedBy', 'actedFor'], restricted: ['reasons'] },
    classification: 'RESTRICTED',
    payload: record({
      ...caseId,
      exportId: id(),
      /** Null for a package of the whole case. */
      investigationId: nullable(id()),
      reasons: text(500),
      /** By pseudonym. */
      exportedBy: text(64),
      actedFor: Type.Optional(text(64)),
    }),
    claims: ({ exportId }) => [{ kind: 'evidence-export', id: exportId }],
  }),
  PriorNoticeServed: dossierEvent({
    type: 'PriorNoticeServed',
    version: 1,
    title: { zh: '事先告知书已送达', en: 'Prior notice served' },
    leadsTo: (before, { proposedDecision }) => (proposedDecision === 'exit' ? 'EXIT_PROPOSED' : before),
    deadlines: setsDeadline,
    freeText: { officer: ['servedBy', 'actedFor'], document: ['serviceProof', 'service.proof'], official: ['facts'] },
    classification: 'INTERNAL',
    payload: record({
      ...ofProceeding,
      titleId: nullable(id()),
      proposedDecision,
      facts: text(20_000),
      basis: Type.Array(provision(), { minItems: 1 }),
      servedAt: instant(),
      serviceProof: text(500),
      servedBy: text(200),
      actedFor: Type.Optional(text(64)),
      deadline,
      /** The investigations that it names. Without them it rests on all that were open or substantiated when it was served. */
      investigationIds: Type.Optional(Type.Array(id())),
      /** The two years of one star that it rests on; absent where it rests on fraud alone. */
      evaluationYears: Type.Optional(Type.Array(Type.Integer())),
      /** Without it the periods count from the day of `servedAt`. */
      ...serviceFields,
      /** The time to request a hearing (听证); nothing follows when it passes. Absent on events from before this was kept. */
      hearingRequest: Type.Optional(deadline),
    }),
    claims: ({ proceedingId }) => [{ kind: 'proceeding', id: proceedingId }],
  }),
  StatementReceived: dossierEvent({
    type: 'StatementReceived',
    version: 1,
    title: { zh: '陈述申辩已收到', en: 'Statement received' },
    leadsTo: null,
    deadlines: null,
    classification: 'INTERNAL',
    payload: record({
      ...ofProceeding,
      content: sealed(),
      ...statementFields,
      /** An officer entered it for the party. */
      entered: Type.Optional(Type.Boolean()),
    }),
  }),
  StatementWaived: dossierEvent({
    type: 'StatementWaived',
    version: 1,
    title: { zh: '已放弃陈述申辩', en: 'Statement waived' },
    leadsTo: null,
    deadlines: ({ proceedingId }) => ({ clear: ['statement-window'], of: [proceedingId] }),
    classification: 'INTERNAL',
    payload: record(ofProceeding),
  }),
  StatementWindowClosed: dossierEvent({
    type: 'StatementWindowClosed',
    version: 1,
    title: { zh: '陈述申辩期满', en: 'Statement window closed' },
    leadsTo: null,
    deadlines: ({ proceedingId }) => ({ clear: ['statement-window'], of: [proceedingId] }),
    classification: 'INTERNAL',
    payload: record(ofProceeding),
  }),
  StatementReviewed: dossierEvent({
    type: 'StatementReviewed',
    version: 1,
    title: { zh: '陈述申辩已复核', en: 'Statement reviewed' },
    leadsTo: null,
    deadlines: ({ adopted, proceedingId }) => (adopted ? { clear: ['statement-window'], of: [proceedingId] } : null),
    freeText: { official: ['reasons'] },
    classification: 'INTERNAL',
    payload: record({ ...ofProceeding, adopted: Type.Boolean(), ...reasons }),
  }),
  HearingRequested: dossierEvent({
    type: 'HearingRequested',
    version: 1,
    title: { zh: '已要求听证', en: 'Hearing requested' },
    leadsTo: null,
    deadlines: null,
    freeText: { official: ['reasons'] },
    classification: 'INTERNAL',
    payload: record({ ...ofProceeding, reasons: nullable(text()), requestedOn: day() }),
  }),
  HearingHeld: dossierEvent({
    type: 'HearingHeld',
    version: 1,
    title: { zh: '听证已举行', en: 'Hearing held' },
    leadsTo: null,
    deadlines: null,
    classification: 'INTERNAL',
    payload: record({ ...ofProceeding, heldOn: day(), recordSha256: materialDigest() }),
  }),
  HearingRefused: dossierEvent({
    type: 'HearingRefused',
    version: 1,
    title: { zh: '不予听证', en: 'Hearing refused' },
    leadsTo: null,
    deadlines: null,
    freeText: { official: ['reasons'] },
    classification: 'INTERNAL',
    payload: record({ ...ofProceeding, ...reasons }),
  }),
  QualificationCancelled: dossierEvent({
    type: 'QualificationCancelled',
    version: 1,
    title: { zh: '创建资格已取消', en: 'Qualification cancelled' },
    leadsTo: 'CANCELLED',
    deadlines: { clearAll: true },
    closes: true,
    freeText: { organisation: SUBJECT_TEXT, document: ['documentNumber'], official: ['reasons', 'remediesTold'] },
    classification: 'PUBLIC',
    commonNames: { reason: 'cause' },
    payload: record({
      ...subject,
      proceedingId: id(),
      reason: Type.Literal('fraud'),
      ...documentNumber,
      ...reasons,
      remediesTold: nullable(remediesToldField.remediesTold),
      ...closing,
    }),
    releases: ['open-dossier'],
  }),
  ExitAnnounced: dossierEvent({
    type: 'ExitAnnounced',
    version: 1,
    title: { zh: '已公告退出', en: 'Exit announced' },
    leadsTo: (before, { deadline: later }) => (later ? before : 'EXITED'),
    deadlines: ({ deadline: later }) => (later ? { set: later } : { clearAll: true }),
    closes: ({ deadline: later }) => !later,
    freeText: { organisation: SUBJECT_TEXT, document: ['announcementNumber'], official: ['remediesTold'] },
    classification: 'PUBLIC',
    commonNames: { announcementNumber: 'documentNumber', reason: 'cause' },
    payload: record({
      ...subject,
      titleId: id(),
      proceedingId: id(),
      reason: oneOf('two-consecutive-one-star', 'fraud'),
      evaluationYears: Type.Array(Type.Integer()),
      announcementNumber: text(200),
      effectiveDate: day(),
      remediesTold: nullable(remediesToldField.remediesTold),
      ...closing,
      /** Present while the exit has still to take effect; `DecisionTookEffect` follows on the day. */
      deadline: Type.Optional(deadline),
    }),
    releases: ['open-dossier'],
  }),
  DecisionSetAside: dossierEvent({
    type: 'DecisionSetAside',
    // Readers outside got all fields of version 1.
    version: 2,
    upcasts: { 1: (old: object) => old },
    title: { zh: '决定已撤销', en: 'Decision set aside' },
    leadsTo: (before, { returnsTo }) => returnsTo ?? before,
    deadlines: ({ deadlines, evaluationYear }) =>
      deadlines ? { restore: deadlines } : evaluationYear === null ? null : { rectified: evaluationYear },
    freeText: { organisation: [...SUBJECT_TEXT, 'openedUnder[]'], document: ['documentNumber', 'key'], official: ['reasons'] },
    classification: ({ disclosed }) => (disclosed ? 'PUBLIC' : 'INTERNAL'),
    // The status may be OBJECTION_CHECK or CLEARED, which readers outside do not learn (decisions 39).
    internal: { reasons: null, returnsTo: null, deadlines: null, singleHanded: null },
    refersTo: {
      types: ['QualificationCancelled', 'ExitAnnounced', 'TitleConferred', 'EvaluationResultPublished'],
      by: 'caseId',
      its: 'caseId',
    },
    payload: record({
      ...subject,
      /** The type of the event that recorded the decision. */
      decision: undoableDecision,
      /** Of a result its year, of a denial its notice; otherwise empty. */
      key: Type.String({ maxLength: 64 }),
      decisionEventId: nullable(id()),
      titleId: nullable(id()),
      evaluationYear: nullable(Type.Integer()),
      ground: setAsideGround,
      ...documentNumber,
      reasons: Type.Optional(text()),
      /** Whether the public knew of the decision. */
      disclosed: Type.Boolean(),
      /** The status that the case returns to; null where the decision had not changed it. */
      returnsTo: Type.Optional(nullable(oneOf(...STATUSES))),
      /** The deadlines that are open again; null where the decision had not ended any. */
      deadlines: Type.Optional(nullable(Type.Array(deadline))),
      /** The uses of the title that revive, by their authorisations. */
      revives: Type.Array(id()),
      /** The ids that the dossier opened under, where they differ from the applicant of today. */
      openedUnder: Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 64 }))),
      singleHanded: Type.Optional(Type.Boolean()),
    }),
    claims: ({ decision, applicant, openedUnder = [applicant] }) =>
      decision === 'FormalReviewRejected' || decision === 'QualificationCancelled' || decision === 'ExitAnnounced'
        ? openedUnder.map((one) => ({ kind: 'open-dossier', id: one }))
        : [],
  }),
  ReviewOrLitigationNoted: dossierEvent({
    type: 'ReviewOrLitigationNoted',
    version: 1,
    title: { zh: '复议或诉讼已登记', en: 'Reconsideration or litigation noted' },
    leadsTo: null,
    deadlines: null,
    freeText: { document: ['decision', 'key'], official: ['outcome'] },
    classification: 'RESTRICTED',
    payload: record({
      ...caseId,
      kind: oneOf('reconsideration', 'litigation'),
      date: day(),
      outcome: nullable(text()),
      decisionEventId: Type.Optional(id()),
      /** The decision that it attacks, by its type and its key among those of its type. */
      decision: Type.Optional(text(64)),
      key: Type.Optional(Type.String({ maxLength: 64 })),
      /** The last day of this remedy, as the party was told. Absent if it was not. */
      lastDay: Type.Optional(day()),
      /** Whether it was filed by then. */
      inTime: Type.Optional(Type.Boolean()),
    }),
  }),
  DocumentServed: dossierEvent({
    type: 'DocumentServed',
    version: 1,
    title: { zh: '决定文书已送达', en: 'Document of a decision served' },
    leadsTo: null,
    deadlines: null,
    freeText: { document: ['service.proof', 'key'], official: ['remedies.wording'] },
    classification: 'INTERNAL',
    payload: record({
      ...caseId,
      /** The event of the decision, notice or order, if the command named it; its type; its key among those of its type. */
      servedEventId: nullable(id()),
      served: oneOf(...SERVED_EVENTS),
      key: Type.String({ maxLength: 64 }),
      service,
      deemedServedOn: day(),
      /** Of a request for a supplement without a due date: how long the ministry waits, counted from this service. */
      period: Type.Optional(deadline),
      ...remediesField,
    }),
  }),
};
export type AccountabilityEvent = EventOf<typeof accountabilityEvents>;

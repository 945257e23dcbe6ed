import { day, defineEvent, id, instant, nullable, oneOf, record, text, Type, type EventOf } from '@minglu/kernel';
import { deadline, material, provision } from '@minglu/regulation';
import { caseId, closing, documentNumber, reasons, sealed, subject } from '../fragments.js';

export const proposedDecision = oneOf('cancel-qualification', 'exit');
const ofProceeding = { ...caseId, proceedingId: id() };
/** 救济途径的告知：as words, or only that it was told. */
export const remedies = () => Type.Union([Type.Boolean(), Type.String({ maxLength: 2_000 })]);

export const accountabilityEvents = {
  InvestigationOpened: defineEvent({
    type: 'InvestigationOpened',
    version: 1,
    title: { zh: '已立案调查', en: 'Investigation opened' },
    classification: 'RESTRICTED',
    payload: record({
      ...caseId,
      investigationId: id(),
      /** Null where it began with an objection, whose grounds are sealed there. */
      clue: nullable(sealed()),
      objectionId: nullable(id()),
      /** What was found on that objection (an officer’s words); null where it did not begin with one. */
      findings: nullable(text(20_000)),
      sourceProtected: Type.Boolean(),
    }),
    claims: ({ investigationId }) => [{ kind: 'investigation', id: investigationId }],
  }),
  InvestigationClosed: defineEvent({
    type: 'InvestigationClosed',
    version: 1,
    title: { zh: '调查已结束', en: 'Investigation closed' },
    classification: 'RESTRICTED',
    payload: record({
      ...caseId,
      investigationId: id(),
      finding: oneOf('substantiated', 'not-substantiated'),
      reasons: text(20_000),
      /** Who signed, by pseudonym: the decision that follows needs another person. */
      closedBy: Type.Optional(text(200)),
      /** The proceedings that lose their ground by it and end. */
      ends: Type.Optional(Type.Array(id())),
    }),
  }),
  EvidenceAdded: defineEvent({
    type: 'EvidenceAdded',
    version: 1,
    title: { zh: '证据已补充', en: 'Evidence added' },
    classification: 'RESTRICTED',
    payload: record({
      ...caseId,
      investigationId: id(),
      /** Events of the log that it points to. */
      eventIds: Type.Array(id()),
      materials: Type.Array(material),
      note: nullable(sealed()),
    }),
  }),
  PriorNoticeServed: defineEvent({
    type: 'PriorNoticeServed',
    version: 1,
    title: { zh: '事先告知书已送达', en: 'Prior notice served' },
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
      deadline,
    }),
    claims: ({ proceedingId }) => [{ kind: 'proceeding', id: proceedingId }],
  }),
  StatementReceived: defineEvent({
    type: 'StatementReceived',
    version: 1,
    title: { zh: '陈述申辩已收到', en: 'Statement received' },
    classification: 'INTERNAL',
    payload: record({ ...ofProceeding, content: sealed() }),
  }),
  StatementWaived: defineEvent({
    type: 'StatementWaived',
    version: 1,
    title: { zh: '已放弃陈述申辩', en: 'Statement waived' },
    classification: 'INTERNAL',
    payload: record(ofProceeding),
  }),
  StatementWindowClosed: defineEvent({
    type: 'StatementWindowClosed',
    version: 1,
    title: { zh: '陈述申辩期满', en: 'Statement window closed' },
    classification: 'INTERNAL',
    payload: record(ofProceeding),
  }),
  StatementReviewed: defineEvent({
    type: 'StatementReviewed',
    version: 1,
    title: { zh: '陈述申辩已复核', en: 'Statement reviewed' },
    classification: 'INTERNAL',
    payload: record({ ...ofProceeding, adopted: Type.Boolean(), ...reasons }),
  }),
  QualificationCancelled: defineEvent({
    type: 'QualificationCancelled',
    version: 1,
    title: { zh: '创建资格已取消', en: 'Qualification cancelled' },
    classification: 'PUBLIC',
    payload: record({
      ...subject,
      proceedingId: id(),
      reason: Type.Literal('fraud'),
      ...documentNumber,
      ...reasons,
      remediesTold: nullable(remedies()),
      ...closing,
    }),
    releases: ['open-dossier'],
  }),
  ExitAnnounced: defineEvent({
    type: 'ExitAnnounced',
    version: 1,
    title: { zh: '已公告退出', en: 'Exit announced' },
    classification: 'PUBLIC',
    payload: record({
      ...subject,
      titleId: id(),
      proceedingId: id(),
      reason: oneOf('two-consecutive-one-star', 'fraud'),
      evaluationYears: Type.Array(Type.Integer()),
      announcementNumber: text(200),
      effectiveDate: day(),
      remediesTold: nullable(remedies()),
      ...closing,
    }),
    releases: ['open-dossier'],
  }),
  ReviewOrLitigationNoted: defineEvent({
    type: 'ReviewOrLitigationNoted',
    version: 1,
    title: { zh: '复议或诉讼已登记', en: 'Reconsideration or litigation noted' },
    classification: 'RESTRICTED',
    payload: record({ ...caseId, kind: oneOf('reconsideration', 'litigation'), date: day(), outcome: nullable(text()) }),
  }),
};
export type AccountabilityEvent = EventOf<typeof accountabilityEvents>;

import { day, defineEvent, id, instant, nullable, oneOf, record, sha256, text, Type, type EventOf } from '@minglu/kernel';
import { deadline } from '@minglu/regulation';
import { caseId, sealed, subject } from '../fragments.js';

const arrival = {
  publicityId: id(),
  receivedAt: instant(),
  postmarkedOn: nullable(day()),
  channel: oneOf('online', 'paper'),
  grounds: sealed(),
  /** The list as it was given, as JSON: file names and words may name persons. */
  evidence: sealed(),
};

export const publicityEvents = {
  PublicityStarted: defineEvent({
    type: 'PublicityStarted',
    version: 1,
    title: { zh: '公示开始', en: 'Publicity started' },
    classification: 'PUBLIC',
    payload: record({
      ...subject,
      publicityId: id(),
      /** All cases of the notice, in its order. */
      caseIds: Type.Array(id(), { minItems: 1 }),
      portalUrl: text(500),
      publishedAt: instant(),
      countingConvention: Type.Literal('posting-day-excluded'),
      corrects: nullable(id()),
      /** Those of the deadline, for whoever only wants to know until when. */
      endsAt: instant(),
      workingDays: Type.Array(day()),
      deadline,
    }),
    // 公示编号由该批第一案持有，其余各案由其名单找到。
    claims: ({ publicityId, caseIds, caseId: own }) => (caseIds[0] === own ? [{ kind: 'publicity', id: publicityId }] : []),
  }),
  PublicityVoided: defineEvent({
    type: 'PublicityVoided',
    version: 1,
    title: { zh: '公示作废', en: 'Publicity voided' },
    classification: 'PUBLIC',
    refersTo: { types: ['PublicityStarted'], by: 'publicityId', its: 'publicityId' },
    payload: record({
      ...caseId,
      publicityId: id(),
      cause: oneOf('corrected-notice', 'clerical-error', 'qualification-cancelled'),
      reason: text(),
      replacedBy: nullable(id()),
    }),
  }),
  PublicityClosed: defineEvent({
    type: 'PublicityClosed',
    version: 1,
    title: { zh: '公示期满', en: 'Publicity closed' },
    classification: 'PUBLIC',
    refersTo: { types: ['PublicityStarted'], by: 'publicityId', its: 'publicityId' },
    payload: record({ ...caseId, publicityId: id(), result: oneOf('clear', 'contested') }),
  }),
  ObjectionFiled: defineEvent({
    type: 'ObjectionFiled',
    version: 1,
    title: { zh: '异议已受理', en: 'Objection filed' },
    classification: 'RESTRICTED',
    payload: record({
      ...caseId,
      objectionId: id(),
      ...arrival,
      timely: Type.Literal(true),
      nameMode: Type.Literal('real-name'),
      identity: record({ name: sealed(), contact: sealed() }),
    }),
    claims: ({ objectionId }) => [{ kind: 'objection', id: objectionId }],
  }),
  ClueRecorded: defineEvent({
    type: 'ClueRecorded',
    version: 1,
    title: { zh: '线索已登记', en: 'Clue recorded' },
    classification: 'RESTRICTED',
    payload: record({
      ...caseId,
      clueId: id(),
      ...arrival,
      reason: oneOf('late', 'anonymous', 'before-window'),
      nameMode: oneOf('real-name', 'anonymous'),
      /** What was given of it, also by who wished to stay unnamed. */
      identity: record({ name: nullable(sealed()), contact: nullable(sealed()) }),
    }),
    claims: ({ clueId }) => [{ kind: 'objection', id: clueId }],
  }),
  ObjectionWithdrawn: defineEvent({
    type: 'ObjectionWithdrawn',
    version: 1,
    title: { zh: '异议已撤回', en: 'Objection withdrawn' },
    classification: 'RESTRICTED',
    payload: record({ ...caseId, objectionId: id(), letterSha256: sha256(), clears: Type.Boolean() }),
  }),
  ObjectionResolved: defineEvent({
    type: 'ObjectionResolved',
    version: 1,
    title: { zh: '异议已答复', en: 'Objection resolved' },
    classification: 'RESTRICTED',
    payload: record({
      ...caseId,
      objectionId: id(),
      outcome: oneOf('dismissed', 'upheld'),
      category: nullable(oneOf('standard-unmet', 'fraud', 'clerical')),
      findings: text(20_000),
      /** True when with this answer a closed notice stands without objection. */
      clears: Type.Boolean(),
    }),
  }),
  ConferralDenied: defineEvent({
    type: 'ConferralDenied',
    version: 1,
    title: { zh: '不予授予', en: 'Conferral denied' },
    classification: 'INTERNAL',
    payload: record({
      ...caseId,
      publicityId: id(),
      basis: oneOf('standard-unmet'),
      backTo: Type.Optional(oneOf('pilot', 'creating')),
    }),
  }),
};
export type PublicityEvent = EventOf<typeof publicityEvents>;

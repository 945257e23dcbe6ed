import { day, id, instant, nullable, oneOf, record, sealed, materialDigest, sha256, text, Type, type EventOf } from '@minglu/kernel';
import { evidenceFiles } from '@minglu/reference';
import { deadline } from '@minglu/regulation';
import { creating, dossierEvent, setsDeadline } from '../case/define-event.js';
import { SUBJECT_TEXT, caseId, subject } from '../case/fragments.js';

const arrival = {
  publicityId: id(),
  receivedAt: instant(),
  postmarkedOn: nullable(day()),
  channel: oneOf('online', 'paper'),
  grounds: sealed(),
  /** The list of evidence as received, as JSON. Sealed, because file names and texts may name persons. */
  evidence: sealed(),
  ...evidenceFiles,
};

export const publicityEvents = {
  PublicityStarted: dossierEvent({
    type: 'PublicityStarted',
    version: 1,
    title: { zh: '公示开始', en: 'Publicity started' },
    leadsTo: 'PUBLICITY_OPEN',
    deadlines: setsDeadline,
    freeText: { organisation: SUBJECT_TEXT, document: ['portalUrl'] },
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
      /** The end and the working days of the deadline, repeated for readers that need no other field. */
      endsAt: instant(),
      workingDays: Type.Array(day()),
      deadline,
    }),
    // The first case of the notice claims its id; the other cases are found by the list in that case.
    claims: ({ publicityId, caseIds, caseId: own }) => (caseIds[0] === own ? [{ kind: 'publicity', id: publicityId }] : []),
  }),
  PublicityVoided: dossierEvent({
    type: 'PublicityVoided',
    version: 1,
    title: { zh: '公示作废', en: 'Publicity voided' },
    leadsTo: 'REVIEW_PASSED',
    deadlines: { clear: ['publicity-window'] },
    freeText: { official: ['reason'] },
    classification: 'PUBLIC',
    commonNames: { reason: 'reasons' },
    refersTo: { types: ['PublicityStarted'], by: 'publicityId', its: 'publicityId' },
    payload: record({
      ...caseId,
      publicityId: id(),
      cause: oneOf('corrected-notice', 'clerical-error', 'qualification-cancelled', 'notice-withdrawn'),
      reason: text(),
      replacedBy: nullable(id()),
    }),
  }),
  PublicityClosed: dossierEvent({
    type: 'PublicityClosed',
    version: 1,
    title: { zh: '公示期满', en: 'Publicity closed' },
    leadsTo: (_, { result }) => (result === 'clear' ? 'CLEARED' : 'OBJECTION_CHECK'),
    deadlines: { clear: ['publicity-window'] },
    classification: 'PUBLIC',
    refersTo: { types: ['PublicityStarted'], by: 'publicityId', its: 'publicityId' },
    internal: { result: 'closed' },
    payload: record({
      ...caseId,
      publicityId: id(),
      /** Readers outside get `closed`: whether anybody objected is internal (decisions 39). */
      result: oneOf('clear', 'contested', 'closed'),
    }),
  }),
  ObjectionFiled: dossierEvent({
    type: 'ObjectionFiled',
    version: 1,
    title: { zh: '异议已受理', en: 'Objection filed' },
    leadsTo: (before) => (before === 'CLEARED' ? 'OBJECTION_CHECK' : before),
    deadlines: null,
    classification: 'RESTRICTED',
    payload: record({
      ...caseId,
      objectionId: id(),
      ...arrival,
      timely: Type.Literal(true),
      nameMode: Type.Literal('real-name'),
      identity: record({ name: sealed(), contact: sealed() }),
      /** Keyed digest of the person and the grounds in normal form (decisions 43). Absent in events from before. */
      matter: Type.Optional(sha256()),
      /** The first objection of the same person on the same grounds to this notice. */
      sameAs: Type.Optional(id()),
    }),
    claims: ({ objectionId }) => [{ kind: 'objection', id: objectionId }],
  }),
  ClueRecorded: dossierEvent({
    type: 'ClueRecorded',
    version: 1,
    title: { zh: '线索已登记', en: 'Clue recorded' },
    leadsTo: null,
    deadlines: null,
    classification: 'RESTRICTED',
    payload: record({
      ...caseId,
      clueId: id(),
      ...arrival,
      reason: oneOf('late', 'anonymous', 'before-window'),
      nameMode: oneOf('real-name', 'anonymous'),
      /** The name and contact as far as given, even if the sender asked to stay anonymous. */
      identity: record({ name: nullable(sealed()), contact: nullable(sealed()) }),
    }),
    claims: ({ clueId }) => [{ kind: 'objection', id: clueId }],
  }),
  ObjectionWithdrawn: dossierEvent({
    type: 'ObjectionWithdrawn',
    version: 1,
    title: { zh: '异议已撤回', en: 'Objection withdrawn' },
    leadsTo: (before, { clears }) => (clears ? 'CLEARED' : before),
    deadlines: null,
    classification: 'RESTRICTED',
    payload: record({ ...caseId, objectionId: id(), letterSha256: materialDigest(), clears: Type.Boolean() }),
  }),
  ObjectionResolved: dossierEvent({
    type: 'ObjectionResolved',
    version: 1,
    title: { zh: '异议已答复', en: 'Objection resolved' },
    leadsTo: (before, { clears }) => (clears ? 'CLEARED' : before),
    deadlines: null,
    freeText: { restricted: ['findings'] },
    classification: 'RESTRICTED',
    payload: record({
      ...caseId,
      objectionId: id(),
      outcome: oneOf('dismissed', 'upheld'),
      category: nullable(oneOf('standard-unmet', 'fraud', 'clerical')),
      findings: text(20_000),
      /** True if with this answer no objection to a closed notice remains. */
      clears: Type.Boolean(),
    }),
  }),
  ConferralDenied: dossierEvent({
    type: 'ConferralDenied',
    // Version 1 was INTERNAL.
    version: 2,
    upcasts: { 1: (old: object) => old },
    title: { zh: '不予授予', en: 'Conferral denied' },
    leadsTo: (_, { backTo }) => creating(backTo),
    deadlines: null,
    classification: 'PUBLIC',
    internal: { basis: null },
    refersTo: { types: ['PublicityStarted'], by: 'publicityId', its: 'publicityId' },
    payload: record({
      ...caseId,
      publicityId: id(),
      /** Readers outside do not get it. */
      basis: Type.Optional(oneOf('standard-unmet')),
      backTo: Type.Optional(oneOf('pilot', 'creating')),
    }),
  }),
};
export type PublicityEvent = EventOf<typeof publicityEvents>;

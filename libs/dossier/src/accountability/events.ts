import { defineEvent, id, nullable, oneOf, record, text, Type, type EventOf } from '@minglu/kernel';
import { caseId, sealed } from '../fragments.js';

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
    payload: record({ ...caseId, investigationId: id(), finding: oneOf('substantiated', 'not-substantiated'), reasons: text(20_000) }),
  }),
};
export type AccountabilityEvent = EventOf<typeof accountabilityEvents>;

import { defineEvent, id, instant, record, ref, text, Type, type EventOf, type Instant, type StreamCategory } from '@minglu/kernel';

const fields = { unmaskingId: id(), eventId: id() };

export const unmaskingEvents = {
  UnmaskingRequested: defineEvent({
    type: 'UnmaskingRequested',
    version: 1,
    title: { zh: '已申请查阅身份', en: 'Reading of an identity requested' },
    freeText: { officer: ['requestedBy', 'actedFor'], restricted: ['ground'] },
    classification: 'RESTRICTED',
    payload: record({ ...fields, ground: text(500), requestedBy: text(64), actedFor: Type.Optional(text(64)) }),
  }),
  UnmaskingApproved: defineEvent({
    type: 'UnmaskingApproved',
    version: 1,
    title: { zh: '已批准查阅身份', en: 'Reading of an identity approved' },
    freeText: { officer: ['requestedBy', 'approvedBy'] },
    classification: 'RESTRICTED',
    payload: record({ ...fields, requestedBy: text(64), approvedBy: text(64), until: instant() }),
  }),
};
export type UnmaskingEvent = EventOf<typeof unmaskingEvents>;

/** A request to read who a person is, and its approval by a second person. */
export interface Unmasking {
  readonly request: Extract<UnmaskingEvent, { type: 'UnmaskingRequested' }>['data'];
  /** Null until it is approved. `until`: the requester may read before this instant. */
  readonly approval: { readonly approvedBy: string; readonly until: Instant } | null;
}
/** One stream for each request; null until it is made. */
export const unmaskings: StreamCategory<Unmasking | null, UnmaskingEvent> = {
  name: 'unmasking',
  events: unmaskingEvents,
  initial: null,
  evolve: (state, { type, data }) => {
    if (type === 'UnmaskingRequested') return { request: data, approval: null };
    return state && { ...state, approval: { approvedBy: data.approvedBy, until: data.until as Instant } };
  },
};
export const unmasking = (unmaskingId: string) => ref(unmaskings, unmaskingId);

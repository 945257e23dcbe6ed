import { defineEvent, id, oneOf, record, ref, text, Type, type EventOf, type StreamCategory } from '@minglu/kernel';

/** The cases of article 47, first paragraph, of the Personal Information Protection Law (个人信息保护法), in its order. */
export const ERASURE_GROUNDS = ['purpose-achieved', 'retention-over', 'consent-withdrawn', 'unlawful-processing', 'other-law'] as const;

const fields = {
  erasureId: id(),
  /** A filing of the person. */
  eventId: id(),
  /** The pseudonym under which the vault has the person. */
  subject: id(),
  ground: oneOf(...ERASURE_GROUNDS),
};
/** The key that opens the sealed fields of the person, and their number. */
const keyFields = { key: id(), texts: Type.Integer({ minimum: 0 }) };

export const erasureEvents = {
  ErasureProposed: defineEvent({
    type: 'ErasureProposed',
    version: 1,
    title: { zh: '已提出删除个人信息', en: 'Erasure of a person proposed' },
    freeText: { officer: ['proposedBy', 'actedFor'], document: ['documentNumber'] },
    classification: 'RESTRICTED',
    payload: record({ ...fields, documentNumber: Type.Optional(text(200)), proposedBy: text(64), actedFor: Type.Optional(text(64)) }),
  }),
  /** The log destroys the key in the transaction of this event, and again after a restore (migration 0013-persons). */
  PersonErased: defineEvent({
    type: 'PersonErased',
    version: 1,
    title: { zh: '个人信息已删除', en: 'Person erased' },
    freeText: { officer: ['erasedBy'] },
    classification: 'RESTRICTED',
    payload: record({ ...fields, ...keyFields, erasedBy: text(64) }),
    destroys: ({ key, texts }) => ({ key, texts }),
  }),
};
export type ErasureEvent = EventOf<typeof erasureEvents>;

export interface Erasure {
  readonly proposal: Extract<ErasureEvent, { type: 'ErasureProposed' }>['data'];
  readonly isDone: boolean;
}
/** One stream for each proposal; null until it is made. The log looks for erasures under this name. */
export const erasures: StreamCategory<Erasure | null, ErasureEvent> = {
  name: 'erasure',
  events: erasureEvents,
  initial: null,
  evolve: (state, { type, data }) => (type === 'ErasureProposed' ? { proposal: data, isDone: false } : state && { ...state, isDone: true }),
};
export const erasure = (erasureId: string) => ref(erasures, erasureId);

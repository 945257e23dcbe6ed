import {
  accept,
  defineEvent,
  id,
  isSamePerson,
  newEvent,
  record,
  ref,
  refuse,
  sealed,
  text,
  Type,
  type Actor,
  type EventOf,
  type StreamCategory,
} from '@minglu/kernel';
import { byMinistryAdmin, byMinistryApprover, referenceAct } from './act.js';

/** The second person that a command may name (decisions 40). The name is sealed: some of the events are public. */
export const secondPerson = { approvedBy: Type.Optional(text(200)) };
/** The mark alone, for an event that can be public: no person stands there. */
export const singleHandedMark = { singleHanded: Type.Optional(Type.Literal(true)) };
/** Fields of an event that needs two persons. A name typed by the first person proves nothing, so `singleHanded` stays beside it. */
export const singleHandedFields = {
  ...singleHandedMark,
  approvedBy: Type.Optional(sealed()),
};
/** The mark of an act of one person. The system itself counts as no person, and has no second one. */
export const singleHanded = ({ role }: Actor): { readonly singleHanded?: true } => (role === 'system' ? {} : { singleHanded: true });

export const singleHandedEvents = {
  SingleHandedConfirmed: defineEvent({
    type: 'SingleHandedConfirmed',
    version: 1,
    title: { zh: '单人办理已由第二人确认', en: 'Act of one person confirmed by a second' },
    freeText: { officer: ['confirmedBy'], document: ['targetType'] },
    classification: 'RESTRICTED',
    payload: record({ eventId: id(), targetType: text(64), confirmedBy: text(64) }),
  }),
};
export type ConfirmationEvent = EventOf<typeof singleHandedEvents>;

/** One stream per event that was confirmed, under the id of that event. The person who confirmed it; null until then. */
export const confirmations: StreamCategory<string | null, ConfirmationEvent> = {
  name: 'confirmation',
  events: singleHandedEvents,
  initial: null,
  evolve: (_, { data }) => data.confirmedBy,
};

/** Confirms an act of one person as the second person (decisions 40). */
export const confirmSingleHanded = referenceAct({
  command: 'ConfirmSingleHanded',
  route: 'POST /single-handed-acts/{eventId}/confirmations',
  title: { zh: '确认单人办理的事项', en: 'Confirm an act of one person' },
  legalBasis: ['measure-2022/4'],
  payload: record({ eventId: id() }),
  example: () => ({ eventId: '01992f3a-0000-7000-8000-000000000001' }),
  by: { 'ministry-admin': byMinistryAdmin['ministry-admin'], ...byMinistryApprover },
  refersTo: ({ eventId }) => [eventId],
  on: ({ eventId }) => [ref(confirmations, eventId.toLowerCase())],
  decide: ({ data, actor, referred }, { state: confirmedBy }) => {
    const eventId = data.eventId.toLowerCase();
    const { type, data: recorded, actor: first } = referred[0]!;
    if (recorded['singleHanded'] !== true)
      return refuse('not-single-handed', 'measure-2022/4', '所指事件不是单人办理', `${type} was not recorded as single-handed`, {
        type,
      });
    if (confirmedBy !== null)
      return refuse('already-confirmed', 'measure-2022/4', '该事项已由第二人确认', 'a second person has already confirmed it', { eventId });
    if (isSamePerson(actor, [first.person, first.onBehalfOf]))
      return refuse('four-eyes', 'measure-2022/4', '办理人不得确认自己办理的事项', 'a person must not confirm an act of his own', {
        eventId,
      });
    return accept([newEvent(singleHandedEvents.SingleHandedConfirmed, { eventId, targetType: type, confirmedBy: actor.person })]);
  },
});

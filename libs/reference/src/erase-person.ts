import {
  accept,
  actedFor,
  addDays,
  dayOf,
  id,
  isSamePerson,
  newEvent,
  oneOf,
  record,
  refuse,
  text,
  Type,
  type Day,
  type NamedPerson,
  type Matter,
  type Referred,
  type Refused,
} from '@minglu/kernel';
import { policyValue, type PolicyValues } from '@minglu/regulation';
import { byMinistryApprover, byMinistryOfficer, idTaken, referenceAct, unknownId } from './act.js';
import { erasure, ERASURE_GROUNDS, erasureEvents } from './erasure.js';
import { policies } from './policy.js';

const ARTICLE = 'pipl/47';
const DAYS = 'policy/personal-data-days';

/** A person with data that can be erased now: nothing needs them any more. */
const erasable = ({ type, person }: Referred, set: PolicyValues, today: Day): (NamedPerson & { readonly key: string }) | Refused => {
  if (!person?.filed)
    return refuse('no-person', ARTICLE, `所指事件 ${type} 没有载明提出人的身份`, `the event ${type} names no person who filed`, { type });
  const { subject, key, matters, legalHolds } = person;
  if (key === null) return refuse('already-erased', ARTICLE, '该人的个人信息已删除', 'the person is erased already', { subject });
  if (legalHolds.length > 0)
    return refuse(
      'person-on-hold',
      ARTICLE,
      '个人信息依法须予保全，不得删除',
      'a legal hold stands on the data of the person: they are not erased',
      { holds: legalHolds },
    );
  const open = matters.filter(({ endedOn }) => endedOn === null).map(({ of }) => of);
  if (open.length > 0)
    return refuse(
      'matter-open',
      ARTICLE,
      `该人提出的事项尚未了结：${open.join('、')}`,
      `matters in which the person filed are open: ${open.join(', ')}`,
      { open },
    );
  const until = keptUntil(matters, policyValue(set, DAYS));
  if (until !== null && today < until)
    return refuse(
      'retention-not-over',
      [ARTICLE, DAYS],
      `保存期限未满，${until} 起可以删除`,
      `the data are kept for now, and may be erased from ${until}`,
      { until },
    );
  return { ...person, key };
};

/** The first day on which no matter needs the data; null if there is none. */
const keptUntil = (matters: readonly Matter[], days: number): Day | null =>
  matters
    .map(({ endedOn }) => addDays(endedOn!, days + 1))
    .reduce<Day | null>((last, day) => (last !== null && last > day ? last : day), null);

/** Proposes to erase the person who filed an event (删除个人信息, article 47 of the 个人信息保护法; decisions 48). */
export const proposeErasure = referenceAct({
  command: 'ProposeErasure',
  route: 'POST /erasures',
  newId: 'erasureId',
  title: { zh: '提出删除个人信息', en: 'Propose the erasure of a person' },
  legalBasis: [ARTICLE],
  payload: record({
    erasureId: id(),
    eventId: id(),
    ground: oneOf(...ERASURE_GROUNDS),
    documentNumber: Type.Optional(text(200)),
  }),
  example: () => ({ eventId: '01992f3a-0000-7000-8000-000000000001', ground: 'purpose-achieved' }),
  by: byMinistryOfficer,
  refersTo: ({ eventId }) => [eventId],
  asksForPerson: true,
  on: ({ erasureId }) => [erasure(erasureId)],
  reads: () => ({ policies }),
  decide: ({ data, actor, at, referred }, { state }, { policies: set }) => {
    if (state) return idTaken({ zh: '删除', en: 'erasure' }, data.erasureId);
    const person = erasable(referred[0]!, set.state, dayOf(at));
    if ('refusal' in person) return person;
    const { subject } = person;
    return accept([
      newEvent(erasureEvents.ErasureProposed, {
        ...data,
        eventId: data.eventId.toLowerCase(),
        subject,
        proposedBy: actor.person,
        ...actedFor(actor),
      }),
    ]);
  },
});

/**
 * Erases a person: destroys the key that opens the identity and the texts of all his filings. A second person carries it out, and names the
 * filing himself. Everything is checked again, since matters may have been opened meanwhile.
 */
export const erasePerson = referenceAct({
  command: 'ErasePerson',
  route: 'POST /erasures/{erasureId}/executions',
  title: { zh: '删除个人信息', en: 'Erase a person' },
  legalBasis: [ARTICLE],
  payload: record({ erasureId: id(), eventId: id() }),
  example: () => ({ erasureId: 'erasure-7k3m-q9x2-4hnp', eventId: '01992f3a-0000-7000-8000-000000000001' }),
  by: byMinistryApprover,
  refersTo: ({ eventId }) => [eventId],
  asksForPerson: true,
  on: ({ erasureId }) => [erasure(erasureId)],
  reads: () => ({ policies }),
  decide: ({ data: { erasureId }, actor, at, referred }, { state }, { policies: set }) => {
    if (!state) return unknownId({ zh: '删除', en: 'erasure' }, erasureId);
    const { proposal, isDone } = state;
    if (isDone)
      return refuse('already-erased', ARTICLE, '该人的个人信息已删除', 'the person is erased already', { subject: proposal.subject });
    if (isSamePerson(actor, [proposal.proposedBy, proposal.actedFor]))
      return refuse('four-eyes', ARTICLE, '提出人不得执行自己提出的删除', 'the person who proposed an erasure must not carry it out', {
        erasureId,
      });
    const person = erasable(referred[0]!, set.state, dayOf(at));
    if ('refusal' in person) return person;
    if (person.subject !== proposal.subject)
      return refuse(
        'another-person',
        ARTICLE,
        '所指事件的提出人与拟删除的人不同',
        'another person filed that event than the one to erase',
        {
          erasureId,
        },
      );
    const { subject, key, texts } = person;
    const { eventId, ground } = proposal;
    return accept([newEvent(erasureEvents.PersonErased, { erasureId, eventId, subject, ground, key, texts, erasedBy: actor.person })]);
  },
});

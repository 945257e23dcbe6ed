import {
  accept,
  actedFor,
  dayOf,
  epochMs,
  id,
  instantOf,
  isSamePerson,
  newEvent,
  record,
  refuse,
  text,
  type Day,
  type Matter,
  type Referred,
  type Refused,
} from '@minglu/kernel';
import { policyValue } from '@minglu/regulation';
import { byMinistryApprover, byMinistryOfficer, idTaken, referenceAct, unknownId } from './act.js';
import { authority, isInForce, type Authority } from './authority.js';
import { policies } from './policy.js';
import { unmasking, unmaskingEvents } from './unmasking.js';

const ARTICLE = 'pipl/51';
const HOURS = 'policy/unmasking-hours';
const HOUR_MS = 3_600_000;

/**
 * Why a person must not learn who filed; null if he may. He is recused in a matter of the person who filed. Or he has a role for an organisation
 * that one of these matters is about.
 */
export const barredFromIdentity = (
  reader: string,
  { grants }: Pick<Authority, 'grants'>,
  matters: readonly Pick<Matter, 'of' | 'about' | 'recused'>[],
  today: Day,
): Refused | null => {
  const recused = matters.find((one) => one.recused.includes(reader));
  if (recused)
    return refuse('officer-recused', [ARTICLE, 'measure-2022/17'], '本人已在该案回避', 'you are recused in that case', { of: recused.of });
  const orgs = grants.filter((grant) => isInForce(grant, today)).map(({ org }) => org);
  return matters.some(({ about }) => about.some((org) => orgs.includes(org)))
    ? refuse(
        'of-the-concerned-unit',
        ARTICLE,
        '本人在所涉单位任有职务，不得知悉提出人身份',
        'you hold a role for the organisation concerned, which must not learn who filed',
      )
    : null;
};

/** The person of the event, as far as this officer may learn who that is. */
const unmaskable = ({ type, person }: Referred, reader: string, own: Authority, today: Day): Refused | null => {
  if (!person)
    return refuse('no-person', ARTICLE, `所指事件 ${type} 没有封存的身份`, `the event ${type} names no person under a seal`, { type });
  if (person.key === null)
    return refuse('already-erased', 'pipl/47', '该人的个人信息已删除', 'the person is erased already', { subject: person.subject });
  return barredFromIdentity(reader, own, person.matters, today);
};

/** Requests to read who filed an event, or who its second person is, with the ground (pipl/51; decisions 48). */
export const requestUnmasking = referenceAct({
  command: 'RequestUnmasking',
  route: 'POST /events/{eventId}/unmaskings',
  newId: 'unmaskingId',
  title: { zh: '申请查阅身份', en: 'Request to read an identity' },
  legalBasis: [ARTICLE],
  payload: record({ eventId: id(), unmaskingId: id(), ground: text(500) }),
  example: () => ({ eventId: '01992f3a-0000-7000-8000-000000000001', ground: '联系异议人核实证据' }),
  by: byMinistryOfficer,
  refersTo: ({ eventId }) => [eventId],
  asksForPerson: true,
  on: ({ unmaskingId }) => [unmasking(unmaskingId)],
  reads: (_data, _targets, _at, _register, actor) => ({ own: authority(actor.person) }),
  decide: ({ data, actor, at, referred }, { state }, { own }) => {
    if (state) return idTaken({ zh: '查阅身份的申请', en: 'unmasking' }, data.unmaskingId);
    return (
      unmaskable(referred[0]!, actor.person, own.state, dayOf(at)) ??
      accept([
        newEvent(unmaskingEvents.UnmaskingRequested, {
          ...data,
          eventId: data.eventId.toLowerCase(),
          requestedBy: actor.person,
          ...actedFor(actor),
        }),
      ])
    );
  },
});

/** Approves it as the second person. The requester then may read for some hours; the approver does not get to read. */
export const approveUnmasking = referenceAct({
  command: 'ApproveUnmasking',
  route: 'POST /unmaskings/{unmaskingId}/approvals',
  title: { zh: '批准查阅身份', en: 'Approve the reading of an identity' },
  legalBasis: [ARTICLE, HOURS],
  payload: record({ eventId: id(), unmaskingId: id() }),
  example: () => ({ eventId: '01992f3a-0000-7000-8000-000000000001', unmaskingId: 'unmasking-7k3m-q9x2-4hnp' }),
  by: byMinistryApprover,
  refersTo: ({ eventId }) => [eventId],
  asksForPerson: true,
  on: ({ unmaskingId }) => [unmasking(unmaskingId)],
  reads: (_data, [target], _at, _register, actor) => ({
    own: authority(actor.person),
    requester: authority(target?.state?.request.requestedBy ?? actor.person),
    policies,
  }),
  decide: ({ data: { eventId: named, unmaskingId }, actor, at, referred }, { state }, { own, requester, policies: set }) => {
    const eventId = named.toLowerCase();
    if (!state || state.request.eventId !== eventId) return unknownId({ zh: '查阅身份的申请', en: 'unmasking' }, unmaskingId);
    const { requestedBy, actedFor: forWhom } = state.request;
    if (state.approval) return refuse('already-approved', ARTICLE, '该申请已批准', 'the request is approved already', { unmaskingId });
    if (isSamePerson(actor, [requestedBy, forWhom]))
      return refuse('four-eyes', ARTICLE, '申请人不得批准自己的申请', 'the person who made a request must not approve it', { unmaskingId });
    const [event] = referred;
    const until = instantOf(epochMs(at) + policyValue(set.state, HOURS) * HOUR_MS);
    return (
      unmaskable(event!, actor.person, own.state, dayOf(at)) ??
      unmaskable(event!, requestedBy, requester.state, dayOf(at)) ??
      accept([newEvent(unmaskingEvents.UnmaskingApproved, { unmaskingId, eventId, requestedBy, approvedBy: actor.person, until })])
    );
  },
});

import { accept, addDays, day, dayOf, id, newEvent, record, refuse, text, Type, type Day, type Instant } from '@minglu/kernel';
import { DELEGABLE_ROLES, policyValue, type PolicyValues } from '@minglu/regulation';
import { bySecurityAdmin, referenceAct } from './act.js';
import { authority, authorityEvents, inPerson, person, roleFault } from './authority.js';
import { today } from './date-limits.js';
import { endsEarly } from './grants.js';
import { policies } from './policy.js';

const BASIS = 'measure-2022/4';
const DAYS = 'policy/delegation-days';

const lastDay = (from: Day, values: PolicyValues): Day => addDays(from, policyValue(values, DAYS) - 1);

/** Passes one's work in the present role to another person of the same organisation, for a time (decisions 47). */
export const delegateTasks = referenceAct({
  command: 'DelegateTasks',
  route: 'POST /persons/{person}/delegations',
  newId: 'delegationId',
  title: { zh: '委托他人代办', en: 'Pass work to another person' },
  legalBasis: [BASIS, DAYS],
  payload: record({
    person: person(),
    delegationId: id(),
    to: person(),
    from: Type.Optional(day()),
    until: day(),
    reasons: text(),
  }),
  example: () => ({ person: 'officer-1', to: 'officer-2', from: '2026-01-05', until: '2026-01-16', reasons: '年休假' }),
  by: inPerson(DELEGABLE_ROLES),
  on: (data) => [authority(data.person)],
  dates: {
    from: {
      notBefore: [today('date-in-past')],
      notAfter: [{ words: 'the last day', code: 'ends-before-it-begins', of: ({ data }) => data['until'] as Day }],
      effect: 'the first day of the delegation; absent: the day of the act',
    },
    until: {
      notBefore: [
        { words: 'the first day of the delegation', code: 'ends-before-it-begins', of: ({ data, at }) => firstDay(data as never, at) },
      ],
      notAfter: [
        {
          words: '`policy/delegation-days` days in all',
          code: 'delegation-too-long',
          of: ({ data, at, policies: values }) => lastDay(firstDay(data as never, at), values),
        },
      ],
      effect: 'the last day of the delegation',
    },
  },
  reads: () => ({ policies }),
  decide: ({ data, actor, at }, { state }, { policies: values }) => {
    const { role, org } = actor;
    const from = firstDay(data, at);
    if (data.to === data.person) return refuse('four-eyes', BASIS, '不能委托本人', 'a person cannot stand in for himself');
    if (from < dayOf(at)) return refuse('date-in-past', BASIS, `起始日期 ${from} 早于今天`, `${from} lies in the past`, { from });
    const wrongEnd = endsEarly(from, data.until);
    if (wrongEnd) return wrongEnd;
    const last = lastDay(from, values.state);
    if (data.until > last)
      return refuse('delegation-too-long', [BASIS, DAYS], `委托期间最迟到 ${last}`, `a delegation from ${from} ends by ${last}`, { last });
    const barred = roleFault(state, { role, org }, dayOf(at), false);
    if (barred) return refuse(barred.code, BASIS, barred.message.zh, barred.message.en, { role, org });
    return accept([newEvent(authorityEvents.TasksDelegated, { ...data, from, role: role as never, org })]);
  },
});

const firstDay = ({ from }: { readonly from?: Day }, at: Instant): Day => from ?? dayOf(at);

/** Ends a delegation before its last day. The security administrator may do it too. */
export const endDelegation = referenceAct({
  command: 'EndDelegation',
  route: 'POST /delegations/{delegationId}/endings',
  title: { zh: '终止委托代办', en: 'End a delegation' },
  legalBasis: [BASIS],
  payload: authorityEvents.DelegationEnded.payload,
  example: () => ({ person: 'officer-1', delegationId: 'd-1' }),
  by: { ...inPerson(DELEGABLE_ROLES), ...bySecurityAdmin },
  on: (data) => [authority(data.person)],
  decide: ({ data }, { state }) =>
    state.delegations.some(({ delegationId }) => delegationId === data.delegationId)
      ? accept([newEvent(authorityEvents.DelegationEnded, data)])
      : refuse('unknown-id', [], `没有标识为 ${data.delegationId} 的委托`, `there is no delegation ${data.delegationId}`, {
          id: data.delegationId,
        }),
});

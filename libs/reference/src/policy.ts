import {
  accept,
  addDays,
  day,
  dayOf,
  newEvent,
  record,
  ref,
  refuse,
  text,
  Type,
  type Day,
  type EventOf,
  type Instant,
  type Refused,
  type StreamCategory,
} from '@minglu/kernel';
import { checkPolicyValue, hosts, isPolicyKey, policyValue, provisionTitle, type PolicyValues } from '@minglu/regulation';
import { byMinistryAdmin, referenceAct } from './act.js';
import { today } from './date-limits.js';
import { documentedEvent } from './document.js';
import { secondPerson, singleHanded, singleHandedFields } from './single-handed.js';

const key = text(64);
const value = Type.Union([Type.Integer(), Type.Boolean(), Type.Null(), day(), hosts()]);
const documentNumber = text(200);

export const policyEvents = {
  PolicySet: documentedEvent({
    type: 'PolicySet',
    // Version 1 had no days and no lists of hosts.
    version: 2,
    upcasts: { 1: (old: object) => old },
    title: { zh: '办理口径已设定', en: 'Policy set' },
    freeText: { document: ['key', 'documentNumber', 'value[]'] },
    classification: 'INTERNAL',
    payload: record({ key, value, documentNumber, ...singleHandedFields }),
  }),
};
export type PolicyEvent = EventOf<typeof policyEvents>;

/** The values that the ministry has set. The defaults are in `@minglu/regulation`. */
export const policiesCategory: StreamCategory<PolicyValues, PolicyEvent> = {
  name: 'policy',
  events: policyEvents,
  initial: {},
  evolve: (values, { data }) => ({ ...values, [data.key]: data.value }),
};
export const policies = ref(policiesCategory, 'national');

/** A whole number, as text. */
const NUMBER = /^(0|[1-9][0-9]{0,8})$/;

/** Sets a policy (口径), a value on which the Measure is silent, by a document. */
export const setPolicy = referenceAct({
  command: 'SetPolicy',
  route: 'POST /policies/{key}/values',
  title: { zh: '设定办理口径', en: 'Set a policy' },
  legalBasis: ['measure-2022/27'],
  /** A number may be given as a string, as in figures. */
  payload: record({ key, value: Type.Union([value, Type.String({ pattern: NUMBER.source })]), documentNumber, ...secondPerson }),
  sealed: ['approvedBy'],
  dates: {
    value: { notAfter: [today()], effect: 'where a policy is a day, the day that it states; it applies from its record' },
  },
  example: () => ({ key: 'policy/effect-ahead-days', value: 90, documentNumber: '工信厅信发函〔2026〕4号' }),
  by: byMinistryAdmin,
  on: () => [policies],
  decide: ({ data: { value: given, ...rest }, actor, at }) => {
    const data = { ...rest, ...singleHanded(actor), value: typeof given === 'string' && NUMBER.test(given) ? Number(given) : given };
    if (!isPolicyKey(data.key))
      return refuse('unknown-policy', 'measure-2022/27', `没有名为 ${data.key} 的口径`, `there is no policy ${data.key}`, {
        key: data.key,
      });
    const problem = checkPolicyValue(data.key, data.value);
    if (problem)
      return refuse(
        'policy-value-invalid',
        data.key,
        `口径“${provisionTitle(data.key).zh}”（${data.key}）的值不符合要求`,
        `invalid value for ${data.key}: ${problem}`,
      );
    // Each policy that is a day states one that has been.
    return typeof data.value === 'string' && data.value > dayOf(at)
      ? refuse('date-in-future', data.key, `日期 ${data.value} 晚于今天`, `${data.value} lies in the future`, { date: data.value })
      : accept([newEvent(policyEvents.PolicySet, data)]);
  },
});

/** An effective date further ahead than the ministry allows (`policy/effect-ahead-days`). */
export const tooFarAhead = (effectiveDate: Day, at: Instant, article: string, set: PolicyValues): Refused | null => {
  const latest = addDays(dayOf(at), policyValue(set, 'policy/effect-ahead-days'));
  return effectiveDate > latest
    ? refuse(
        'effective-too-far-ahead',
        [article, 'policy/effect-ahead-days'],
        `日期 ${effectiveDate} 过远，至多可为 ${latest}`,
        `${effectiveDate} lies too far ahead: the latest day is ${latest}`,
        { effectiveDate, latest },
      )
    : null;
};

import { accept, day, defineEvent, newEvent, record, ref, refuse, text, Type, type EventOf, type StreamCategory } from '@minglu/kernel';
import { checkPolicyValue, isPolicyKey, type PolicyValues } from '@minglu/regulation';
import { byMinistryAdmin, referenceAct } from './act.js';

const key = text(64);
const value = Type.Union([Type.Integer(), Type.Boolean(), Type.Null(), day()]);
const documentNumber = text(200);

export const policyEvents = {
  PolicySet: defineEvent({
    type: 'PolicySet',
    version: 1,
    title: { zh: '办理口径已设定', en: 'Policy set' },
    freeText: { document: ['key', 'documentNumber'] },
    classification: 'INTERNAL',
    payload: record({ key, value, documentNumber }),
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
  title: { zh: '设定办理口径', en: 'Set a policy' },
  legalBasis: ['measure-2022/27'],
  /** A number may be given as a string, as in figures. */
  payload: record({ key, value: Type.Union([value, Type.String({ pattern: NUMBER.source })]), documentNumber }),
  by: byMinistryAdmin,
  on: () => [policies],
  decide: ({ data: { value: given, ...rest } }) => {
    const data = { ...rest, value: typeof given === 'string' && NUMBER.test(given) ? Number(given) : given };
    if (!isPolicyKey(data.key))
      return refuse('unknown-policy', 'measure-2022/27', `没有名为 ${data.key} 的口径`, `there is no policy ${data.key}`, {
        key: data.key,
      });
    const problem = checkPolicyValue(data.key, data.value);
    return problem
      ? refuse('policy-value-invalid', data.key, `口径 ${data.key} 的值无效：${problem}`, `invalid value for ${data.key}: ${problem}`)
      : accept([newEvent(policyEvents.PolicySet, data)]);
  },
});

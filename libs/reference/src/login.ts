import { accept, defineEvent, id, newEvent, record, ref, type EventOf, type StreamCategory } from '@minglu/kernel';
import { referenceAct } from './act.js';
import { HELD_ROLES, inPerson, person } from './authority.js';

const BASIS = 'measure-2022/4';

export const loginEvents = {
  LoggedIn: defineEvent({
    type: 'LoggedIn',
    version: 1,
    title: { zh: '已登录', en: 'Signed in' },
    freeText: { officer: ['person'] },
    classification: 'RESTRICTED',
    payload: record({ person: person(), loginId: id() }),
  }),
  LoggedOut: defineEvent({
    type: 'LoggedOut',
    version: 1,
    title: { zh: '已退出登录', en: 'Signed out' },
    freeText: { officer: ['person'] },
    classification: 'RESTRICTED',
    payload: record({ person: person(), loginId: id() }),
  }),
};
type LoginEvent = EventOf<typeof loginEvents>;

/** One stream for each person, apart from his authority, which every request reads. Only the audit administrator reads its events. */
export const logins: StreamCategory<null, LoginEvent> = { name: 'login', events: loginEvents, initial: null, evolve: (state) => state };
const loginsOf = (of: string) => ref(logins, of);

/** Records that a person signed in. The gateway gives it with the token of that person, before the session begins (decisions 46). */
export const recordLogin = referenceAct({
  command: 'RecordLogin',
  route: 'POST /persons/{person}/logins',
  newId: 'loginId',
  title: { zh: '登记登录', en: 'Record a sign-in' },
  legalBasis: [BASIS],
  payload: loginEvents.LoggedIn.payload,
  example: () => ({ person: 'officer-1', loginId: 'l-1' }),
  by: inPerson(HELD_ROLES),
  on: (data) => [loginsOf(data.person)],
  decide: ({ data }) => accept([newEvent(loginEvents.LoggedIn, data)]),
});

/** Records that a person signed out. */
export const recordLogout = referenceAct({
  command: 'RecordLogout',
  route: 'POST /logins/{loginId}/endings',
  title: { zh: '登记退出登录', en: 'Record a sign-out' },
  legalBasis: [BASIS],
  payload: loginEvents.LoggedOut.payload,
  example: () => ({ person: 'officer-1', loginId: 'l-1' }),
  by: inPerson(HELD_ROLES),
  on: (data) => [loginsOf(data.person)],
  decide: ({ data }) => accept([newEvent(loginEvents.LoggedOut, data)]),
});

import { accept, day, dayOf, id, newEvent, record, refuse, roleName, text, Type, type Actor, type Day, type Refused } from '@minglu/kernel';
import { isHeldRightly, MINISTRY } from '@minglu/regulation';
import { bySecurityAdmin, referenceAct } from './act.js';
import { authority, authorityEvents, heldRole, incompatible, otherAdministrator, person, type Authority } from './authority.js';
import { today } from './date-limits.js';

const BASIS = 'measure-2022/4';

/** A person must not grant or revoke a role of his own (decisions 46). */
const ownRole = (self: string, of: string): Refused | null =>
  self === of ? refuse('four-eyes', BASIS, '不得授予或收回本人的角色', 'a person must not grant or revoke a role of his own') : null;

/** Grants a role to a person for an organisation (decisions 46). Beside the three administrators, a person may hold several. */
export const grantRole = referenceAct({
  command: 'GrantRole',
  route: 'POST /persons/{person}/grants',
  newId: 'grantId',
  title: { zh: '授予角色', en: 'Grant a role' },
  legalBasis: [BASIS],
  payload: record({
    person: person(),
    grantId: id(),
    role: heldRole(),
    org: text(64),
    from: Type.Optional(day()),
    until: Type.Optional(day()),
    reasons: text(),
  }),
  example: () => ({ person: 'officer-9', role: 'ministry-officer', org: MINISTRY, reasons: '岗位调整' }),
  by: {
    ...bySecurityAdmin,
    // The command line grants the first security administrator.
    system: (_: Actor, __: Authority, data: never) => (data as { readonly role: string }).role === 'security-admin',
  },
  on: (data) => [authority(data.person)],
  dates: {
    from: {
      notBefore: [today('date-in-past')],
      notAfter: [{ words: 'the last day', code: 'ends-before-it-begins', of: ({ data }) => (data['until'] as Day | undefined) ?? null }],
      effect: 'the first day of the role; absent: the day of the act',
    },
    until: {
      notBefore: [
        { words: 'the first day of the role', code: 'ends-before-it-begins', of: ({ data, at }) => (data['from'] as Day) ?? dayOf(at) },
      ],
      effect: 'the last day of the role; absent: until it is revoked',
    },
  },
  decide: ({ data, actor, at }, { state }) => {
    const on = dayOf(at);
    const { role, org, from = on, until = null } = data;
    const own = ownRole(actor.person, data.person);
    if (own) return own;
    if (!isHeldRightly({ role, org }))
      return refuse(
        'wrong-organisation',
        BASIS,
        `${roleName(role)}只属于工业和信息化部（${MINISTRY}）`,
        `${role} belongs to ${MINISTRY} alone`,
        { role, org },
      );
    if (from < on) return refuse('date-in-past', BASIS, `起始日期 ${from} 早于今天`, `${from} lies in the past`, { from });
    const wrongEnd = endsEarly(from, until);
    if (wrongEnd) return wrongEnd;
    const other = otherAdministrator(state, role, from);
    if (other !== null) {
      const { code, message } = incompatible(role, other);
      return refuse(code, BASIS, message.zh, message.en, { role, other });
    }
    const held = state.grants.find((one) => one.role === role && one.org === org && (one.until === null || from <= one.until));
    if (held) return refuse('already-granted', BASIS, '该角色已授予', 'the role is granted already', { grantId: held.grantId });
    return accept([newEvent(authorityEvents.RoleGranted, { ...data, from, until })]);
  },
});

export const endsEarly = (from: Day, until: Day | null): Refused | null =>
  until !== null && until < from
    ? refuse('ends-before-it-begins', BASIS, `截止日期 ${until} 早于起始日期 ${from}`, `${until} lies before ${from}`, { from, until })
    : null;

/**
 * Revokes a role of a person (decisions 46), whether it was granted here or comes from the identity provider. The role is barred until it is
 * granted again.
 */
export const revokeRole = referenceAct({
  command: 'RevokeRole',
  route: 'POST /persons/{person}/revocations',
  title: { zh: '收回角色', en: 'Revoke a role' },
  legalBasis: [BASIS],
  payload: authorityEvents.RoleRevoked.payload,
  example: () => ({ person: 'officer-9', role: 'ministry-officer', org: MINISTRY, reasons: '调离岗位' }),
  by: bySecurityAdmin,
  on: (data) => [authority(data.person)],
  decide: ({ data, actor }, { state }) => {
    const own = ownRole(actor.person, data.person);
    if (own) return own;
    return state.revoked.some(({ role, org }) => role === data.role && org === data.org)
      ? refuse('already-revoked', BASIS, '该角色已收回', 'the role is revoked already', { role: data.role, org: data.org })
      : accept([newEvent(authorityEvents.RoleRevoked, data)]);
  },
});

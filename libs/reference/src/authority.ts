import {
  day,
  defineEvent,
  id,
  nullable,
  oneOf,
  record,
  ref,
  roleName,
  ROLES,
  text,
  Type,
  type Actor,
  type Bilingual,
  type Claim,
  type Day,
  type EventOf,
  type StreamCategory,
} from '@minglu/kernel';
import { ADMINISTRATORS, isOfMinistry } from '@minglu/regulation';

/** The pseudonym of a person, as his token has it. */
export const person = () => Type.String({ pattern: '^(?!~)[^\\s/\\u0000-\\u001f\\u007f-\\u009f]{1,64}$' });
/** The roles that persons and programs hold: all but the public and the processes. */
export const HELD_ROLES = ROLES.filter((role) => role !== 'public' && role !== 'system');
export const heldRole = () => oneOf(...HELD_ROLES);

/** Jurisdiction over one's own matters: the actor is the `person` of the payload, and no delegate. */
export const inPerson = (roles: readonly string[]) =>
  Object.fromEntries(
    roles.map((role) => [
      role,
      ({ person: self, onBehalfOf }: Actor, _: unknown, data: never): boolean =>
        onBehalfOf === undefined && self === (data as { readonly person: string }).person,
    ]),
  );

const grantFields = {
  person: person(),
  grantId: id(),
  role: heldRole(),
  org: text(64),
  from: day(),
  /** Null: until it is revoked. */
  until: nullable(day()),
  reasons: text(),
};
const delegationFields = {
  person: person(),
  delegationId: id(),
  to: person(),
  role: heldRole(),
  org: text(64),
  from: day(),
  until: day(),
  reasons: text(),
};

export const authorityEvents = {
  RoleGranted: defineEvent({
    type: 'RoleGranted',
    version: 1,
    title: { zh: '角色已授予', en: 'Role granted' },
    freeText: { officer: ['person'], organisation: ['org'], official: ['reasons'] },
    classification: 'RESTRICTED',
    claims: ({ grantId }: { readonly grantId: string }): readonly Claim[] => [{ kind: 'grant', id: grantId }],
    payload: record(grantFields),
  }),
  RoleRevoked: defineEvent({
    type: 'RoleRevoked',
    version: 1,
    title: { zh: '角色已收回', en: 'Role revoked' },
    freeText: { officer: ['person'], organisation: ['org'], official: ['reasons'] },
    classification: 'RESTRICTED',
    payload: record({ person: person(), role: heldRole(), org: text(64), reasons: text() }),
  }),
  TasksDelegated: defineEvent({
    type: 'TasksDelegated',
    version: 1,
    title: { zh: '工作已委托他人代办', en: 'Work passed to another person' },
    freeText: { officer: ['person', 'to'], organisation: ['org'], official: ['reasons'] },
    classification: 'RESTRICTED',
    claims: ({ delegationId }: { readonly delegationId: string }): readonly Claim[] => [{ kind: 'delegation', id: delegationId }],
    payload: record(delegationFields),
  }),
  DelegationEnded: defineEvent({
    type: 'DelegationEnded',
    version: 1,
    title: { zh: '委托代办已终止', en: 'Delegation ended' },
    freeText: { officer: ['person'] },
    classification: 'RESTRICTED',
    payload: record({ person: person(), delegationId: id() }),
  }),
};
export type AuthorityEvent = EventOf<typeof authorityEvents>;

/** A role given to a person, for an organisation, from a day to a day. */
interface Grant {
  readonly grantId: string;
  readonly role: string;
  readonly org: string;
  readonly from: Day;
  readonly until: Day | null;
}
/** The work of a person in one role, passed to another person of the same organisation. */
export interface Delegation extends Omit<Grant, 'grantId' | 'until'> {
  readonly delegationId: string;
  readonly to: string;
  readonly until: Day;
}
/** The authority of one person, as the security administrator has recorded it. */
export interface Authority {
  /** Grants that were not revoked, with those that ended by their day. */
  readonly grants: readonly Grant[];
  /** Roles that were revoked and not granted again. They are barred, also where the identity provider still names them. */
  readonly revoked: readonly { readonly role: string; readonly org: string }[];
  /** Delegations by this person that were not ended before their day. */
  readonly delegations: readonly Delegation[];
}

type RoleOf = Pick<Grant, 'role' | 'org'>;
const isSame =
  ({ role, org }: RoleOf) =>
  (one: RoleOf): boolean =>
    one.role === role && one.org === org;
const without = <T extends RoleOf>(list: readonly T[], role: RoleOf): readonly T[] => list.filter((one) => !isSame(role)(one));

/** One stream for each person. Only the audit administrator reads its events. */
export const authorities: StreamCategory<Authority, AuthorityEvent> = {
  name: 'authority',
  events: authorityEvents,
  initial: { grants: [], revoked: [], delegations: [] },
  evolve: (state, event) => {
    switch (event.type) {
      case 'RoleGranted': {
        const { grantId, role, org, from, until } = event.data;
        return { ...state, grants: [...state.grants, { grantId, role, org, from, until }], revoked: without(state.revoked, event.data) };
      }
      case 'RoleRevoked': {
        const { role, org } = event.data;
        return {
          grants: without(state.grants, event.data),
          revoked: [...without(state.revoked, event.data), { role, org }],
          delegations: without(state.delegations, event.data),
        };
      }
      case 'TasksDelegated': {
        const { delegationId, to, role, org, from, until } = event.data;
        return { ...state, delegations: [...state.delegations, { delegationId, to, role, org, from, until }] };
      }
      case 'DelegationEnded':
        return { ...state, delegations: state.delegations.filter(({ delegationId }) => delegationId !== event.data.delegationId) };
    }
  },
};
export const authority = (of: string) => ref(authorities, of);

/** Whether a grant or a delegation counts on a day. */
export const isInForce = ({ from, until }: { readonly from: Day; readonly until: Day | null }, on: Day): boolean =>
  from <= on && (until === null || on <= until);

/** The other administrator role that a person holds on a day or will hold; null if there is none. */
export const otherAdministrator = ({ grants }: Authority, role: string, on: Day): string | null =>
  ADMINISTRATORS.includes(role)
    ? (grants.find((one) => one.role !== role && ADMINISTRATORS.includes(one.role) && (one.until === null || on <= one.until))?.role ??
      null)
    : null;

/** Why a role does not count, with a stable code. */
export interface RoleFault {
  readonly code: 'role-revoked' | 'roles-incompatible' | 'role-not-granted';
  readonly message: Bilingual;
}

export const incompatible = (role: string, other: string): RoleFault => ({
  code: 'roles-incompatible',
  message: {
    zh: `系统、安全、审计三员分立，同一人不得兼任${roleName(other)}和${roleName(role)}`,
    en: `no person is both ${other} and ${role}: the administrators of system, security and audit are three persons`,
  },
});

/**
 * Why a person may not act in a role that his token names; null if he may.
 *
 * @param isGrantNeeded whether a role of the ministry counts only with a grant on record. A revocation counts always.
 */
export const roleFault = (state: Authority, role: RoleOf, on: Day, isGrantNeeded: boolean): RoleFault | null => {
  if (state.revoked.some(isSame(role)))
    return { code: 'role-revoked', message: { zh: `该角色（${roleName(role.role)}）已被收回`, en: `the role ${role.role} was revoked` } };
  const other = otherAdministrator(state, role.role, on);
  if (other !== null) return incompatible(role.role, other);
  return isGrantNeeded && isOfMinistry(role.role) && !state.grants.some((grant) => isSame(role)(grant) && isInForce(grant, on))
    ? {
        code: 'role-not-granted',
        message: {
          zh: `该角色（${roleName(role.role)}）未经安全管理员授予`,
          en: `the security administrator has not granted the role ${role.role}`,
        },
      }
    : null;
};

/** The delegation by which another person works for this one on a day, for an organisation; undefined if there is none. */
export const delegationTo = (
  { delegations, revoked }: Authority,
  to: { readonly person: string; readonly org: string },
  on: Day,
  role?: string,
): Delegation | undefined =>
  delegations.find(
    (one) =>
      one.to === to.person &&
      one.org === to.org &&
      (role === undefined || one.role === role) &&
      isInForce(one, on) &&
      !revoked.some(isSame(one)),
  );

import type { JWTPayload } from 'jose';
import { roleName, type Actor } from '@minglu/kernel';
import { ProblemException } from '../problem.js';

/** The claims of an issuer that say who acts. Each is the name of a claim, or a path with dots, such as `realm_access.roles`. */
export interface ClaimMapping {
  readonly person: string;
  readonly role: string;
  readonly org: string;
  /** Our roles by the names that the issuer has for them; null: the names are ours. Other names count for nothing. */
  readonly roleNames: Readonly<Record<string, string>> | null;
  /** The clients (`azp` or `client_id`) that act by themselves and for no person. */
  readonly serviceClients: readonly string[];
}

/** The roles of the law. */
export interface RoleRules {
  readonly roles: readonly string[];
  /** The roles that a program may have: those that decide nothing. */
  readonly serviceRoles: readonly string[];
  readonly isHeldRightly: (actor: Pick<Actor, 'role' | 'org'>) => boolean;
  /** Two of the roles that no person may hold together; null if there are none. */
  readonly incompatible: (roles: readonly string[]) => readonly [string, string] | null;
}

/** The holder of a verified token: an actor whose role is still to be chosen if he has several. */
export interface TokenHolder {
  readonly person: string;
  readonly org: string;
  /** His roles in the vocabulary, without repetition, in its order. */
  readonly roles: readonly string[];
  /** Seconds since 1970. */
  readonly expiresAt: number;
}

const FIELD = /^[^\s\p{Cc}]{1,64}$/u;
/** The role of the processes. No token may claim it. */
const SYSTEM = 'system';

/** The holder of a token by its claims; null if they name no person, no organisation, or the role of the processes. */
export const holderOf = (payload: JWTPayload, mapping: ClaimMapping, rules: RoleRules): TokenHolder | null => {
  const service = serviceOf(payload, mapping);
  const person = service ?? claimAt(payload, mapping.person);
  const org = single(claimAt(payload, mapping.org));
  const named = list(claimAt(payload, mapping.role));
  if (!isField(person) || !isField(org) || named === null) return null;
  const roles = named.map((name) => ownRole(name, mapping.roleNames));
  if (roles.includes(SYSTEM)) return null;
  const isHeld = (role: string): boolean => roles.includes(role) && (service === null || rules.serviceRoles.includes(role));
  return { person, org, roles: rules.roles.filter(isHeld), expiresAt: payload.exp! };
};

/**
 * The actor that a holder is in one request. A role of the ministry counts only for the ministry.
 *
 * @param wanted the role of the header `Minglu-Role`; needed if the holder has several
 * @throws ProblemException `roles-incompatible`, `no-role`, `role-not-chosen`, `role-not-held`, or `not-authorised` for a role that his organisation cannot give
 */
export const actorIn = (
  { person, org, roles }: TokenHolder,
  wanted: string | undefined,
  { isHeldRightly, incompatible }: RoleRules,
): Actor => {
  const together = incompatible(roles);
  if (together)
    throw new ProblemException(
      'roles-incompatible',
      `该账户兼有 ${together.join('、')}，同一人不得兼任`,
      `this account has the roles ${together.join(' and ')}, which no person holds together`,
      { roles: together },
    );
  if (roles.length === 0)
    throw new ProblemException('no-role', '该账户在本系统没有角色', 'this account has no role in this system', { person, org });
  const rightly = roles.filter((role) => isHeldRightly({ role, org }));
  if (rightly.length === 0) throw notAuthorised({ role: wanted ?? roles[0]!, org });
  if (wanted === undefined && rightly.length > 1)
    throw new ProblemException(
      'role-not-chosen',
      `该账户有多个角色，请以 Minglu-Role 指明其一：${rightly.join('、')}`,
      `this account has several roles: name one in Minglu-Role: ${rightly.join(', ')}`,
      { roles: rightly },
    );
  if (wanted !== undefined && !rightly.includes(wanted))
    throw new ProblemException('role-not-held', `该账户没有此角色`, 'this account does not have that role', { roles: rightly });
  return { person, role: wanted ?? rightly[0]!, org };
};

/** The problem of an actor who may not call something. */
export const notAuthorised = ({ role, org }: Pick<Actor, 'role' | 'org'>): ProblemException =>
  new ProblemException('not-authorised', `${roleName(role)}（${org}）无权访问`, `${role} of ${org} may not call this`, { role, org });

/** The client for which the token was issued. */
export const partyOf = ({ azp, client_id: client }: JWTPayload): unknown => azp ?? client;

/**
 * The client, if it acts by itself; null for the token of a person. Such a client is listed, is its own subject (RFC 9068, section 5), or is a
 * service account of Keycloak.
 */
const serviceOf = (payload: JWTPayload, { serviceClients }: ClaimMapping): string | null => {
  const party = partyOf(payload);
  if (typeof party !== 'string') return null;
  const isService =
    serviceClients.includes(party) || payload.sub === party || payload['preferred_username'] === `service-account-${party.toLowerCase()}`;
  return isService ? party : null;
};

/** A claim by its name, or by a path through nested objects. A name with dots, such as a URL, is looked for whole first. */
const claimAt = (claims: unknown, path: string): unknown => {
  if (typeof claims !== 'object' || claims === null || Array.isArray(claims)) return undefined;
  if (Object.hasOwn(claims, path)) return (claims as Readonly<Record<string, unknown>>)[path];
  const dot = path.indexOf('.');
  if (dot < 0 || !Object.hasOwn(claims, path.slice(0, dot))) return undefined;
  return claimAt((claims as Readonly<Record<string, unknown>>)[path.slice(0, dot)], path.slice(dot + 1));
};

const isField = (value: unknown): value is string => typeof value === 'string' && FIELD.test(value);

/** The one value of a claim that the issuer may write as a list. A person acts for one organisation at a time. */
const single = (value: unknown): unknown => (Array.isArray(value) && value.length === 1 ? (value[0] as unknown) : value);

/** The texts of a claim that is one text, or a list of them; none if it is absent; null for anything else. */
const list = (value: unknown): readonly string[] | null => {
  if (value === undefined) return [];
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  return values.every((one) => typeof one === 'string') ? (values as readonly string[]) : null;
};

const ownRole = (name: string, names: ClaimMapping['roleNames']): string => {
  if (names === null) return name;
  return Object.hasOwn(names, name) ? names[name]! : '';
};

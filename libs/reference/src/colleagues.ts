import type { Actor, Day } from '@minglu/kernel';
import { isInForce, roleFault, type Authority } from './authority.js';

/** A person who may act in a role today. */
export interface Colleague {
  readonly person: string;
  /** The last day of the grant; null: until it is revoked. */
  readonly until: Day | null;
}

/**
 * The persons of the caller's organisation to whom a role is granted today, beside the caller and the person for whom he acts. A role that only
 * an identity provider names is on no record, so its holders are not found.
 */
export const colleaguesOf = (
  { person: self, onBehalfOf, org }: Actor,
  role: string,
  persons: readonly (readonly [person: string, authority: Authority])[],
  on: Day,
): readonly Colleague[] =>
  persons.flatMap(([person, authority]) => {
    if (person === self || person === onBehalfOf || roleFault(authority, { role, org }, on, false)) return [];
    const grant = authority.grants.find((one) => one.role === role && one.org === org && isInForce(one, on));
    return grant ? [{ person, until: grant.until }] : [];
  });

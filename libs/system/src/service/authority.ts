import { dayOf, streamId, type Instant } from '@minglu/kernel';
import type { EventStore } from '@minglu/event-store';
import { notDelegated, ProblemException, type AuthorityCheck } from '@minglu/http';
import { authorities, delegationTo, roleFault, type Authority } from '@minglu/reference';
import { LRUCache } from 'lru-cache';
import { stateIn } from '../state-in-log.js';

/** The recorded authority of a person. */
export type AuthorityOf = (person: string) => Promise<Authority>;

interface AuthorityOptions {
  readonly authorityOf: AuthorityOf;
  /** Whether a role of the ministry counts only with a grant on record (`MINGLU_GRANTS`). */
  readonly areGrantsNeeded: boolean;
  readonly now: () => Instant;
}

/** A change of authority counts after this time at the latest. */
const REMEMBERED_MS = 1_000;
const PERSONS = 10_000;

/** Judges the roles of tokens, and delegations, by the recorded authority (decisions 46 and 47). */
export const authorityCheck = ({ authorityOf, areGrantsNeeded, now }: AuthorityOptions): AuthorityCheck => {
  const known = new LRUCache<string, Promise<Authority>>({ max: PERSONS, ttl: REMEMBERED_MS });
  const find = (person: string): Promise<Authority> => {
    const remembered = known.get(person);
    if (remembered) return remembered;
    const asked = authorityOf(person);
    known.set(person, asked);
    asked.catch(() => known.delete(person));
    return asked;
  };
  return {
    check: async ({ person, role, org }) => {
      const fault = roleFault(await find(person), { role, org }, dayOf(now()), areGrantsNeeded);
      if (fault) throw new ProblemException(fault.code, fault.message.zh, fault.message.en, { role, org });
    },
    delegated: async (to, by, role) => {
      const [delegator, today] = [await find(by), dayOf(now())];
      const found = delegationTo(delegator, to, today, role);
      // The delegator must still be able to act himself.
      if (!found || roleFault(delegator, found, today, areGrantsNeeded)) throw notDelegated(by);
      return { person: to.person, role: found.role, org: found.org, onBehalfOf: by };
    },
  };
};

/** Reads the authority of a person from the log. */
export const authorityInLog =
  (log: Pick<EventStore, 'readStream'>): AuthorityOf =>
  (person) =>
    stateIn(log, authorities, streamId(authorities, person));

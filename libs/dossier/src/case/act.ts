import { refuse, type Act, type Actor, type Refused, type Static, type TObject, type TProperties } from '@minglu/kernel';
import { succession, type Succession } from '@minglu/reference';
import type { CaseDates } from './date-limits.js';
import type { DossierEvent } from './events.js';
import type { ExampleCase, Plain } from './example.js';
import { notInThisNotice } from './guards.js';
import { standing } from './standing.js';
import type { Dossier } from './state.js';
import type { Status } from './status.js';
import { mayHappen, statusesOf, type DossierCommand } from './table.js';

type EventType = DossierEvent['type'];
/** The events that may follow an act; by status, where they differ between statuses. */
export type Follows = readonly EventType[] | (Partial<Record<Status, readonly EventType[]>> & { readonly elsewhere: readonly EventType[] });

type DossierAct<P extends TProperties, R, K extends PropertyKey> = Act<Dossier, DossierEvent, P, R, K, Succession> & {
  readonly command: DossierCommand;
  /** Set if the act is for a party or against it. `libs/contracts/gates.md` lists the conditions of each such act. */
  readonly effect?: 'favourable' | 'adverse' | 'either';
  /** The limits of each date and instant of the payload. Specs fail on a date without a rule, and drive each limit. */
  readonly dates?: CaseDates;
  /** A spec produces each of these events in each status, and fails on any other event. */
  readonly follows: Follows;
  /** A payload that the act accepts in a plain case, in a status that allows it. Specs and the published contracts use it. */
  readonly example: (about: ExampleCase) => Plain<Static<TObject<P>>>;
};

/**
 * An act on a dossier, which stands as the divisions and parks of the day have it. The table of statuses is checked first, then the guards of the act, in the
 * order of the legal text.
 */
export const dossierAct = <P extends TProperties, R, K extends keyof P = never>(act: DossierAct<P, R, K>): DossierAct<P, R, K> => ({
  register: () => succession,
  standing,
  ...act,
  decide: (input, target, reads) =>
    wrongState(act, target.state, input.actor) ?? recused(target.state, input.actor) ?? act.decide(input, target, reads),
});

/** An officer who recused himself does nothing more in the case (decisions 36). */
const recused = ({ review }: Dossier, { role, person }: Actor): Refused | null =>
  role.startsWith('ministry-') && review?.recusedOfficers.includes(person)
    ? refuse(
        'officer-recused',
        ['measure-2022/17', 'policy/recusal'],
        '经办人已对该案卷回避，不能再办理',
        'this officer is recused from the case',
      )
    : null;

const wrongState = (
  act: Pick<DossierAct<TProperties, unknown, never>, 'command' | 'legalBasis' | 'title'>,
  { status, subject }: Dossier,
  { role }: Actor,
): Refused | null => {
  if (mayHappen(act.command, status)) return null;
  // A refusal must not tell the public whether a dossier exists or which status it has.
  if (role === 'public') return notInThisNotice;
  const allowed = statusesOf(act.command);
  if (status === 'NONE') return refuse('unknown-id', [], '没有这个案卷', 'there is no such dossier');
  if (allowed.length === 1 && allowed[0] === 'NONE') {
    return refuse('id-taken', [], `案卷标识 ${subject?.caseId} 已被使用`, `the dossier id ${subject?.caseId} is taken`, {
      id: subject?.caseId,
    });
  }
  return refuse(
    'not-in-this-state',
    act.legalBasis,
    `案卷${withinMinistry(role) ? `处于 ${status} 状态，` : ''}不能“${act.title.zh}”；可在 ${allowed.join('、')} 状态办理`,
    `not now${withinMinistry(role) ? ` (${status})` : ''}; possible in ${allowed.join(', ')}`,
    withinMinistry(role) ? { status, allowed } : { allowed },
  );
};

/**
 * The ministry records objections in the status, and the party must not learn of them. Outside the ministry a refusal names only the
 * statuses that allow the act.
 */
const withinMinistry = (role: string): boolean => role.startsWith('ministry-') || role === 'auditor' || role === 'system';

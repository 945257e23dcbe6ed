import { refuse, type Act, type Actor, type Refused, type Static, type TObject, type TProperties } from '@minglu/kernel';
import type { DossierEvent } from './events.js';
import type { ExampleCase, Plain } from './example.js';
import { notInThisNotice } from './guards.js';
import type { Dossier } from './state.js';
import type { Status } from './status.js';
import { mayHappen, statusesOf, type DossierCommand } from './table.js';

type EventType = DossierEvent['type'];
/** The events that may follow an act; by status, where that differs with the status. */
export type Follows = readonly EventType[] | (Partial<Record<Status, readonly EventType[]>> & { readonly elsewhere: readonly EventType[] });

type DossierAct<P extends TProperties, R, K extends PropertyKey> = Act<Dossier, DossierEvent, P, R, K> & {
  readonly command: DossierCommand;
  /** A spec drives each of these events in each status, and sees that no other event follows. */
  readonly follows: Follows;
  /** A payload that the act accepts in a plain case, in a status that allows it. Specs and the published contracts use it. */
  readonly example: (about: ExampleCase) => Plain<Static<TObject<P>>>;
};

/** An act on a dossier: first the one table of states, then the act's own guards in the order of the text. */
export const dossierAct = <P extends TProperties, R, K extends keyof P = never>(act: DossierAct<P, R, K>): DossierAct<P, R, K> => ({
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
  // 社会公众不得由此得知有无案卷、处于何种状态。
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

/** 异议由部登记的状态，当事人无从得知：对部外只说可在何时办理。 */
const withinMinistry = (role: string): boolean => role.startsWith('ministry-') || role === 'auditor' || role === 'system';

import {
  dayOf,
  isSamePerson,
  record,
  refuse,
  type Act,
  type Actor,
  type CommandRoutes,
  type Day,
  type Instant,
  type Loaded,
  type Refused,
  type Static,
  type TObject,
  type TProperties,
} from '@minglu/kernel';
import {
  documentDates,
  documentField,
  isTold,
  remediesToldField,
  succession,
  withDocument,
  withFields,
  workCalendar,
  wrongDocument,
  type Carried,
  type RemediesTold,
  type Succession,
} from '@minglu/reference';
import type { WorkCalendar } from '@minglu/regulation';
import { today, type CaseDates } from './date-limits.js';
import type { DossierEvent } from './events.js';
import type { ExampleCase, Plain } from './example.js';
import { notInThisNotice } from './guards.js';
import { decisionAgainst, documentedBy, servedBy } from './papers.js';
import { withRemedies } from './remedies.js';
import { deemedServed, serviceField, wrongService, type Service } from './service.js';
import { standing } from './standing.js';
import type { Dossier } from './state.js';
import { STATUS_NAMES, type Status } from './status.js';
import { mayHappen, statusesOf, type DossierCommand } from './table.js';

export type Gate = (state: Dossier, about: { readonly actor: Actor; readonly at: Instant }) => Refused | null;

type EventType = DossierEvent['type'];
/** The events that may follow an act; by status, where they differ between statuses. */
export type Follows = readonly EventType[] | (Partial<Record<Status, readonly EventType[]>> & { readonly elsewhere: readonly EventType[] });

type DossierAct<P extends TProperties, R, K extends PropertyKey> = Act<Dossier, DossierEvent, P, R, K, Succession> & {
  readonly command: DossierCommand;
  readonly route: CommandRoutes;
  /** Set if the act is for a party or against it. `libs/contracts/gates.md` lists the conditions of each such act. */
  readonly effect?: 'favourable' | 'adverse' | 'either';
  /**
   * The refusal that follows from the case and the caller alone: a missing step, or a gate of due process. `decide`
   * asks the same checks, in the order of the legal text.
   */
  readonly gate?: Gate;
  /** The limits of each date and instant of the payload. Specs fail on a date without a rule, and drive each limit. */
  readonly dates?: CaseDates;
  /** A spec produces each of these events in each status, and fails on any other event. */
  readonly follows: Follows;
  /** A payload that the act accepts in a plain case, in a status that allows it. Specs and the published contracts use it. */
  readonly example: (about: ExampleCase) => Plain<Static<TObject<P>>>;
};

/**
 * An act on a dossier, which stands as the divisions and parks of the day have it. The table of statuses is checked first, then the guards of the act, in the order of the legal text. A paper may
 * carry a document and its service, and a decision against the party tells its remedies (decisions 34).
 */
export const dossierAct = <P extends TProperties, R, K extends keyof P = never>(act: DossierAct<P, R, K>): DossierAct<P, R, K> => {
  const { command, legalBasis } = act;
  const own = act.payload.properties;
  const documents = documentedBy(command);
  const served = servedBy(command);
  const tells = decisionAgainst(command) !== undefined;
  const added = {
    ...(documents ? documentField : {}),
    ...(served ? serviceField : {}),
    ...(tells ? remediesToldField : {}),
  };
  return {
    register: () => succession,
    standing,
    ...act,
    payload: record({ ...own, ...added }) as unknown as TObject<P>,
    dates: { ...(documents ? documentDates : {}), ...(served ? servedLater : {}), ...act.dates },
    ...(tells ? { reads: withCalendar(act.reads as Reads) as (typeof act)['reads'] } : {}),
    decide: (input, target, reads) => {
      const paper = input.data as typeof input.data & Paper;
      const day = dayOf(input.at);
      const barred =
        wrongState(act, target.state, input.actor) ??
        recused(target.state, input.actor) ??
        wrongDocument(paper, input.at, legalBasis) ??
        (served && paper.service ? wrongService(paper.service, paper.document?.issuedOn ?? day, input.at, legalBasis) : null);
      if (barred) return barred;
      // An act gets its own fields alone: some of them keep all that they get in their event.
      const data = Object.fromEntries(Object.entries(input.data).filter(([field]) => Object.hasOwn(own, field))) as typeof input.data;
      const decided = act.decide({ ...input, data }, target, reads);
      const deemed = paper.service ? deemedServed(paper.service, day) : day;
      const kept =
        served && paper.service
          ? withFields(decided, ({ type }) => (type === served ? { service: paper.service, deemedServedOn: deemed } : null))
          : decided;
      const calendar = (reads as { readonly remedyCalendar?: Loaded<WorkCalendar> }).remedyCalendar?.state;
      // An event that keeps the words in a field of its own does not keep them twice.
      const told = 'remediesTold' in own ? isTold(paper.remediesTold) : paper.remediesTold;
      const telling = tells ? withRemedies(kept, command, told, deemed, calendar, legalBasis[0]!) : kept;
      return documents ? withDocument(telling, documents, paper, input.at) : telling;
    },
  };
};

/** The dates of a service. */
const servedLater: CaseDates = {
  'service.date': {
    notBefore: [
      {
        words: 'the day of the document',
        code: 'proof-before-service',
        of: ({ data, at }) => (data['document'] as { readonly issuedOn?: Day } | undefined)?.issuedOn ?? dayOf(at),
      },
    ],
    notAfter: [today()],
    effect: 'periods count from the day after it; after a public announcement from 30 days later',
  },
};

/** The shared fields of papers, and the fields in which some commands state the number of their document. */
interface Paper extends Carried {
  readonly service?: Service;
  readonly remediesTold?: RemediesTold;
}

type Reads = (data: Paper, targets: readonly Loaded<Dossier>[], at: Instant, register: Succession, actor: Actor) => object;
/** The calendar is read only where remedies are told. */
const withCalendar =
  (reads: Reads | undefined): Reads =>
  (data, targets, at, register, actor) => ({
    ...reads?.(data, targets, at, register, actor),
    remedyCalendar: isTold(data.remediesTold) ? workCalendar : undefined,
  });

/** An officer who recused himself does nothing more in the case (decisions 36). */
const recused = ({ review }: Dossier, actor: Actor): Refused | null =>
  actor.role.startsWith('ministry-') && review && isSamePerson(actor, review.recusedOfficers)
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
    `案卷${withinMinistry(role) ? `的状态是${STATUS_NAMES[status]}，` : ''}不能“${act.title.zh}”；可在下列状态办理：${allowed.map((one) => STATUS_NAMES[one]).join('、')}`,
    `not now${withinMinistry(role) ? ` (${status})` : ''}; possible in ${allowed.join(', ')}`,
    withinMinistry(role) ? { status, allowed } : { allowed },
  );
};

/**
 * The ministry records objections in the status, and the party must not learn of them. Outside the ministry a refusal names only the
 * statuses that allow the act.
 */
const withinMinistry = (role: string): boolean => role.startsWith('ministry-') || role === 'auditor' || role === 'system';

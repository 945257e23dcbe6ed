import { dayOf, isSamePerson, type Actor, type Day, type Instant } from '@minglu/kernel';
import type { Deadline } from '@minglu/regulation';
import type { DeadlineEvent } from '../deadlines/events.js';
import { type TitleEvent } from '../title/events.js';
import { articleOf, proposalFor, proposalsOf, type ExitReason, type Title } from '../title/state.js';
import type { Folds } from '../case/folds.js';
import { accountabilityEvents, type AccountabilityEvent } from './events.js';

export interface Investigation {
  readonly id: string;
  readonly finding: 'substantiated' | 'not-substantiated' | null;
  /** The person who signed the finding. Null while it is open, and in old events that did not record it. */
  readonly closedBy: string | null;
  /** The person for whom he worked; absent for work of his own. */
  readonly actedFor?: string;
  /** Null where it was opened before that was kept. */
  readonly openedAt: Instant | null;
  /** The figures that it found false. Absent until there is one. */
  readonly falseFigures?: readonly FalseFigure[];
  /** The person to whom it was handed over and who has still to take it over. */
  readonly handedTo?: string;
}

/** A figure as a finding names it: by the event that states it, its indicator, data year and unit. */
export interface FalseFigure {
  readonly eventId: string;
  readonly indicator: string;
  readonly dataYear: number;
  readonly unit: string;
}

/** A legal hold (证据保全) on the case. */
export interface LegalHold {
  readonly id: string;
  readonly lifted: boolean;
  /** The persons behind the proposal to lift it; absent while there is none. */
  readonly liftingProposedBy?: readonly string[];
}

/** A proceeding: from the prior notice (事先告知) to the decision. */
export interface Proceeding {
  readonly id: string;
  readonly proposed: 'cancel-qualification' | 'exit';
  readonly servedBy: string;
  /** The person for whom he worked; absent for work of his own. */
  readonly actedFor?: string;
  /** The statement window: it runs, it has closed, or it was waived. */
  readonly window: 'open' | 'closed' | 'waived';
  readonly statement: 'none' | 'received' | 'adopted' | 'rejected';
  /** A decision was made, or the proceeding ended without one. */
  readonly ended: boolean;
  /** The standing proposals that the notice named; a withdrawn proposal is removed. A cancellation always rests on fraud. */
  readonly grounds: readonly ExitReason[];
  /** The findings that the notice named (decisions 20). Of an older notice, those that were open or substantiated. */
  readonly investigationIds: readonly string[];
  /** The two years of one star that the notice named; empty where it rests on fraud alone. */
  readonly evaluationYears: readonly number[];
  /** It ended with its decision. */
  readonly decided: boolean;
  /** The day from which its periods count, and the last day of its statement window. */
  readonly servedOn: Day;
  /** The day of the notice itself: an announcement is read before it is deemed served. */
  readonly noticedOn: Day;
  readonly statementUntil: Day;
  readonly hearing: 'none' | 'requested' | 'held' | 'refused';
  readonly hearingRequestedOn: Day | null;
  /** Null for a notice from before hearings were kept. */
  readonly hearingRequest: Deadline | null;
}

export interface Accountability {
  readonly investigations: readonly Investigation[];
  readonly proceedings: readonly Proceeding[];
  /** Absent until a hold was placed. */
  readonly holds?: readonly LegalHold[];
  /** The ids of evidence packages. Absent until one was exported. */
  readonly exports?: readonly string[];
}

/**
 * The proposals that a prior notice (事先告知) names. If two stand, the cited articles decide. If it cites neither article, it names the
 * proposal that is not secret.
 */
const groundsOf = (title: Title | null, basis: readonly string[]): readonly ExitReason[] => {
  const standing = proposalsOf(title).map(({ reason }) => reason);
  const named = standing.filter((reason) => basis.includes(articleOf(reason)));
  return standing.length === 1 ? standing : named.length ? named : standing.filter((reason) => reason !== 'fraud');
};

/** The investigations that are open or have found fraud, of those that were opened by an instant. */
export const notFallen = (investigations: readonly Investigation[], by: Instant): readonly string[] =>
  investigations
    .filter(({ finding, openedAt }) => finding !== 'not-substantiated' && (openedAt === null || openedAt <= by))
    .map(({ id }) => id);

const yearsOf = (title: Title | null, grounds: readonly ExitReason[]): readonly number[] =>
  grounds.flatMap((ground) => proposalFor(title, ground)?.evaluationYears ?? []);

type AccountabilityFolds =
  AccountabilityEvent | Extract<TitleEvent, { type: 'ExitProposalWithdrawn' }> | Extract<DeadlineEvent, { type: 'DeadlineRecomputed' }>;

/** The events that this chapter folds, its own and those of other chapters. */
export const accountabilityFolds: Folds<AccountabilityFolds> = {
  ...accountabilityEvents,
  ExitProposalWithdrawn: true,
  DeadlineRecomputed: true,
};

export const evolveAccountability = (
  { investigations, proceedings, title, holds = [], exports = [] }: Accountability & { readonly title: Title | null },
  { type, data }: AccountabilityFolds,
): Accountability => {
  const change = (id: string, to: Partial<Proceeding>): Accountability => ({
    investigations,
    proceedings: proceedings.map((one) => (one.id === id ? { ...one, ...to } : one)),
  });
  const investigating = (id: string, to: (one: Investigation) => Partial<Investigation>): Accountability => ({
    investigations: investigations.map((one) => (one.id === id ? { ...one, ...to(one) } : one)),
    proceedings,
  });
  const holding = (id: string, to: Partial<LegalHold>): Accountability => ({
    investigations,
    proceedings,
    holds: holds.map((one) => (one.id === id ? { ...one, ...to } : one)),
  });
  switch (type) {
    case 'FigureFoundFalse': {
      const { eventId, indicator, dataYear, unit } = data;
      return investigating(data.investigationId, ({ falseFigures = [] }) => ({
        falseFigures: [...falseFigures, { eventId, indicator, dataYear, unit }],
      }));
    }
    case 'FigureFindingWithdrawn':
      return investigating(data.investigationId, ({ falseFigures = [] }) => ({
        falseFigures: falseFigures.filter(
          (one) =>
            one.eventId !== data.eventId ||
            one.indicator !== data.indicator ||
            one.dataYear !== data.dataYear ||
            one.unit !== (data.unit ?? one.unit),
        ),
      }));
    case 'InvestigationHandedOver':
      return investigating(data.investigationId, () => ({ handedTo: data.to }));
    case 'InvestigationTakenOver':
      return investigating(data.investigationId, () => ({ handedTo: undefined }));
    case 'LegalHoldPlaced':
      return { investigations, proceedings, holds: [...holds, { id: data.holdId, lifted: false }] };
    case 'HoldLiftingProposed':
      return holding(data.holdId, { liftingProposedBy: [data.proposedBy, ...(data.actedFor === undefined ? [] : [data.actedFor])] });
    case 'LegalHoldLifted':
      return holding(data.holdId, { lifted: true });
    case 'EvidenceExported':
      return { investigations, proceedings, exports: [...exports, data.exportId] };
    case 'InvestigationOpened':
      return {
        investigations: [...investigations, { id: data.investigationId, finding: null, closedBy: null, openedAt: data.openedAt ?? null }],
        proceedings,
      };
    case 'InvestigationClosed': {
      const closed = investigations.map((one) =>
        one.id === data.investigationId ? { ...one, finding: data.finding, closedBy: data.closedBy ?? null, ...kept(data) } : one,
      );
      const ends = data.ends ?? endedByLastFinding({ proceedings, investigations }, data.investigationId, data.finding);
      return { investigations: closed, proceedings: proceedings.map((one) => (ends.includes(one.id) ? { ...one, ended: true } : one)) };
    }
    case 'PriorNoticeServed': {
      const { proceedingId, proposedDecision, servedBy, basis, servedAt } = data;
      const grounds = proposedDecision === 'exit' ? groundsOf(title, basis) : (['fraud'] as const);
      const served: Proceeding = {
        id: proceedingId,
        proposed: proposedDecision,
        servedBy,
        ...kept(data),
        window: 'open',
        statement: 'none',
        ended: false,
        grounds,
        decided: false,
        servedOn: data.deadline.rule.from,
        noticedOn: dayOf(servedAt),
        statementUntil: data.deadline.lastDay,
        hearing: 'none',
        hearingRequestedOn: null,
        hearingRequest: data.hearingRequest ?? null,
        investigationIds: data.investigationIds ?? (grounds.includes('fraud') ? notFallen(investigations, servedAt) : []),
        evaluationYears: data.evaluationYears ?? yearsOf(title, grounds),
      };
      return { investigations, proceedings: [...proceedings, served] };
    }
    case 'StatementReceived':
      return change(data.proceedingId, { statement: 'received' });
    case 'HearingRequested':
      return change(data.proceedingId, { hearing: 'requested', hearingRequestedOn: data.requestedOn });
    // The record of a hearing is a statement that waits for its review.
    case 'HearingHeld':
      return change(data.proceedingId, { hearing: 'held', statement: 'received' });
    case 'HearingRefused':
      return change(data.proceedingId, { hearing: 'refused' });
    case 'DeadlineRecomputed':
      return data.deadline.kind === 'statement-window'
        ? change(data.deadline.of, {
            statementUntil: data.deadline.lastDay,
            ...(data.hearingRequest ? { hearingRequest: data.hearingRequest } : {}),
          })
        : { investigations, proceedings };
    case 'StatementWaived':
      return change(data.proceedingId, { window: 'waived' });
    case 'StatementWindowClosed':
      return change(data.proceedingId, { window: 'closed' });
    case 'StatementReviewed':
      return change(data.proceedingId, { statement: data.adopted ? 'adopted' : 'rejected', ended: data.adopted });
    case 'QualificationCancelled':
    case 'ExitAnnounced':
      return change(data.proceedingId, { ended: true, decided: true });
    case 'ExitProposalWithdrawn':
      return {
        investigations,
        proceedings: proceedings.map((one) => {
          const grounds = one.grounds.filter((ground) => ground !== data.reason);
          return { ...one, grounds, ended: one.ended || (data.ends?.includes(one.id) ?? true) };
        }),
      };
    case 'DecisionSetAside':
    case 'DocumentServed':
    case 'EvidenceAdded':
    case 'ReviewOrLitigationNoted':
      return { investigations, proceedings };
  }
};

export const proceedingOf = ({ proceedings }: Accountability, id: string): Proceeding | undefined =>
  proceedings.find((one) => one.id === id);

const kept = ({ actedFor }: { readonly actedFor?: string | undefined }) => (actedFor === undefined ? {} : { actedFor });

/** True for a person who closed an investigation that the proceeding rests on. */
export const closedOneOf = ({ investigations }: Accountability, { investigationIds }: Proceeding, actor: Actor): boolean =>
  investigations.some(({ id, closedBy, actedFor }) => investigationIds.includes(id) && isSamePerson(actor, [closedBy, actedFor]));

/** The proceedings that a finding ends: each whose investigations have now all found nothing. */
export const endedByFinding = (
  { investigations, proceedings }: Accountability,
  investigationId: string,
  finding: NonNullable<Investigation['finding']>,
): readonly string[] => {
  const fallen = (id: string): boolean =>
    (id === investigationId ? finding : investigations.find((one) => one.id === id)?.finding) === 'not-substantiated';
  return proceedings
    .filter(({ proposed, ended, investigationIds }) => proposed === 'cancel-qualification' && !ended && investigationIds.every(fallen))
    .map(({ id }) => id);
};

/** The same for events that did not name them: a proceeding ended with the last finding on the case. */
const endedByLastFinding = (
  { investigations, proceedings }: Accountability,
  investigationId: string,
  finding: NonNullable<Investigation['finding']>,
): readonly string[] =>
  investigations.every((one) => (one.id === investigationId ? finding : one.finding) === 'not-substantiated')
    ? proceedings.filter(({ proposed, ended }) => proposed === 'cancel-qualification' && !ended).map(({ id }) => id)
    : [];

/** The proceedings that rest on this proposal only; they end if it is withdrawn. */
export const endedByWithdrawal = ({ proceedings }: Accountability, reason: ExitReason): readonly string[] =>
  proceedings.filter(({ ended, grounds }) => !ended && grounds.every((ground) => ground === reason)).map(({ id }) => id);

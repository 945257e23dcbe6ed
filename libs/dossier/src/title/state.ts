import type { Day, Instant } from '@minglu/kernel';
import type { Folds } from '../case/folds.js';
import type { DeadlineEvent } from '../deadlines/events.js';
import { titleEvents, type TitleEvent } from './events.js';

export type ExitReason = 'two-consecutive-one-star' | 'fraud';
export interface ExitProposal {
  readonly reason: ExitReason;
  readonly evaluationYears: readonly number[];
  readonly investigationId: string | null;
  /** Null where it was proposed before this was kept. */
  readonly proposedAt: Instant | null;
}

export interface TitleUse {
  readonly id: string;
  readonly until: Day | null;
}

/** A release of data on a period by a source. */
interface MonitoringRelease {
  readonly period: string;
  readonly source: string;
  readonly release: string;
}
/** True if the use has not passed its last day. */
export const isInForce = ({ until }: TitleUse, on: Day): boolean => until === null || on <= until;

export interface Title {
  readonly titleId: string;
  readonly effectiveDate: Day;
  /** The proposed exit (退出提议); only the announcement ends the title. The earlier proposal if two stand. */
  readonly exitProposal: ExitProposal | null;
  /** The second proposal, made while the first stood. One may rest on one star (一星), the other on fraud (弄虚作假). */
  readonly furtherProposal: ExitProposal | null;
  /** Years of one star whose proposal was withdrawn. The exit is not proposed for them again automatically. */
  readonly withdrawnFor: readonly (readonly number[])[];
  /** Authorised uses that were not ended; the last day of some may have passed. */
  readonly uses: readonly TitleUse[];
  /** Number of enhancement plans filed (article 20). */
  readonly plans: number;
  readonly monitoring: readonly MonitoringRelease[];
  readonly lastMonitoringOn: Day | null;
}

/** A title that nothing has happened to since its day. */
export const conferred = (titleId: string, effectiveDate: Day): Title => ({
  titleId,
  effectiveDate,
  exitProposal: null,
  furtherProposal: null,
  withdrawnFor: [],
  uses: [],
  plans: 0,
  monitoring: [],
  lastMonitoringOn: null,
});

type TitleFolds = TitleEvent | Extract<DeadlineEvent, { type: 'DecisionTookEffect' }>;

/** The events that the title folds, its own and those of other chapters. */
export const titleFolds: Folds<TitleFolds> = { ...titleEvents, DecisionTookEffect: true };

export const evolveTitle = (title: Title | null, { type, data }: TitleFolds): Title | null => {
  switch (type) {
    case 'TitleConferred':
      return data.deadline ? title : conferred(data.titleId, data.effectiveDate);
    case 'DecisionTookEffect':
      return data.decision === 'TitleConferred' ? conferred(data.titleId!, data.effectiveDate) : title;
    case 'LegacyTitleImported':
      return conferred(data.titleId, data.conferredOn);
    case 'ExitProposed': {
      const { reason, evaluationYears, investigationId, proposedAt = null } = data;
      return (
        title && {
          ...withProposals(title, [...proposalsOf(title), { reason, evaluationYears, investigationId, proposedAt }]),
          withdrawnFor: title.withdrawnFor.filter((years) => years.join() !== evaluationYears.join()),
        }
      );
    }
    case 'ExitProposalWithdrawn': {
      if (!title) return title;
      const [remaining, withdrawn] = [true, false].map((stays) =>
        proposalsOf(title).filter(({ reason }) => (reason !== data.reason) === stays),
      );
      const years = withdrawn!.map(({ evaluationYears }) => evaluationYears).filter(({ length }) => length > 0);
      return { ...withProposals(title, remaining!), withdrawnFor: [...title.withdrawnFor, ...years] };
    }
    case 'TitleUseAuthorised':
      return title && { ...title, uses: [...title.uses, { id: data.authorisationId, until: data.until }] };
    case 'TitleUseEnded':
      return title && { ...title, uses: title.uses.filter(({ id }) => id !== data.authorisationId) };
    case 'TitleMisuseRecorded':
      return title;
    case 'EnhancementPlanFiled':
      return title && { ...title, plans: data.plan };
    case 'MonitoringDataReceived': {
      const { period, source, release, receivedOn } = data;
      return title && { ...title, monitoring: [...title.monitoring, { period, source, release }], lastMonitoringOn: receivedOn };
    }
  }
};

const withProposals = (title: Title, [first, second]: readonly ExitProposal[]): Title => ({
  ...title,
  exitProposal: first ?? null,
  furtherProposal: second ?? null,
});

/** The standing proposals, in the order in which they were made. */
export const proposalsOf = (title: Title | null): readonly ExitProposal[] =>
  [title?.exitProposal, title?.furtherProposal].flatMap((one) => one ?? []);
export const proposalFor = (title: Title | null, reason: ExitReason): ExitProposal | undefined =>
  proposalsOf(title).find((one) => one.reason === reason);

/** The article on which an exit for this reason rests. */
export const articleOf = (reason: ExitReason): string => (reason === 'fraud' ? 'measure-2022/25' : 'measure-2022/24');

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

/** Of a period, as a source released it. */
export interface MonitoringRelease {
  readonly period: string;
  readonly source: string;
  readonly release: string;
}
/** 尚未终止、也未到期的。 */
export const isInForce = ({ until }: TitleUse, on: Day): boolean => until === null || on <= until;

export interface Title {
  readonly titleId: string;
  readonly effectiveDate: Day;
  /** 退出提议：it makes no exit; only the announcement does. The earlier one where two stand. */
  readonly exitProposal: ExitProposal | null;
  /** 一星与弄虚作假各有其提议：one made while another stood, never for the same reason. */
  readonly furtherProposal: ExitProposal | null;
  /** Years of one star for which an exit is no longer proposed: each was withdrawn, and is not proposed again by itself. */
  readonly withdrawnFor: readonly (readonly number[])[];
  /** Authorised and not ended; some may have come to their last day. */
  readonly uses: readonly TitleUse[];
  /** Enhancement plans filed so far (第二十条). */
  readonly plans: number;
  readonly monitoring: readonly MonitoringRelease[];
  readonly lastMonitoringOn: Day | null;
}

const conferred = (titleId: string, effectiveDate: Day): Title => ({
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

/** The exits proposed that stand, in the order in which they were proposed. */
export const proposalsOf = (title: Title | null): readonly ExitProposal[] =>
  [title?.exitProposal, title?.furtherProposal].flatMap((one) => one ?? []);
export const proposalFor = (title: Title | null, reason: ExitReason): ExitProposal | undefined =>
  proposalsOf(title).find((one) => one.reason === reason);

/** The article that an exit rests on. */
export const articleOf = (reason: ExitReason): string => (reason === 'fraud' ? 'measure-2022/25' : 'measure-2022/24');

import type { Day } from '@minglu/kernel';
import type { TitleEvent } from './events.js';

export interface ExitProposal {
  readonly reason: 'two-consecutive-one-star' | 'fraud';
  readonly evaluationYears: readonly number[];
  readonly investigationId: string | null;
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

export interface Title {
  readonly titleId: string;
  readonly effectiveDate: Day;
  /** 退出提议：it makes no exit; only the announcement does. */
  readonly exitProposal: ExitProposal | null;
  /** Authorised and not ended. */
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
  uses: [],
  plans: 0,
  monitoring: [],
  lastMonitoringOn: null,
});

export const evolveTitle = (title: Title | null, { type, data }: TitleEvent): Title | null => {
  switch (type) {
    case 'TitleConferred':
      return conferred(data.titleId, data.effectiveDate);
    case 'LegacyTitleImported':
      return conferred(data.titleId, data.conferredOn);
    case 'ExitProposed': {
      const { reason, evaluationYears, investigationId } = data;
      return title && { ...title, exitProposal: { reason, evaluationYears, investigationId } };
    }
    case 'ExitProposalWithdrawn':
      return title && { ...title, exitProposal: null };
    case 'TitleUseAuthorised':
      return title && { ...title, uses: [...title.uses, { id: data.authorisationId, until: data.until }] };
    case 'TitleUseEnded':
      return title && { ...title, uses: title.uses.filter(({ id }) => id !== data.authorisationId) };
    case 'EnhancementPlanFiled':
      return title && { ...title, plans: data.plan };
    case 'MonitoringDataReceived': {
      const { period, source, release, receivedOn } = data;
      return title && { ...title, monitoring: [...title.monitoring, { period, source, release }], lastMonitoringOn: receivedOn };
    }
  }
};

import type { Day } from '@minglu/kernel';
import type { TitleEvent } from './events.js';

export interface ExitProposal {
  readonly reason: 'two-consecutive-one-star' | 'fraud';
  readonly evaluationYears: readonly number[];
  readonly investigationId: string | null;
}

export interface Title {
  readonly titleId: string;
  readonly effectiveDate: Day;
  /** 退出提议：it makes no exit; only the announcement does. */
  readonly exitProposal: ExitProposal | null;
}

export const evolveTitle = (title: Title | null, { type, data }: TitleEvent): Title | null => {
  switch (type) {
    case 'TitleConferred':
      return { titleId: data.titleId, effectiveDate: data.effectiveDate, exitProposal: null };
    case 'ExitProposed': {
      const { reason, evaluationYears, investigationId } = data;
      return title && { ...title, exitProposal: { reason, evaluationYears, investigationId } };
    }
    case 'ExitProposalWithdrawn':
      return title && { ...title, exitProposal: null };
  }
};

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

export interface Title {
  readonly titleId: string;
  readonly effectiveDate: Day;
  /** 退出提议：it makes no exit; only the announcement does. */
  readonly exitProposal: ExitProposal | null;
  /** Authorised and not ended. */
  readonly uses: readonly TitleUse[];
}

export const evolveTitle = (title: Title | null, { type, data }: TitleEvent): Title | null => {
  switch (type) {
    case 'TitleConferred':
      return { titleId: data.titleId, effectiveDate: data.effectiveDate, exitProposal: null, uses: [] };
    case 'LegacyTitleImported':
      return { titleId: data.titleId, effectiveDate: data.conferredOn, exitProposal: null, uses: [] };
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
    case 'TitleMisuseRecorded':
      return title;
  }
};

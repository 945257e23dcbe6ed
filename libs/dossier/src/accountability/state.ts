import type { TitleEvent } from '../title/index.js';
import type { AccountabilityEvent } from './events.js';

export interface Investigation {
  readonly id: string;
  readonly finding: 'substantiated' | 'not-substantiated' | null;
  /** Who signed the finding; null where it is open, or was signed before that was kept. */
  readonly closedBy: string | null;
}

/** 事先告知到决定之间的程序。 */
export interface Proceeding {
  readonly id: string;
  readonly proposed: 'cancel-qualification' | 'exit';
  readonly servedBy: string;
  /** The time for a statement runs, or has run out, or was given up. */
  readonly window: 'open' | 'closed' | 'waived';
  readonly statement: 'none' | 'received' | 'adopted' | 'rejected';
  /** It came to a decision, or to nothing. */
  readonly ended: boolean;
  /** What it was to lead to is no longer proposed. */
  readonly withdrawn: boolean;
}

export interface Accountability {
  readonly investigations: readonly Investigation[];
  readonly proceedings: readonly Proceeding[];
}

export const evolveAccountability = (
  { investigations, proceedings }: Accountability,
  { type, data }: AccountabilityEvent | Extract<TitleEvent, { type: 'ExitProposalWithdrawn' }>,
): Accountability => {
  const change = (id: string, to: Partial<Proceeding>): Accountability => ({
    investigations,
    proceedings: proceedings.map((one) => (one.id === id ? { ...one, ...to } : one)),
  });
  switch (type) {
    case 'InvestigationOpened':
      return { investigations: [...investigations, { id: data.investigationId, finding: null, closedBy: null }], proceedings };
    case 'InvestigationClosed': {
      const closed = investigations.map((one) =>
        one.id === data.investigationId ? { ...one, finding: data.finding, closedBy: data.closedBy ?? null } : one,
      );
      // 无一查实、也无一未结的，拟取消资格的程序失去依据，随之了结。
      const groundless = closed.every(({ finding }) => finding === 'not-substantiated');
      return {
        investigations: closed,
        proceedings: groundless ? proceedings.map((one) => (one.proposed === 'exit' ? one : { ...one, ended: true })) : proceedings,
      };
    }
    case 'PriorNoticeServed': {
      const { proceedingId, proposedDecision, servedBy } = data;
      const served: Proceeding = {
        id: proceedingId,
        proposed: proposedDecision,
        servedBy,
        window: 'open',
        statement: 'none',
        ended: false,
        withdrawn: false,
      };
      return { investigations, proceedings: [...proceedings, served] };
    }
    case 'StatementReceived':
      return change(data.proceedingId, { statement: 'received' });
    case 'StatementWaived':
      return change(data.proceedingId, { window: 'waived' });
    case 'StatementWindowClosed':
      return change(data.proceedingId, { window: 'closed' });
    case 'StatementReviewed':
      return change(data.proceedingId, { statement: data.adopted ? 'adopted' : 'rejected', ended: data.adopted });
    case 'QualificationCancelled':
    case 'ExitAnnounced':
      return change(data.proceedingId, { ended: true });
    case 'ExitProposalWithdrawn':
      return { investigations, proceedings: proceedings.map((one) => ({ ...one, ended: true, withdrawn: true })) };
    case 'EvidenceAdded':
    case 'ReviewOrLitigationNoted':
      return { investigations, proceedings };
  }
};

export const proceedingOf = ({ proceedings }: Accountability, id: string): Proceeding | undefined =>
  proceedings.find((one) => one.id === id);

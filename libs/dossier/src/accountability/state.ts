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
    case 'InvestigationClosed':
      return {
        investigations: investigations.map((one) =>
          one.id === data.investigationId ? { ...one, finding: data.finding, closedBy: data.closedBy ?? null } : one,
        ),
        proceedings,
      };
    case 'PriorNoticeServed': {
      const { proceedingId, proposedDecision, servedBy } = data;
      const served: Proceeding = {
        id: proceedingId,
        proposed: proposedDecision,
        servedBy,
        window: 'open',
        statement: 'none',
        ended: false,
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
      return { investigations, proceedings: proceedings.map((one) => ({ ...one, ended: true })) };
    case 'EvidenceAdded':
    case 'ReviewOrLitigationNoted':
      return { investigations, proceedings };
  }
};

export const proceedingOf = ({ proceedings }: Accountability, id: string): Proceeding | undefined =>
  proceedings.find((one) => one.id === id);

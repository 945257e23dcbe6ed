import { newEvent } from '@minglu/kernel';
import { endedByWithdrawal } from './accountability/state.js';
import type { DossierEvent } from './events.js';
import type { Dossier } from './state.js';
import { proposalsOf, titleEvents, type ExitReason } from './title/index.js';

/** 当事人可知的拟退出：a proposal for the stars, whose results are published; one for fraud once a notice told of it. */
const mayBeKnown = ({ proceedings }: Dossier, reason: ExitReason): boolean =>
  reason !== 'fraud' || proceedings.some(({ proposed, grounds }) => proposed === 'exit' && grounds.includes('fraud'));

/** 撤回一项退出提议。What the holder of the title may not know of leaves no trace in what it is told. */
export const withdrawal = (state: Dossier, reason: ExitReason, reasons: string): DossierEvent =>
  newEvent(titleEvents.ExitProposalWithdrawn, {
    caseId: state.subject!.caseId,
    titleId: state.title!.titleId,
    reason,
    disclosed: mayBeKnown(state, reason),
    remains: proposalsOf(state.title).some((other) => other.reason !== reason && mayBeKnown(state, other.reason)),
    ends: [...endedByWithdrawal(state, reason)],
    reasons,
  });

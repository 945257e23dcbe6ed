import { newEvent, type Day } from '@minglu/kernel';
import { endedByWithdrawal } from '../accountability/state.js';
import type { DossierEvent } from '../case/events.js';
import type { Dossier } from '../case/state.js';
import { titleEvents } from './events.js';
import { isInForce, proposalsOf, type ExitReason } from './state.js';

/**
 * True if the party may know of the proposed exit. The results behind a proposal for stars are published; a proposal for fraud is known
 * once a prior notice names it.
 */
const mayBeKnown = ({ proceedings }: Dossier, reason: ExitReason): boolean =>
  reason !== 'fraud' || proceedings.some(({ proposed, grounds }) => proposed === 'exit' && grounds.includes('fraud'));

/** Withdraws a proposed exit (撤回退出提议). The fields that the holder sees reveal no proposal that is unknown to it. */
export const withdrawal = (
  state: Dossier,
  reason: ExitReason,
  reasons: string,
  persons: { readonly approvedBy?: string; readonly singleHanded?: true } = {},
): DossierEvent =>
  newEvent(titleEvents.ExitProposalWithdrawn, {
    caseId: state.subject!.caseId,
    titleId: state.title!.titleId,
    reason,
    disclosed: mayBeKnown(state, reason),
    remains: proposalsOf(state.title).some((other) => other.reason !== reason && mayBeKnown(state, other.reason)),
    ends: [...endedByWithdrawal(state, reason)],
    reasons,
    ...persons,
  });

/** Ends the authorised uses with the exit (decision 12). One event for each use in force on the day of the announcement or later. */
export const usesEndedByExit = ({ subject, title }: Dossier, today: Day): readonly DossierEvent[] =>
  (title?.uses ?? [])
    .filter((use) => isInForce(use, today))
    .map(({ id: authorisationId }) =>
      newEvent(
        titleEvents.TitleUseEnded,
        { caseId: subject!.caseId, titleId: title!.titleId, authorisationId, cause: 'exit', reasons: '称号已公告退出' },
        { legalBasis: ['measure-2022/26'] },
      ),
    );

import { newEvent, type Day } from '@minglu/kernel';
import { endedByWithdrawal } from '../accountability/state.js';
import type { DossierEvent } from '../case/events.js';
import type { Dossier } from '../case/state.js';
import { titleEvents } from './events.js';
import { isInForce, proposalsOf, type ExitReason } from './state.js';

/** 当事人可知的拟退出：a proposal for the stars, whose results are published; one for fraud once a notice told of it. */
const mayBeKnown = ({ proceedings }: Dossier, reason: ExitReason): boolean =>
  reason !== 'fraud' || proceedings.some(({ proposed, grounds }) => proposed === 'exit' && grounds.includes('fraud'));

/** 撤回一项退出提议。What the holder of the title may not know of leaves no trace in what it is told. */
export const withdrawal = (
  state: Dossier,
  reason: ExitReason,
  reasons: string,
  persons: { readonly approvedBy?: string; readonly singleHanded?: boolean } = {},
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

/** 授权随退出一并终止：one event for each that is in force on the day of the announcement, or yet to begin (decisions 12). */
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

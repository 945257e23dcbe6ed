import { accept, id, record, refuse, Type } from '@minglu/kernel';
import { rulingOf, secondPerson, singleHanded, type Ruling } from '@minglu/reference';
import { dossierAct } from '../case/act.js';
import { withdrawal } from './consequences.js';
import { reasons } from '../case/fragments.js';
import { ministryOfficer } from '../case/jurisdiction.js';
import { dossierHolding } from '../case/refs.js';
import type { Dossier } from '../case/state.js';
import { effectPending } from '../case/takes-effect.js';
import { areOfOneStar } from '../evaluation/state.js';
import { exitReason } from './events.js';
import { articleOf, proposalsOf, type ExitProposal } from './state.js';

/**
 * Withdraws a proposed exit (撤回退出提议): the result was corrected or the grounds did not hold (articles 24 and 25). The title stands as
 * before. Where two proposals stand, one is named. One for two one-star years falls only as decisions 29 says. It takes two persons.
 */
export const withdrawExitProposal = dossierAct({
  command: 'WithdrawExitProposal',
  route: 'POST /titles/{titleId}/exit-proposal-withdrawals',
  title: { zh: '撤回退出提议', en: 'Withdraw the exit proposal' },
  effect: 'favourable',
  legalBasis: ['measure-2022/24', 'measure-2022/25'],
  payload: record({
    titleId: id(),
    reason: Type.Optional(exitReason),
    ...reasons,
    ...secondPerson,
    /** The legal ruling by which the years of one star are not two in a row. */
    rulingId: Type.Optional(id()),
  }),
  example: ({ titleId }) => ({ titleId, reasons: '认定有误' }),
  follows: ['ExitProposalWithdrawn'],
  by: ministryOfficer,
  on: ({ titleId }) => [dossierHolding('title', titleId)],
  reads: ({ rulingId }) => ({ ruling: rulingId === undefined ? undefined : rulingOf(rulingId) }),
  decide: ({ data: { reason, reasons: why, approvedBy }, actor }, { state }, { ruling }) => {
    const standing = proposalsOf(state.title).filter((one) => reason === undefined || one.reason === reason);
    const [proposal] = standing;
    if (!proposal)
      return refuse('no-exit-proposal', ['measure-2022/24', 'measure-2022/25'], '没有这项退出提议', 'no such exit is proposed');
    if (standing.length > 1)
      return refuse(
        'which-proposal',
        ['measure-2022/24', 'measure-2022/25'],
        '一星与弄虚作假的退出提议并存，须写明撤回哪一项',
        'an exit is proposed for the stars and for fraud: name the one that is withdrawn',
        { reasons: standing.map((one) => one.reason) },
      );
    const announced = effectPending(state, articleOf(proposal.reason));
    if (announced) return announced;
    const mandatory = proposal.reason === 'two-consecutive-one-star' && exitIsMandatory(state, proposal, ruling?.state);
    if (mandatory)
      return refuse(
        'exit-is-mandatory',
        'measure-2022/24',
        '连续两年一星的应当公告退出：结果未经更正，无裁定，陈述申辩未采纳，不能撤回',
        'an exit for two one-star years is mandatory: no corrected result, no ruling and no adopted statement',
      );
    const persons = { ...singleHanded(actor), ...(approvedBy === undefined ? {} : { approvedBy }) };
    return accept([withdrawal(state, proposal.reason, why, persons)]);
  },
});

/**
 * An exit for two one-star years falls with an adopted statement or a legal ruling on this title (decisions 29). It also falls if one of
 * the years has no longer one star. A corrected result and a ruling by `SettleStreak` withdraw it by themselves, unless the exit was announced by then.
 */
const exitIsMandatory = (
  { subject, title, proceedings, evaluation }: Dossier,
  { evaluationYears }: ExitProposal,
  ruling: Ruling | undefined,
): boolean =>
  areOfOneStar(evaluation, evaluationYears) &&
  !proceedings.some(
    ({ grounds, statement, evaluationYears: told }) =>
      statement === 'adopted' && grounds.includes('two-consecutive-one-star') && told.join() === evaluationYears.join(),
  ) &&
  !ruling?.appliesTo.some((one) => one === title?.titleId || one === subject?.caseId);

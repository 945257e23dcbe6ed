import { accept, id, record, refuse, Type } from '@minglu/kernel';
import { dossierAct } from '../case/act.js';
import { withdrawal } from './consequences.js';
import { reasons } from '../case/fragments.js';
import { ministryOfficer } from '../case/jurisdiction.js';
import { dossierHolding } from '../case/refs.js';
import { exitReason } from './events.js';
import { proposalsOf } from './state.js';

/**
 * 撤回退出提议：the result was corrected or the grounds did not hold (第二十四、二十五条). The title stands as before. Where two
 * proposals stand, one is named.
 */
export const withdrawExitProposal = dossierAct({
  command: 'WithdrawExitProposal',
  title: { zh: '撤回退出提议', en: 'Withdraw the exit proposal' },
  legalBasis: ['measure-2022/24', 'measure-2022/25'],
  payload: record({ titleId: id(), reason: Type.Optional(exitReason), ...reasons }),
  example: ({ titleId }) => ({ titleId, reasons: '认定有误' }),
  follows: ['ExitProposalWithdrawn'],
  by: ministryOfficer,
  on: ({ titleId }) => [dossierHolding('title', titleId)],
  decide: ({ data: { reason, reasons: why } }, { state }) => {
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
    return accept([withdrawal(state, proposal.reason, why)]);
  },
});

import { accept, happened, id, record, refuse } from '@minglu/kernel';
import { dossierAct } from '../act.js';
import { reasons } from '../fragments.js';
import { subjectOf, toldOfExit } from '../guards.js';
import { ministryOfficer } from '../jurisdiction.js';
import { dossierHolding } from '../refs.js';
import { titleEvents } from './events.js';

/** 撤回退出提议：the result was corrected or the grounds did not hold (第二十四、二十五条). The title stands as before. */
export const withdrawExitProposal = dossierAct({
  command: 'WithdrawExitProposal',
  title: { zh: '撤回退出提议', en: 'Withdraw the exit proposal' },
  legalBasis: ['measure-2022/24', 'measure-2022/25'],
  payload: record({ titleId: id(), ...reasons }),
  by: ministryOfficer,
  on: ({ titleId }) => [dossierHolding('title', titleId)],
  decide: ({ data: { titleId, reasons: why } }, target) => {
    const { caseId } = subjectOf(target);
    const proposal = target.state.title?.exitProposal;
    if (!proposal) return refuse('no-exit-proposal', 'measure-2022/24', '没有退出提议', 'no exit is proposed');
    const { reason } = proposal;
    return accept([
      happened(titleEvents.ExitProposalWithdrawn, {
        caseId,
        titleId,
        reason,
        disclosed: reason !== 'fraud' || toldOfExit(target.state),
        reasons: why,
      }),
    ]);
  },
});

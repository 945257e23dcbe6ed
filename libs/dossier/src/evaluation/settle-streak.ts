import { accept, newEvent, id, record, refuse, Type } from '@minglu/kernel';
import { dossierAct } from '../case/act.js';
import { documentNumber, reasons } from '../case/fragments.js';
import { subjectOf } from '../case/guards.js';
import { ministryApprover } from '../case/jurisdiction.js';
import { dossierHolding } from '../case/refs.js';
import { effectPending } from '../case/takes-effect.js';
import { withdrawal } from '../title/consequences.js';
import { proposalFor } from '../title/state.js';
import { proposal } from './consequences.js';
import { evaluationEvents } from './events.js';

/**
 * Rules whether the years are two in a row (连续两年一星, articles 24 and 27), by a document of the ministry. Needed if the text does not decide
 * it.
 */
export const settleStreak = dossierAct({
  command: 'SettleStreak',
  route: 'POST /titles/{titleId}/streak-rulings',
  title: { zh: '裁定是否连续两年一星', en: 'Rule on consecutive years' },
  effect: 'either',
  legalBasis: ['measure-2022/24', 'measure-2022/27'],
  payload: record({ titleId: id(), consecutive: Type.Boolean(), ...documentNumber, ...reasons }),
  example: ({ titleId }) => ({ titleId, consecutive: true, documentNumber: '3号', reasons: '视为连续' }),
  follows: { TITLED: ['StreakSettled', 'ExitProposed'], elsewhere: ['StreakSettled', 'ExitProposed', 'ExitProposalWithdrawn'] },
  by: ministryApprover,
  on: ({ titleId }) => [dossierHolding('title', titleId)],
  decide: ({ data: { titleId, consecutive, ...rest }, at }, target) => {
    const { caseId } = subjectOf(target);
    const { evaluation, title } = target.state;
    const standing = proposalFor(title, 'two-consecutive-one-star');
    // A ruling against a pair for which the exit is proposed already: the proposal falls with it (decisions 29).
    if (!consecutive && !evaluation?.ambiguous && standing)
      return (
        effectPending(target.state, 'measure-2022/24') ??
        accept([
          newEvent(evaluationEvents.StreakSettled, { caseId, titleId, years: [...standing.evaluationYears], consecutive, ...rest }),
          withdrawal(target.state, 'two-consecutive-one-star', rest.reasons),
        ])
      );
    const years = evaluation?.ambiguous;
    if (!years)
      return refuse('nothing-to-settle', 'measure-2022/24', '没有待裁定的评估年度', 'no years await a ruling', { status: 'clear' });
    if (consecutive && standing)
      return refuse('exit-already-proposed', 'measure-2022/24', '已有退出提议，待其了结', 'an exit is already proposed');
    return accept([
      newEvent(evaluationEvents.StreakSettled, { caseId, titleId, years: [...years], consecutive, ...rest }),
      ...(consecutive ? [proposal(caseId, titleId, years, at)] : []),
    ]);
  },
});

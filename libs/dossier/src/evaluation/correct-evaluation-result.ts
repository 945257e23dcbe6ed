import { accept, newEvent, id, record, refuse, text } from '@minglu/kernel';
import { policies } from '@minglu/reference';
import { programmeYear } from '@minglu/regulation';
import { dossierAct } from '../case/act.js';
import { documentNumber } from '../case/fragments.js';
import { subjectOf } from '../case/guards.js';
import { ministryApprover } from '../case/jurisdiction.js';
import { dossierHolding } from '../case/refs.js';
import { exitIsAnnounced } from '../case/takes-effect.js';
import { afterCorrection } from './consequences.js';
import { evaluationEvents, stars } from './events.js';
import { wrongStars } from './stars.js';
import { resultOf } from './state.js';

/**
 * Corrects an evaluation result (更正评估结果, article 24). The streak is computed again: a proposal that lost its ground is withdrawn, and a
 * new one may be made.
 */
export const correctEvaluationResult = dossierAct({
  command: 'CorrectEvaluationResult',
  route: 'POST /titles/{titleId}/evaluation-corrections',
  title: { zh: '更正评估结果', en: 'Correct an evaluation result' },
  effect: 'either',
  legalBasis: ['measure-2022/24'],
  payload: record({ titleId: id(), evaluationYear: programmeYear(), stars: stars(), reason: text(), ...documentNumber }),
  example: ({ titleId }) => ({ titleId, evaluationYear: 2025, stars: 2, reason: '数据有误', documentNumber: '2号' }),
  follows: {
    EXITED: ['EvaluationResultCorrected'],
    TITLED: ['EvaluationResultCorrected', 'ExitProposed', 'StreakAmbiguous'],
    elsewhere: ['EvaluationResultCorrected', 'ExitProposed', 'ExitProposalWithdrawn', 'StreakAmbiguous'],
  },
  by: ministryApprover,
  on: ({ titleId }) => [dossierHolding('title', titleId)],
  reads: () => ({ policies }),
  decide: ({ data: { titleId, evaluationYear, stars: newStars, reason, documentNumber: number }, at }, target, { policies: set }) => {
    const { caseId } = subjectOf(target);
    const { evaluation } = target.state;
    const known = resultOf(evaluation, evaluationYear);
    if (!known) {
      return refuse('no-such-result', 'measure-2022/24', `没有 ${evaluationYear} 年度评估结果`, `there is no result of ${evaluationYear}`, {
        evaluationYear,
      });
    }
    const wrong = wrongStars(subjectOf(target), newStars, evaluationYear, set.state);
    if (wrong) return wrong;
    if (known.stars === newStars) {
      return refuse('nothing-corrected', 'measure-2022/24', '更正须改变所评星级', 'a correction changes the stars', { stars: known.stars });
    }
    const results = evaluation!.results.map((one) => (one === known ? { ...one, stars: newStars } : one));
    const corrected = newEvent(evaluationEvents.EvaluationResultCorrected, {
      caseId,
      titleId,
      evaluationYear,
      oldStars: known.stars,
      newStars,
      reason,
      documentNumber: number,
    });
    // Once an exit is announced, a correction brings nothing more: only a decision set aside restores the title (decisions 33).
    if (exitIsAnnounced(target.state)) return accept([corrected]);
    return accept([corrected, ...afterCorrection(target.state, results, evaluationYear, reason, at)]);
  },
});

import { refuse, type Actor, type Refused } from '@minglu/kernel';
import type { Dossier } from '../case/state.js';
import { proceedingOf, type Proceeding } from './state.js';

/**
 * What stands between a prior notice and the decision that it announced (decisions 10, 13): the notice of just this decision,
 * a window that closed or was waived, an answer to what was stated, and a person who neither served nor found.
 */
export const mayNotDecide = (
  state: Dossier,
  proceedingId: string,
  proposed: Proceeding['proposed'],
  { person }: Actor,
  basis: readonly string[],
): Refused | null => {
  const proceeding = proceedingOf(state, proceedingId);
  if (!proceeding || proceeding.proposed !== proposed || proceeding.ended) {
    return refuse('no-prior-notice', basis, '未经事先告知，不能作出决定', 'no decision without its prior notice', { proceedingId });
  }
  if (proceeding.window === 'open')
    return refuse('statement-window-open', basis, '陈述申辩期未满，也未放弃', 'the time for a statement still runs', { proceedingId });
  if (proceeding.statement === 'received')
    return refuse('statement-not-reviewed', basis, '陈述申辩尚未复核', 'what was stated has not been reviewed', { proceedingId });
  const found = state.investigations.filter(({ finding }) => finding === 'substantiated');
  if (person === proceeding.servedBy || found.some(({ closedBy }) => closedBy === person)) {
    return refuse(
      'four-eyes',
      basis,
      '送达告知书或作出调查结论的人不得签署决定',
      'who served the notice or signed the finding may not sign the decision',
    );
  }
  return null;
};

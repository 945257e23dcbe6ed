import { isSamePerson, refuse, type Actor, type Instant, type Refused } from '@minglu/kernel';
import type { Dossier } from '../case/state.js';
import { starsFallen } from './grounds.js';
import { closedOneOf, proceedingOf, type Proceeding } from './state.js';

/**
 * Refuses a decision that its prior notice does not carry (decisions 10, 13, 20). It needs a notice of this decision and a
 * window that closed or was waived. The time to request a hearing is over, a statement was answered, the notice named the findings, and the signer neither served nor found.
 * `relied`: the findings that the decision names; by default those of its notice.
 */
export const refuseDecision = (
  state: Dossier,
  proceedingId: string,
  proposed: Proceeding['proposed'],
  { actor, at }: { readonly actor: Actor; readonly at: Instant },
  basis: readonly string[],
  relied?: readonly string[],
): Refused | null => {
  const proceeding = proceedingOf(state, proceedingId);
  if (!proceeding || proceeding.proposed !== proposed || proceeding.ended) {
    return refuse('no-prior-notice', basis, '未经事先告知，不能作出决定', 'no decision without its prior notice', { proceedingId });
  }
  const untold = notTold(state, proceeding, basis, relied) ?? starsFallen(state, proceeding.evaluationYears);
  if (untold) return untold;
  if (proceeding.window === 'open')
    return refuse('statement-window-open', basis, '陈述申辩期未满，也未放弃', 'the time for a statement still runs', { proceedingId });
  const { hearing, hearingRequest } = proceeding;
  if (proceeding.window === 'closed' && hearing === 'none' && hearingRequest && at < hearingRequest.endsAt)
    return refuse('hearing-request-open', basis, '要求听证的期限未满', 'the time to request a hearing still runs', {
      proceedingId,
      endsAt: hearingRequest.endsAt,
    });
  if (hearing === 'requested')
    return refuse('hearing-pending', basis, '听证要求尚未办理', 'a request for a hearing waits', { proceedingId });
  if (proceeding.statement === 'received')
    return refuse('statement-not-reviewed', basis, '陈述申辩尚未复核', 'what was stated has not been reviewed', { proceedingId });
  if (isSamePerson(actor, [proceeding.servedBy, proceeding.actedFor]) || closedOneOf(state, proceeding, actor)) {
    return refuse(
      'four-eyes',
      basis,
      '送达告知书或作出调查结论的人不得签署决定',
      'who served the notice or signed the finding may not sign the decision',
    );
  }
  return null;
};

/** The refusal of a decision by every proceeding of its kind; null if one of them carries it. Without any: there was no prior notice. */
export const refuseByAll = (
  state: Dossier,
  proposed: Proceeding['proposed'],
  about: { readonly actor: Actor; readonly at: Instant },
  basis: readonly string[],
): Refused | null => {
  const live = state.proceedings.filter((one) => one.proposed === proposed && !one.ended);
  const refusals = live.map(({ id }) => refuseDecision(state, id, proposed, about, basis));
  return live.length === 0 ? refuseDecision(state, '', proposed, about, basis) : refusals.includes(null) ? null : refusals[0]!;
};

/** A decision for fraud rests on findings that its notice named and that are substantiated. */
const notTold = (
  { investigations }: Dossier,
  { grounds, investigationIds }: Proceeding,
  basis: readonly string[],
  relied: readonly string[] | undefined,
): Refused | null => {
  if (!grounds.includes('fraud') && relied === undefined) return null;
  const untold = relied?.filter((id) => !investigationIds.includes(id)) ?? [];
  const standing = investigations.filter(
    ({ id, finding }) => finding === 'substantiated' && investigationIds.includes(id) && (relied?.includes(id) ?? true),
  );
  return untold.length || standing.length < (relied?.length ?? 1)
    ? refuse(
        'finding-not-told',
        basis,
        untold.length ? `告知书未载明调查 ${untold.join('、')}，须另行告知` : '告知书所载明的调查没有查实，须另行告知',
        untold.length
          ? `the notice did not name the investigations ${untold.join(', ')}: serve a new one`
          : 'no finding that the notice named is substantiated: serve a new one',
        { investigationIds: untold },
      )
    : null;
};

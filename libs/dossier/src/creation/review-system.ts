import { dayOf, type Instant } from '@minglu/kernel';
import { systemInForce, systemOf, type Standards } from '@minglu/reference';
import { policyValue, type IndicatorSystem, type PolicyValues } from '@minglu/regulation';
import type { Dossier } from '../case/state.js';

/**
 * The indicator system of a review that is requested now (articles 5 and 16). It is the one in force. The policy
 * `policy/review-by-system-in-force` may keep that of the application.
 */
export const reviewSystem = (
  { application }: Pick<Dossier, 'application'>,
  standards: Standards,
  set: PolicyValues,
  at: Instant,
): IndicatorSystem | undefined => {
  const pinned = policyValue(set, 'policy/review-by-system-in-force') ? null : (application?.indicatorVersion ?? null);
  return (pinned === null ? undefined : systemOf(standards, pinned)) ?? systemInForce(standards, dayOf(at));
};

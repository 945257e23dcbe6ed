import { newEvent, type Instant } from '@minglu/kernel';
import type { DossierEvent } from '../case/events.js';
import { withdrawal } from '../title/consequences.js';
import type { Dossier } from '../case/state.js';
import { titleEvents } from '../title/events.js';
import { proposalFor } from '../title/state.js';
import { evaluationEvents } from './events.js';
import { consecutivePairs, streakAt, type YearResult } from './streak.js';

/**
 * The consequence of a new result. Two years of one star in a row (连续两年一星) lead to a proposed exit; an uncertain streak waits for a
 * ruling.
 * If a proposal for stars stands, a longer streak has no consequence: there is nothing to rule on, and `afterCorrection` finds the results
 * later. A proposal for fraud changes nothing here: it may be unknown to the holder.
 */
export const afterResult = (state: Dossier, results: readonly YearResult[], year: number, at: Instant): readonly DossierEvent[] => {
  const { subject, title } = state;
  const streak = streakAt(results, year);
  if (!streak || !subject || !title) return [];
  const { caseId } = subject;
  const { titleId } = title;
  const years = [...streak.years];
  if (streak.kind === 'ambiguous') return [newEvent(evaluationEvents.StreakAmbiguous, { caseId, titleId, years, why: streak.why })];
  return proposalFor(title, 'two-consecutive-one-star') ? [] : [proposal(caseId, titleId, years, at)];
};

/**
 * The consequence of a corrected result. A proposal that rests on the corrected year is withdrawn. Its prior notice ends with it, because
 * it named other facts. If two other years in a row have one star each, the exit is proposed for those. Not for years whose proposal the
 * ministry has withdrawn before.
 */
export const afterCorrection = (
  state: Dossier,
  results: readonly YearResult[],
  year: number,
  reason: string,
  at: Instant,
): readonly DossierEvent[] => {
  const { subject, title } = state;
  const fallen = proposalFor(title, 'two-consecutive-one-star')?.evaluationYears.includes(year) ?? false;
  if (!fallen || !subject || !title) return afterResult(state, results, year, at);
  const other = consecutivePairs(results).find((years) => !title.withdrawnFor.some((before) => before.join() === years.join()));
  return [withdrawal(state, 'two-consecutive-one-star', reason), ...(other ? [proposal(subject.caseId, title.titleId, other, at)] : [])];
};

export const proposal = (caseId: string, titleId: string, evaluationYears: readonly number[], at: Instant): DossierEvent =>
  newEvent(
    titleEvents.ExitProposed,
    { caseId, titleId, reason: 'two-consecutive-one-star', evaluationYears: [...evaluationYears], investigationId: null, proposedAt: at },
    { legalBasis: ['measure-2022/24'] },
  );

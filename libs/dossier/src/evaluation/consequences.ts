import { newEvent, type Instant } from '@minglu/kernel';
import type { DossierEvent } from '../case/events.js';
import { withdrawal } from '../title/consequences.js';
import type { Dossier } from '../case/state.js';
import { titleEvents } from '../title/events.js';
import { proposalFor } from '../title/state.js';
import { evaluationEvents } from './events.js';
import { consecutivePairs, streakAt, type YearResult } from './streak.js';

/**
 * What a new result of a year brings with it: an exit is proposed for two years of one star in a row, never made; what is
 * not certain waits for a ruling. A row that grows while an exit is proposed for it already brings nothing more: there is no
 * doubt to be settled, and the results are not lost (`afterCorrection` finds them). An exit proposed for fraud, of which the
 * holder may not know, changes nothing here.
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
 * What a corrected result brings with it. A proposal falls with a year that it rests on, and its notice with it, which told of other
 * facts; where two other years in a row still have one star each, the exit is proposed anew for those. Not for years for
 * which the ministry has withdrawn it before.
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

import { happened } from '@minglu/kernel';
import type { DossierEvent } from '../events.js';
import type { Dossier } from '../state.js';
import { titleEvents } from '../title/index.js';
import { evaluationEvents } from './events.js';
import { streakAt, type YearResult } from './streak.js';

/**
 * What a new result of a year brings with it: an exit is proposed for two years of one star in a row, never made; what is
 * not certain waits for a ruling. A second reason for an exit already proposed waits too, so that it is not lost.
 */
export const afterResult = (state: Dossier, results: readonly YearResult[], year: number): readonly DossierEvent[] => {
  const { subject, title, status } = state;
  const streak = streakAt(results, year);
  if (!streak || !subject || !title) return [];
  const { caseId } = subject;
  const { titleId } = title;
  const years = [...streak.years];
  if (streak.kind === 'ambiguous') return [happened(evaluationEvents.StreakAmbiguous, { caseId, titleId, years, why: streak.why })];
  return status === 'EXIT_PROPOSED'
    ? [happened(evaluationEvents.StreakAmbiguous, { caseId, titleId, years, why: 'exit-already-proposed' })]
    : [proposal(caseId, titleId, years)];
};

export const proposal = (caseId: string, titleId: string, evaluationYears: readonly number[]): DossierEvent =>
  happened(
    titleEvents.ExitProposed,
    { caseId, titleId, reason: 'two-consecutive-one-star', evaluationYears: [...evaluationYears], investigationId: null },
    { legalBasis: ['measure-2022/24'] },
  );

import { happened } from '@minglu/kernel';
import type { DossierEvent } from '../events.js';
import type { Dossier } from '../state.js';
import { proposalFor, titleEvents } from '../title/index.js';
import { evaluationEvents } from './events.js';
import { streakAt, type YearResult } from './streak.js';

/**
 * What a new result of a year brings with it: an exit is proposed for two years of one star in a row, never made; what is
 * not certain waits for a ruling. Further years while an exit is proposed for others wait too, so that they are not lost.
 * An exit proposed for fraud, of which the holder may not know, changes nothing here.
 */
export const afterResult = (state: Dossier, results: readonly YearResult[], year: number): readonly DossierEvent[] => {
  const { subject, title } = state;
  const streak = streakAt(results, year);
  if (!streak || !subject || !title) return [];
  const { caseId } = subject;
  const { titleId } = title;
  const years = [...streak.years];
  if (streak.kind === 'ambiguous') return [happened(evaluationEvents.StreakAmbiguous, { caseId, titleId, years, why: streak.why })];
  return proposalFor(title, 'two-consecutive-one-star')
    ? [happened(evaluationEvents.StreakAmbiguous, { caseId, titleId, years, why: 'exit-already-proposed' })]
    : [proposal(caseId, titleId, years)];
};

export const proposal = (caseId: string, titleId: string, evaluationYears: readonly number[]): DossierEvent =>
  happened(
    titleEvents.ExitProposed,
    { caseId, titleId, reason: 'two-consecutive-one-star', evaluationYears: [...evaluationYears], investigationId: null },
    { legalBasis: ['measure-2022/24'] },
  );

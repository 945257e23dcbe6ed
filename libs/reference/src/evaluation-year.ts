import { accept, claimed, dayOf, newEvent, record, ref, refuse, text, type Claim, type EventOf, type StreamCategory } from '@minglu/kernel';
import { programmeYear } from '@minglu/regulation';
import { byMinistryAdmin, referenceAct } from './act.js';
import { documentedEvent } from './document.js';

/**
 * The claim on an evaluation year. The first published result of the year takes it, or the record that no evaluation was held.
 * It is never released, so the two exclude each other, although neither reads the other's stream.
 */
export const evaluatedYear = (year: number): Claim => ({ kind: 'evaluated-year', id: String(year) });

export const evaluationYearEvents = {
  EvaluationNotHeld: documentedEvent({
    type: 'EvaluationNotHeld',
    version: 1,
    title: { zh: '当年未开展评估', en: 'Evaluation not held' },
    freeText: { official: ['reason'] },
    classification: 'INTERNAL',
    payload: record({ evaluationYear: programmeYear(), reason: text() }),
    claims: ({ evaluationYear }) => [evaluatedYear(evaluationYear)],
  }),
};
export type EvaluationYearEvent = EventOf<typeof evaluationYearEvents>;

/** The years in which the ministry held no evaluation (第二十四条: 每年). */
export interface EvaluationYears {
  readonly notHeld: readonly number[];
}
export const evaluationYearsCategory: StreamCategory<EvaluationYears, EvaluationYearEvent> = {
  name: 'evaluation-years',
  events: evaluationYearEvents,
  initial: { notHeld: [] },
  evolve: ({ notHeld }, { data }) => ({ notHeld: [...notHeld, data.evaluationYear] }),
};
export const evaluationYears = ref(evaluationYearsCategory, 'national');

/**
 * Records a year without evaluation (第二十四条). The ministry must evaluate every year, so a missing year is recorded with its reason.
 * The record neither interrupts nor continues a streak of one-star years: a ruling decides that.
 */
export const recordEvaluationNotHeld = referenceAct({
  command: 'RecordEvaluationNotHeld',
  route: 'POST /evaluation-years/{evaluationYear}/not-held-records',
  title: { zh: '登记当年未开展评估', en: 'Record a year without evaluation' },
  legalBasis: ['measure-2022/24'],
  payload: evaluationYearEvents.EvaluationNotHeld.payload,
  example: () => ({ evaluationYear: 2024, reason: '当年未组织评估' }),
  by: byMinistryAdmin,
  on: () => [evaluationYears],
  reads: ({ evaluationYear }) => ({ results: claimed(evaluatedYear(evaluationYear)) }),
  decide: ({ data, at }, { state }, { results }) => {
    const { evaluationYear } = data;
    if (state.notHeld.includes(evaluationYear))
      return refuse('already-recorded', 'measure-2022/24', `${evaluationYear} 年度已登记`, `${evaluationYear} is already recorded`, {
        evaluationYear,
      });
    if (evaluationYear > Number(dayOf(at).slice(0, 4)))
      return refuse('year-in-future', 'measure-2022/24', `${evaluationYear} 年度尚未到来`, `${evaluationYear} has not begun`, {
        evaluationYear,
      });
    if (results.held)
      return refuse(
        'year-already-evaluated',
        'measure-2022/24',
        `${evaluationYear} 年度已发布评估结果，不能登记为未开展评估`,
        `results of ${evaluationYear} are published, so the evaluation was held`,
        { years: [evaluationYear] },
      );
    return accept([newEvent(evaluationYearEvents.EvaluationNotHeld, data)]);
  },
});

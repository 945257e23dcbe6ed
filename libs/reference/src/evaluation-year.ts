import {
  accept,
  claimed,
  dayOf,
  defineEvent,
  newEvent,
  record,
  ref,
  refuse,
  text,
  Type,
  type Claim,
  type EventOf,
  type StreamCategory,
} from '@minglu/kernel';
import { byMinistryAdmin, referenceAct } from './act.js';

/**
 * Held by the first result that is published for a year or by the record that none was held, whichever came first, and
 * never let go: so the two cannot both come to be, though neither knows the stream of the other.
 */
export const evaluatedYear = (year: number): Claim => ({ kind: 'evaluated-year', id: String(year) });

export const evaluationYearEvents = {
  EvaluationNotHeld: defineEvent({
    type: 'EvaluationNotHeld',
    version: 1,
    title: { zh: '当年未开展评估', en: 'Evaluation not held' },
    freeText: { official: ['reason'] },
    classification: 'INTERNAL',
    payload: record({ evaluationYear: Type.Integer({ minimum: 2010, maximum: 2100 }), reason: text() }),
    claims: ({ evaluationYear }) => [evaluatedYear(evaluationYear)],
  }),
};
export type EvaluationYearEvent = EventOf<typeof evaluationYearEvents>;

/** The years in which the ministry held no evaluation (第二十四条：每年). */
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

/** 登记当年未开展评估（第二十四条）：每年评估是部的职责，缺一年须记明。It ends no row and makes none: a ruling says what it means. */
export const recordEvaluationNotHeld = referenceAct({
  command: 'RecordEvaluationNotHeld',
  title: { zh: '登记当年未开展评估', en: 'Record a year without evaluation' },
  legalBasis: ['measure-2022/24'],
  payload: evaluationYearEvents.EvaluationNotHeld.payload,
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
      return refuse('year-in-future', 'measure-2022/24', `${evaluationYear} 年度尚未到来`, `${evaluationYear} has not come`, {
        evaluationYear,
      });
    if (results.held)
      return refuse(
        'year-already-evaluated',
        'measure-2022/24',
        `${evaluationYear} 年度已发布评估结果，不能登记为未开展评估`,
        `results of ${evaluationYear} are published: it was held`,
        { years: [evaluationYear] },
      );
    return accept([newEvent(evaluationYearEvents.EvaluationNotHeld, data)]);
  },
});

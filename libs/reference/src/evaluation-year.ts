import { accept, dayOf, defineEvent, happened, record, ref, refuse, text, Type, type EventOf, type StreamCategory } from '@minglu/kernel';
import { byMinistryAdmin, referenceAct } from './act.js';

export const evaluationYearEvents = {
  EvaluationNotHeld: defineEvent({
    type: 'EvaluationNotHeld',
    version: 1,
    title: { zh: '当年未开展评估', en: 'Evaluation not held' },
    classification: 'INTERNAL',
    payload: record({ evaluationYear: Type.Integer({ minimum: 2010, maximum: 2100 }), reason: text() }),
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
  decide: ({ data, at }, { state }) => {
    const { evaluationYear } = data;
    if (state.notHeld.includes(evaluationYear))
      return refuse('already-recorded', 'measure-2022/24', `${evaluationYear} 年度已登记`, `${evaluationYear} is already recorded`, {
        evaluationYear,
      });
    if (evaluationYear > Number(dayOf(at).slice(0, 4)))
      return refuse('year-in-future', 'measure-2022/24', `${evaluationYear} 年度尚未到来`, `${evaluationYear} has not come`, {
        evaluationYear,
      });
    return accept([happened(evaluationYearEvents.EvaluationNotHeld, data)]);
  },
});

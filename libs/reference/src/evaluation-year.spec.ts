import { accept, defineEvent, newEvent, record as payloadOf, ref, Type, type StreamCategory } from '@minglu/kernel';
import { evaluatedYear, evaluationYears } from './index.js';
import { fresh } from './testing/fresh.js';

const admin = { role: 'ministry-admin', org: 'MIIT', person: 'admin-1' };
const record = (evaluationYear: number, at = '2025-01-02T09:00:00+08:00', by = admin) => ({
  by,
  at,
  do: 'RecordEvaluationNotHeld',
  with: { evaluationYear, reason: '机构改革' },
});

// Evaluation results are in dossiers, which this library does not know. A stream category with the same claim stands in for them.
const resultOf = defineEvent({
  type: 'ResultOf',
  version: 1,
  title: { zh: '某年度结果', en: 'Result of a year' },
  classification: 'PUBLIC',
  payload: payloadOf({ year: Type.Integer() }),
  claims: ({ year }) => [evaluatedYear(year)],
});
const results: StreamCategory<null, { readonly type: 'ResultOf'; readonly data: { readonly year: number } }> = {
  name: 'result',
  events: { resultOf },
  initial: null,
  evolve: () => null,
};
const publish = {
  command: 'Publish',
  title: { zh: '发布', en: 'Publish' },
  legalBasis: [],
  payload: payloadOf({ year: Type.Integer() }),
  by: { 'ministry-admin': () => true },
  on: () => [ref(results, 'a')],
  decide: ({ data }: { data: { year: number } }) => accept([newEvent(resultOf, data)]),
};
const publishing = (year: number) => ({ by: admin, at: '2025-01-01T09:00:00+08:00', do: 'Publish', with: { year } });
const withResults = () => fresh([publish], [results]);

describe('RecordEvaluationNotHeld (第二十四条: 每年)', () => {
  it('records a year without evaluation, with its reason', () => {
    const it = fresh();
    const [event] = it.when(record(2024)).then('EvaluationNotHeld').thenWarns().events;
    expect(event!.data).toEqual({ evaluationYear: 2024, reason: '机构改革' });
    it.when(record(2022)).then('EvaluationNotHeld');
    expect(it.state(evaluationYears)).toEqual({ notHeld: [2024, 2022] });
  });
  it('records a year once', () => {
    const { refusal } = fresh().given(record(2024)).when(record(2024)).thenRefused('already-recorded', 'measure-2022/24');
    expect(refusal).toMatchObject({
      details: { evaluationYear: 2024 },
      message: { zh: '2024 年度已登记', en: '2024 is already recorded' },
    });
  });
  it('is refused for a year with a published result, and for no other', () => {
    const it = withResults().given(publishing(2024));
    const { refusal } = it.when(record(2024)).thenRefused('year-already-evaluated', 'measure-2022/24');
    expect(refusal).toMatchObject({
      details: { years: [2024] },
      message: { zh: '2024 年度已发布评估结果，不能登记为未开展评估', en: 'results of 2024 are published, so the evaluation was held' },
    });
    it.when(record(2023)).then('EvaluationNotHeld');
  });
  it('takes the claim that the first result of the year would take at the same time', () => {
    const it = withResults().given(record(2024));
    expect(() => it.when(publishing(2024))).toThrow('claims evaluated-year/2024, which evaluation-years/national holds');
  });
  it('is for a year that has begun in Shanghai', () => {
    fresh().when(record(2025)).then('EvaluationNotHeld');
    const { refusal } = fresh().when(record(2026)).thenRefused('year-in-future', 'measure-2022/24');
    expect(refusal).toMatchObject({ details: { evaluationYear: 2026 }, message: { zh: '2026 年度尚未到来', en: '2026 has not begun' } });
    fresh().when(record(2025, '2024-12-31T23:59:59+08:00')).thenRefused('year-in-future');
    fresh().when(record(2025, '2024-12-31T16:00:00Z')).then('EvaluationNotHeld');
  });
  it('is reserved to the ministry administrator', () => {
    for (const by of [
      { ...admin, org: '440000' },
      { ...admin, role: 'ministry-officer' },
    ])
      fresh()
        .when(record(2024, undefined, by))
        .thenRefused('not-authorised', 'measure-2022/24');
  });
});

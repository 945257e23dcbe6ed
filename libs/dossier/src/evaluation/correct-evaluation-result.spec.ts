import {
  admin,
  command,
  correctingResult,
  deadlineOf,
  dossierOf,
  exited,
  exitProposed,
  flags,
  officer,
  on,
  ordering,
  publishing,
  serving,
  settling,
  statusOf,
  longTitled,
  titledPark,
  withdrawingProposal,
} from '../testing/index.js';

const STAR = 'two-consecutive-one-star';

describe('CorrectEvaluationResult (article 24)', () => {
  it('replaces the stars', () => {
    const it = longTitled().given(publishing(2024, 3), publishing(2025, 1));
    const [event] = it.when(correctingResult(2025, 2)).then('EvaluationResultCorrected').thenWarns().events;
    expect(event!.data).toEqual({
      caseId: 'a',
      titleId: 't-a',
      evaluationYear: 2025,
      oldStars: 1,
      newStars: 2,
      reason: '数据有误',
      documentNumber: '2号',
    });
    expect(dossierOf(it).evaluation?.results).toEqual([
      { year: 2024, covers: [2024], stars: 3 },
      { year: 2025, covers: [2025], stars: 2 },
    ]);
    expect(flags(it)).toEqual([]);
  });
  it('needs an existing result, and must change it', () => {
    const it = longTitled().given(publishing(2025, 1));
    expect(it.when(correctingResult(2024, 2)).thenRefused('no-such-result', 'measure-2022/24').refusal!.details).toEqual({
      evaluationYear: 2024,
    });
    expect(it.when(correctingResult(2025, 1)).thenRefused('nothing-corrected', 'measure-2022/24').refusal!.details).toEqual({ stars: 1 });
    longTitled().when(correctingResult(2025, 2)).thenRefused('no-such-result');
  });
  it('refuses a city without stars, and stars that are not provided for a park', () => {
    const none = (data: Record<string, unknown>) => ({
      ...correctingResult(2025, 1),
      with: { ...correctingResult(2025, 1).with, ...data },
    });
    longTitled()
      .given(publishing(2025, 1))
      .when(none({ stars: null }))
      .thenRefused('stars-missing', 'measure-2022/24');
    const park = titledPark().given(publishing(2025, null));
    park.when(correctingResult(2025, 1)).thenRefused('stars-not-provided-for', 'policy/park-maximum-stars');
    park.when(none({ stars: null })).thenRefused('nothing-corrected');
    park.given(command(admin, on('2026-03-08'), 'SetPolicy', { key: 'policy/park-maximum-stars', value: 2, documentNumber: '1号' }));
    park.when(correctingResult(2025, 3)).thenRefused('stars-not-provided-for', 'policy/park-maximum-stars');
    park.when(correctingResult(2025, 2)).then('EvaluationResultCorrected');
    park.when(none({ stars: null })).then('EvaluationResultCorrected');
  });
  it('withdraws the proposed exit for the year, and the holder learns of it', () => {
    for (const year of [2024, 2025]) {
      const it = longTitled().given(publishing(2024, 1), publishing(2025, 1));
      const [, event] = it.when(correctingResult(year, 2)).then('EvaluationResultCorrected', 'ExitProposalWithdrawn').events;
      expect(event!.data).toEqual({
        caseId: 'a',
        titleId: 't-a',
        reason: STAR,
        disclosed: true,
        remains: false,
        ends: [],
        reasons: '数据有误',
      });
      expect(dossierOf(it)).toMatchObject({ status: 'TITLED', title: { exitProposal: null } });
    }
  });
  it('withdraws a proposed exit that rests on a ruling', () => {
    longTitled()
      .given(publishing(2023, 1), publishing(2025, 1), settling(true))
      .when({ ...correctingResult(2025, 2), at: on('2026-03-11') })
      .then('EvaluationResultCorrected', 'ExitProposalWithdrawn');
  });
  it('leaves a proposal that rests on other years', () => {
    const it = longTitled().given(publishing(2023, 2), publishing(2024, 1), publishing(2025, 1));
    it.when(correctingResult(2023, 3)).then('EvaluationResultCorrected');
    expect(statusOf(it)).toBe('EXIT_PROPOSED');
    it.when(correctingResult(2023, 1)).then('EvaluationResultCorrected');
    expect(dossierOf(it)).toMatchObject({
      title: { exitProposal: { evaluationYears: [2024, 2025] }, furtherProposal: null },
      evaluation: { ambiguous: null },
    });
  });
  it('proposes the exit again for two other years in a row, which needs a new notice', () => {
    const three = () => longTitled().given(publishing(2024, 1), publishing(2025, 1), publishing(2026, 1));
    const it = three().given(serving('exit', { basis: ['measure-2022/24'] }, on('2026-03-08', '11:00:00')));
    const [, withdrawn, proposed] = it
      .when(correctingResult(2024, 2))
      .then('EvaluationResultCorrected', 'ExitProposalWithdrawn', 'ExitProposed').events;
    expect(withdrawn!.data).toMatchObject({ reason: STAR, ends: ['pr1'] });
    expect(proposed).toMatchObject({ legalBasis: ['measure-2022/24'], data: { reason: STAR, evaluationYears: [2025, 2026] } });
    expect(dossierOf(it)).toMatchObject({ status: 'EXIT_PROPOSED', proceedings: [{ id: 'pr1', ended: true }] });
    three().when(correctingResult(2025, 2)).then('EvaluationResultCorrected', 'ExitProposalWithdrawn');
    three().when(correctingResult(2026, 2)).then('EvaluationResultCorrected');
  });
  it('finds earlier years too, even if they became known while the exit was proposed', () => {
    const it = longTitled().given(publishing(2024, 1), publishing(2025, 1), publishing(2023, 1));
    it.when(correctingResult(2025, 2)).then('EvaluationResultCorrected', 'ExitProposalWithdrawn', 'ExitProposed');
    expect(dossierOf(it).title?.exitProposal).toMatchObject({ evaluationYears: [2023, 2024] });
  });
  it('does not propose the exit automatically for years whose proposal the ministry has withdrawn', () => {
    const it = longTitled().given(publishing(2023, 1), publishing(2024, 1), withdrawingProposal(), publishing(2025, 1));
    it.when(correctingResult(2025, 2)).then('EvaluationResultCorrected', 'ExitProposalWithdrawn');
    expect(dossierOf(it)).toMatchObject({
      status: 'TITLED',
      title: {
        withdrawnFor: [
          [2023, 2024],
          [2024, 2025],
        ],
      },
    });
  });
  it('proposes the exit for the same years again if the year is corrected back', () => {
    const it = longTitled().given(publishing(2024, 1), publishing(2025, 1), correctingResult(2025, 2));
    it.when(correctingResult(2025, 1)).then('EvaluationResultCorrected', 'ExitProposed');
    expect(dossierOf(it).title).toMatchObject({ exitProposal: { evaluationYears: [2024, 2025] }, withdrawnFor: [] });
  });
  it('leaves a proposed exit for fraud', () => {
    const it = exitProposed().given(publishing(2025, 1));
    it.when(correctingResult(2025, 2)).then('EvaluationResultCorrected');
    expect(statusOf(it)).toBe('EXIT_PROPOSED');
  });
  it('can complete a streak by a correction to one star', () => {
    longTitled()
      .given(publishing(2024, 1), publishing(2025, 2))
      .when(correctingResult(2025, 1))
      .then('EvaluationResultCorrected', 'ExitProposed');
    longTitled()
      .given(publishing(2024, 2), publishing(2025, 1))
      .when(correctingResult(2024, 1))
      .then('EvaluationResultCorrected', 'ExitProposed');
    longTitled()
      .given(publishing(2023, 1), publishing(2025, 2))
      .when(correctingResult(2025, 1))
      .then('EvaluationResultCorrected', 'StreakAmbiguous');
  });
  it('removes a question that waits for a ruling', () => {
    const it = longTitled().given(publishing(2023, 1), publishing(2025, 1));
    it.fork().given(correctingResult(2023, 2)).when(settling(true)).thenRefused('nothing-to-settle');
    it.given(publishing(2022, 2)).when(correctingResult(2022, 3)).then('EvaluationResultCorrected');
    expect(dossierOf(it).evaluation?.ambiguous).toEqual([2023, 2025]);
  });
  it('ends the rectification of the year and its deadline if the year now has more than one star', () => {
    const it = longTitled().given(publishing(2025, 1), ordering({ dueDate: '2026-06-30' }));
    expect(deadlineOf(it, 'rectification')).toMatchObject({ endsAt: '2026-07-01T00:00:00+08:00' });
    it.given(correctingResult(2025, 2));
    expect(dossierOf(it)).toMatchObject({ deadlines: [], evaluation: { rectifications: [] } });
    expect(flags(it)).toEqual([]);
  });
  it('leaves the rectification of another year', () => {
    const it = longTitled().given(publishing(2023, 2), publishing(2025, 1), ordering({ dueDate: '2026-06-30' }), correctingResult(2023, 3));
    expect(deadlineOf(it, 'rectification')).toBeDefined();
    expect(dossierOf(it).evaluation?.rectifications).toMatchObject([{ year: 2025 }]);
    it.given(correctingResult(2023, 1));
    expect(flags(it)).toEqual(['REMINDER_DUE', 'RECTIFYING', 'STREAK_AMBIGUOUS']);
  });
  it('is one act of the approver, for a result that exists', () => {
    longTitled()
      .given(publishing(2025, 1))
      .when({ ...correctingResult(2025, 2), by: officer })
      .thenRefused('not-authorised', 'measure-2022/24');
    exited()
      .when({ ...correctingResult(2025, 2), at: on('2026-03-20') })
      .thenRefused('no-such-result', 'measure-2022/24');
  });
});

import type { World } from '@minglu/kernel/testing';
import {
  admin,
  allPassed,
  announcing,
  approver,
  city,
  command,
  conferring,
  correctingResult,
  dossierOf,
  evaluationCampaign,
  exited,
  exitProposed,
  flags,
  officer,
  on,
  passing,
  plausible,
  posting,
  publishing,
  serving,
  statementClosed,
  statusOf,
  longTitled,
  titled,
  titledPark,
  withdrawingProposal,
} from '../testing/index.js';

const STAR = 'two-consecutive-one-star';
/** Two titled cities, `t-a` and `t-b`. */
const two = (): World => {
  const it = allPassed({ a: '330100', b: '340100' }, '2025-09-25').given(posting('p1', ['a', 'b']));
  it.given(passing(it, 'publicity-window', 'a'), passing(it, 'publicity-window', 'b'));
  return it.given(conferring(), conferring({ caseId: 'b', titleId: 't-b' }));
};
const both = (a: unknown, b: unknown) => ({
  results: [
    { titleId: 't-a', stars: a },
    { titleId: 't-b', stars: b },
  ],
});
const notHeld = (evaluationYear: number) =>
  command(admin, on('2026-03-01'), 'RecordEvaluationNotHeld', { evaluationYear, reason: '未部署' });
const settingMost = (value: number | null) =>
  command(admin, on('2026-03-01'), 'SetPolicy', { key: 'policy/park-maximum-stars', value, documentNumber: '1号' });

describe('PublishEvaluationResults (article 24)', () => {
  it('records the stars that the ministry decided', () => {
    const it = longTitled();
    const results = [{ titleId: 't-a', stars: 2, rank: 7 }];
    const [event] = it.when(publishing(2025, 2, { results })).then('EvaluationResultPublished').events;
    expect(event!.data).toEqual({
      caseId: 'a',
      titleId: 't-a',
      applicant: '330100',
      applicantName: '杭州市',
      evaluationYear: 2025,
      coversYears: [2025],
      stars: 2,
      rank: 7,
      documentNumber: '1号',
      firstForYears: [2025],
    });
    expect(dossierOf(it)).toMatchObject({ status: 'TITLED', evaluation: { results: [{ year: 2025, covers: [2025], stars: 2 }] } });
    expect(flags(it)).toEqual([]);
  });
  it('warns only if the province has not approved the materials', () => {
    const warned = longTitled().when(publishing(2025, 3)).thenWarns('materials-not-approved');
    expect(warned.warnings[0]!.legalBasis).toEqual(['notice-2023-277/2.2']);
    expect(warned.events[0]!.data).toMatchObject({ rank: null });
    const it = longTitled().given(evaluationCampaign);
    it.given(plausible(it).SubmitEvaluation);
    it.fork().when(publishing(2025, 3)).thenWarns('materials-not-approved');
    it.given(plausible(it).ApproveMaterials);
    it.fork().when(publishing(2024, 3)).thenWarns('materials-not-approved');
    it.when(publishing(2025, 3)).thenWarns();
  });
  it('names many titles, each with its own result', () => {
    const it = two();
    const outcome = it.when(publishing(2025, 0, both(3, 1))).then('EvaluationResultPublished', 'EvaluationResultPublished');
    expect(outcome.events.map(({ data }) => data)).toMatchObject([
      { titleId: 't-a', stars: 3 },
      { titleId: 't-b', stars: 1 },
    ]);
    expect([flags(it, 'a'), flags(it, 'b')]).toEqual([[], ['REMINDER_DUE']]);
  });
  it('is refused whole if one of the results is not allowed', () => {
    const it = two().given(publishing(2025, 0, { results: [{ titleId: 't-b', stars: 2 }] }));
    it.when(publishing(2025, 0, both(3, 1))).thenRefused('year-already-evaluated', 'measure-2022/24');
    it.when(publishing(2026, 0, both(3, null))).thenRefused('stars-missing', 'measure-2022/24');
    it.when(publishing(2026, 0, { results: [...both(3, 2).results, { titleId: 't-9', stars: 1 }] })).thenRefused('unknown-id');
    expect(dossierOf(it, 'a').evaluation).toBeNull();
  });
  it.each([1, 2])('is refused if a title is named twice, with another result or the same: %i', (second) => {
    const results = [1, second].map((stars) => ({ titleId: 't-a', stars }));
    const { refusal } = longTitled()
      .when(publishing(2025, 1, { results }))
      .thenRefused('title-named-twice', 'measure-2022/24');
    expect(refusal!.details).toEqual({ twice: ['t-a'] });
    expect(refusal!.message.zh).toContain('t-a');
  });
  it('refuses a year in the future', () => {
    longTitled().when(publishing(2026, 3)).then('EvaluationResultPublished');
    const { refusal } = longTitled().when(publishing(2027, 3)).thenRefused('year-in-future', 'measure-2022/24');
    expect(refusal!.details).toEqual({ evaluationYear: 2027 });
    const newYear = (at: string) => longTitled().when({ ...publishing(2026, 3), at });
    newYear('2026-01-01T00:00:00+08:00').then('EvaluationResultPublished');
    newYear('2025-12-31T23:59:59+08:00').thenRefused('year-in-future');
  });
  it('counts merged years once; they follow one another, and the evaluation year is the last', () => {
    const it = longTitled();
    const [event] = it.when(publishing(2025, 3, { coversYears: [2025, 2024, 2024, 2023] })).then('EvaluationResultPublished').events;
    expect(event!.data).toMatchObject({ evaluationYear: 2025, coversYears: [2023, 2024, 2025] });
    expect(dossierOf(it).evaluation?.results).toEqual([{ year: 2025, covers: [2023, 2024, 2025], stars: 3 }]);
    const [plain] = longTitled()
      .when(publishing(2025, 3, { coversYears: [2024] }))
      .then('EvaluationResultPublished').events;
    expect(plain!.data).toMatchObject({ coversYears: [2024, 2025] });
    const refused = (coversYears: readonly number[]) =>
      longTitled()
        .when(publishing(2025, 3, { coversYears }))
        .thenRefused('years-not-contiguous', 'measure-2022/24').refusal!.details;
    expect(refused([2023, 2025])).toEqual({ coversYears: [2023, 2025] });
    expect(refused([2025, 2026])).toEqual({ coversYears: [2025, 2026] });
    expect(refused([2022, 2023])).toEqual({ coversYears: [2022, 2023, 2025] });
  });
  it('is refused for a year that already has a result, alone or merged', () => {
    const merged = longTitled().given(publishing(2025, 3, { coversYears: [2024, 2025] }));
    const refused = (year: number, more: Record<string, unknown> = {}) =>
      merged.when(publishing(year, 3, more)).thenRefused('year-already-evaluated', 'measure-2022/24').refusal!.details;
    expect(refused(2025)).toEqual({ years: [2025] });
    expect(refused(2024)).toEqual({ years: [2024] });
    expect(refused(2026, { coversYears: [2024, 2025, 2026] })).toEqual({ years: [2024, 2025] });
    merged.when(publishing(2023, 3)).then('EvaluationResultPublished');
    merged.when(publishing(2026, 3)).then('EvaluationResultPublished');
  });
  it('takes back the record that the year was not held, by itself and with a warning (decisions 28)', () => {
    const it = longTitled().given(notHeld(2024));
    const outcome = it.when(publishing(2024, 1)).then('EvaluationResultPublished');
    outcome.thenWarns('was-recorded-as-not-held', 'materials-not-approved', 'remedies-not-told');
    expect(outcome.events[0]!.data).toMatchObject({ evaluationYear: 2024 });
    it.when(publishing(2025, 1)).then('EvaluationResultPublished', 'ExitProposed');
    it.when(notHeld(2024)).thenRefused('already-recorded', 'measure-2022/24');
  });
  it('of merged years may make up for a year on record as not held', () => {
    const it = longTitled().given(notHeld(2024));
    it.when(publishing(2025, 3, { coversYears: [2024, 2025] }))
      .then('EvaluationResultPublished')
      .thenWarns('materials-not-approved');
  });
  it('is for years that ended after the title was conferred (decisions 28)', () => {
    const it = titled();
    const refused = (year: number, more = {}) =>
      it.when(publishing(year, 3, more)).thenRefused('year-before-the-title', 'measure-2022/24').refusal!.details;
    expect(refused(2024)).toEqual({ years: [2024], effectiveDate: '2025-10-21' });
    expect(refused(2025, { coversYears: [2023, 2024, 2025] })).toMatchObject({ years: [2023, 2024] });
    it.when(publishing(2025, 3)).then('EvaluationResultPublished');
    it.when(publishing(2026, 3)).then('EvaluationResultPublished');
  });
  describe('marks the year as held', () => {
    const refused = (it: World, year: number) =>
      it.when(notHeld(year)).thenRefused('year-already-evaluated', 'measure-2022/24').refusal!.details;
    const firstFor = (it: World, command: ReturnType<typeof publishing>) =>
      it.when(command).events.map(({ data }) => (data as { firstForYears?: readonly number[] }).firstForYears);
    const of = (titleId: string) => ({ results: [{ titleId, stars: 3 }] });

    it('marks every year that it covers, so that none can be recorded as not held', () => {
      const it = longTitled().given(publishing(2025, 3, { coversYears: [2024, 2025] }));
      expect(refused(it, 2025)).toEqual({ years: [2025] });
      expect(refused(it, 2024)).toEqual({ years: [2024] });
      it.when(notHeld(2023)).then('EvaluationNotHeld');
    });
    it('marks the year by its first result, of the title that is named first', () => {
      const it = two();
      expect(firstFor(it, publishing(2025, 0, both(3, 2)))).toEqual([[2025], undefined]);
      expect(refused(it, 2025)).toEqual({ years: [2025] });
    });
    it('marks the year by the earliest publication; a later one adds only new years', () => {
      const it = longTitled().given(
        command(admin, on('2026-03-01'), 'ImportLegacyTitle', {
          titleId: 't-b',
          cityCode: '340100',
          variant: 'famous',
          conferredOn: '2012-11-01',
          source: '部文件',
        }),
      );
      expect(firstFor(it, publishing(2024, 0, of('t-b')))).toEqual([[2024]]);
      expect(firstFor(it, publishing(2025, 0, { ...of('t-a'), coversYears: [2023, 2024, 2025] }))).toEqual([[2023, 2025]]);
      expect(firstFor(it, publishing(2025, 0, of('t-b')))).toEqual([undefined]);
      for (const year of [2023, 2024, 2025]) refused(it, year);
    });
    it('leaves a year that is recorded as not held if a merged evaluation covers it', () => {
      const it = longTitled().given(notHeld(2024));
      expect(firstFor(it, publishing(2025, 3, { coversYears: [2024, 2025] }))).toEqual([[2025]]);
      it.when(notHeld(2024)).thenRefused('already-recorded');
    });
    it('keeps the mark if the result is corrected and the title has ended', () => {
      const it = longTitled().given(publishing(2024, 3), { ...correctingResult(2024, 2), at: on('2026-03-08', '11:00:00') });
      expect(refused(it, 2024)).toEqual({ years: [2024] });
      const gone = statementClosed(exitProposed(it).given(serving('exit'))).given(announcing());
      expect(statusOf(gone)).toBe('EXITED');
      expect(refused(gone, 2024)).toEqual({ years: [2024] });
    });
  });
  it('refuses a city without stars, and stars that are not provided for a park', () => {
    longTitled().when(publishing(2025, null)).thenRefused('stars-missing', 'measure-2022/24');
    titledPark().when(publishing(2025, null)).then('EvaluationResultPublished');
    const none = titledPark().when(publishing(2025, 1)).thenRefused('stars-not-provided-for', 'policy/park-maximum-stars');
    expect(none.refusal!.details).toEqual({ most: null });
    const it = titledPark().given(settingMost(2));
    const over = it.when(publishing(2025, 3)).thenRefused('stars-not-provided-for', 'policy/park-maximum-stars');
    expect(over.refusal).toMatchObject({ details: { most: 2 }, message: { zh: '名园最高 2 星', en: 'a park has at most 2 stars' } });
    it.when(publishing(2025, 2)).then('EvaluationResultPublished');
    longTitled().given(settingMost(2)).when(publishing(2025, 3)).then('EvaluationResultPublished');
  });
  it('is possible only for an approver, for standing titles', () => {
    longTitled()
      .when({ ...publishing(2025, 3), by: officer })
      .thenRefused('not-authorised', 'measure-2022/24');
    longTitled()
      .when({ ...publishing(2025, 3), by: { ...approver, org: '330000' } })
      .thenRefused('not-authorised');
    longTitled()
      .when({ ...publishing(2025, 3), by: city('330100') })
      .thenRefused('not-authorised');
    exited()
      .when({ ...publishing(2025, 3), at: on('2026-03-20') })
      .thenRefused('not-in-this-state', 'measure-2022/24');
    exitProposed(longTitled()).when(publishing(2025, 3)).then('EvaluationResultPublished');
  });
});

describe('one star', () => {
  it('asks for a reminder and an order, and proposes no exit alone', () => {
    const it = longTitled();
    it.when(publishing(2025, 1)).then('EvaluationResultPublished');
    expect(statusOf(it)).toBe('TITLED');
    expect(flags(it)).toEqual(['REMINDER_DUE']);
  });
  it('leads to a proposed exit, and only a proposed one, if two years are in a row', () => {
    const it = longTitled().given(publishing(2024, 1));
    const [, event] = it.when(publishing(2025, 1)).then('EvaluationResultPublished', 'ExitProposed').events;
    expect(event).toMatchObject({
      legalBasis: ['measure-2022/24'],
      data: { caseId: 'a', titleId: 't-a', reason: STAR, evaluationYears: [2024, 2025], investigationId: null },
    });
    expect(dossierOf(it)).toMatchObject({
      status: 'EXIT_PROPOSED',
      title: { exitProposal: { reason: STAR, evaluationYears: [2024, 2025], investigationId: null } },
    });
  });
  it('leads to a proposed exit if the year before is published later', () => {
    longTitled().given(publishing(2025, 1)).when(publishing(2024, 1)).then('EvaluationResultPublished', 'ExitProposed');
  });
  it('waits for a ruling if a year without evaluation lies between', () => {
    const it = longTitled().given(publishing(2023, 1), notHeld(2024));
    const [, event] = it.when(publishing(2025, 1)).then('EvaluationResultPublished', 'StreakAmbiguous').events;
    expect(event!.data).toEqual({ caseId: 'a', titleId: 't-a', years: [2023, 2025], why: 'gap' });
    expect(dossierOf(it)).toMatchObject({ status: 'TITLED', evaluation: { ambiguous: [2023, 2025] } });
    expect(flags(it)).toEqual(['REMINDER_DUE', 'STREAK_AMBIGUOUS']);
  });
  it('waits for a ruling if years were merged', () => {
    const it = longTitled().given(publishing(2023, 1));
    const [, event] = it
      .when(publishing(2025, 1, { coversYears: [2024, 2025] }))
      .then('EvaluationResultPublished', 'StreakAmbiguous').events;
    expect(event!.data).toMatchObject({ years: [2023, 2025], why: 'merged-result' });
  });
  it('is no streak any more if a better year between becomes known', () => {
    const it = longTitled().given(publishing(2023, 1), publishing(2025, 1));
    it.when(publishing(2024, 2)).then('EvaluationResultPublished');
    expect(dossierOf(it).evaluation?.ambiguous).toBeNull();
  });
  it('is a certain streak if the year between has one star too, and needs no ruling', () => {
    const it = longTitled().given(publishing(2023, 1), publishing(2025, 1));
    it.when(publishing(2024, 1)).then('EvaluationResultPublished', 'ExitProposed');
    expect(dossierOf(it).evaluation?.ambiguous).toBeNull();
  });
  it('keeps its question open if another year is published', () => {
    const it = longTitled().given(publishing(2023, 1), publishing(2025, 1));
    it.given(publishing(2022, 2), publishing(2026, 2));
    expect(dossierOf(it).evaluation?.ambiguous).toEqual([2023, 2025]);
  });
  it('has no consequence a third time while an exit is proposed for the years before', () => {
    const it = longTitled().given(publishing(2024, 1), publishing(2025, 1));
    it.when(publishing(2026, 1)).then('EvaluationResultPublished');
    expect(dossierOf(it)).toMatchObject({
      title: { exitProposal: { evaluationYears: [2024, 2025] }, furtherProposal: null },
      evaluation: { ambiguous: null },
    });
  });
  it('leads to a proposed exit a third time if the earlier proposal was withdrawn', () => {
    const it = longTitled().given(publishing(2024, 1), publishing(2025, 1), withdrawingProposal());
    it.when(publishing(2026, 1)).then('EvaluationResultPublished', 'ExitProposed');
    expect(dossierOf(it).title?.exitProposal).toMatchObject({ evaluationYears: [2025, 2026] });
  });
  it('leads to a proposal of its own beside one for fraud', () => {
    const it = exitProposed(longTitled()).given(publishing(2024, 1));
    it.when(publishing(2025, 1)).then('EvaluationResultPublished', 'ExitProposed');
    expect(dossierOf(it).title).toMatchObject({ exitProposal: { reason: 'fraud' }, furtherProposal: { reason: STAR } });
  });
  it('counts for a park as for a city', () => {
    titledPark().given(settingMost(3), publishing(2025, 1)).when(publishing(2026, 1)).then('EvaluationResultPublished', 'ExitProposed');
  });
});

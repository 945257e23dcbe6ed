import {
  announcing,
  correctingResult,
  dossierOf,
  exitProposed,
  flags,
  officer,
  on,
  publishing,
  serving,
  settling,
  longTitled,
  statementClosed,
} from '../testing/index.js';

const gap = (before = longTitled()) => before.given(publishing(2023, 1), publishing(2025, 1));

describe('SettleStreak (articles 24 and 27)', () => {
  it('rules that the years are in a row, and proposes the exit', () => {
    const it = gap();
    const [settled, proposed] = it.when(settling(true)).then('StreakSettled', 'ExitProposed').events;
    expect(settled!.data).toEqual({
      caseId: 'a',
      titleId: 't-a',
      years: [2023, 2025],
      consecutive: true,
      documentNumber: '3号',
      reasons: '裁定',
    });
    expect(proposed).toMatchObject({
      legalBasis: ['measure-2022/24'],
      data: { reason: 'two-consecutive-one-star', evaluationYears: [2023, 2025], investigationId: null },
    });
    expect(dossierOf(it)).toMatchObject({ status: 'EXIT_PROPOSED', evaluation: { ambiguous: null } });
    expect(flags(it)).not.toContain('STREAK_AMBIGUOUS');
  });
  it('rules that the years are not in a row, and the title stands', () => {
    const it = gap();
    const [settled] = it.when(settling(false)).then('StreakSettled').events;
    expect(settled!.data).toMatchObject({ consecutive: false });
    expect(dossierOf(it)).toMatchObject({ status: 'TITLED', evaluation: { ambiguous: null } });
    it.when(settling(true)).thenRefused('nothing-to-settle', 'measure-2022/24');
  });
  it('answers one question after another, the earliest first', () => {
    const it = gap().given(publishing(2021, 1));
    expect(dossierOf(it).evaluation).toMatchObject({ ambiguous: [2023, 2025], furtherAmbiguous: [[2021, 2023]] });
    const years = () => it.when(settling(false)).then('StreakSettled').events[0]!.data;
    expect(years()).toMatchObject({ years: [2023, 2025] });
    expect(flags(it)).toContain('STREAK_AMBIGUOUS');
    expect(years()).toMatchObject({ years: [2021, 2023] });
    expect(flags(it)).not.toContain('STREAK_AMBIGUOUS');
    it.when(settling(false)).thenRefused('nothing-to-settle');
  });
  it('drops only the questions that a correction or a year between has answered', () => {
    const three = () => gap().given(publishing(2021, 1));
    const corrected = three().given(correctingResult(2025, 2));
    expect(dossierOf(corrected).evaluation).toMatchObject({ ambiguous: [2021, 2023], furtherAmbiguous: [] });
    expect(dossierOf(three().given(correctingResult(2023, 2))).evaluation).toMatchObject({ ambiguous: null, furtherAmbiguous: [] });
    const between = three().given(publishing(2022, 2));
    expect(dossierOf(between).evaluation).toMatchObject({ ambiguous: [2023, 2025], furtherAmbiguous: [] });
  });
  it('rules on years that waited behind a proposal that was withdrawn', () => {
    const it = longTitled().given(publishing(2022, 1), publishing(2024, 1), publishing(2025, 1), correctingResult(2025, 2));
    expect(dossierOf(it)).toMatchObject({ status: 'TITLED', evaluation: { ambiguous: [2022, 2024] } });
    it.when(settling(true)).then('StreakSettled', 'ExitProposed');
    expect(dossierOf(it).title?.exitProposal).toMatchObject({ evaluationYears: [2022, 2024] });
  });
  it('does not lift an exit that is announced for a later day', () => {
    const told = longTitled().given(
      publishing(2024, 1),
      publishing(2025, 1),
      serving('exit', { basis: ['measure-2022/24'] }, on('2026-03-09')),
    );
    statementClosed(told)
      .given(announcing({ effectiveDate: '2026-04-01' }, on('2026-03-20')))
      .when({ ...settling(false), at: on('2026-03-23') })
      .thenRefused('decision-takes-effect-later', 'measure-2022/24');
  });
  it('needs a question', () => {
    longTitled().when(settling(false)).thenRefused('nothing-to-settle', 'measure-2022/24');
    longTitled().given(publishing(2025, 1)).when(settling(true)).thenRefused('nothing-to-settle');
  });
  it('makes no second proposal for stars beside a standing one', () => {
    const it = longTitled().given(publishing(2022, 1), publishing(2024, 1), publishing(2025, 1));
    it.when(settling(true)).thenRefused('exit-already-proposed', 'measure-2022/24');
    it.when(settling(false)).then('StreakSettled');
    expect(dossierOf(it).title?.exitProposal).toMatchObject({ evaluationYears: [2024, 2025] });
  });
  it('is possible beside a proposal for fraud', () => {
    gap(exitProposed(longTitled())).when(settling(true)).then('StreakSettled', 'ExitProposed');
  });
  it('is possible only for an approver', () => {
    gap()
      .when({ ...settling(true), by: officer })
      .thenRefused('not-authorised', 'measure-2022/24', 'measure-2022/27');
  });
});

import { dossierOf, exitProposed, flags, officer, publishing, settling, titled } from '../testing/index.js';

const gap = (before = titled()) => before.given(publishing(2023, 1), publishing(2025, 1));

describe('SettleStreak (第二十四、二十七条)', () => {
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
  it('rules that they are not, and the title stands', () => {
    const it = gap();
    const [settled] = it.when(settling(false)).then('StreakSettled').events;
    expect(settled!.data).toMatchObject({ consecutive: false });
    expect(dossierOf(it)).toMatchObject({ status: 'TITLED', evaluation: { ambiguous: null } });
    it.when(settling(true)).thenRefused('nothing-to-settle', 'measure-2022/24');
  });
  it('needs a question', () => {
    titled().when(settling(false)).thenRefused('nothing-to-settle', 'measure-2022/24');
    titled().given(publishing(2025, 1)).when(settling(true)).thenRefused('nothing-to-settle');
  });
  it('finds no second proposal for the stars beside one that stands', () => {
    const it = titled().given(publishing(2024, 1), publishing(2025, 1), publishing(2026, 1));
    it.when(settling(true)).thenRefused('exit-already-proposed', 'measure-2022/24');
    it.when(settling(false)).then('StreakSettled');
    expect(dossierOf(it).title?.exitProposal).toMatchObject({ evaluationYears: [2024, 2025] });
  });
  it('is not kept from it by a proposal for fraud', () => {
    gap(exitProposed()).when(settling(true)).then('StreakSettled', 'ExitProposed');
  });
  it('is the approver’s', () => {
    gap()
      .when({ ...settling(true), by: officer })
      .thenRefused('not-authorised', 'measure-2022/24', 'measure-2022/27');
  });
});

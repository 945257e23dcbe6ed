import { classify } from '@minglu/kernel';
import { dossierEvents } from '../case/events.js';
import { command, experts, expert, officer, on, reviewRequested, statusOf, underReview } from '../testing/index.js';

const score = (expertId = 'e1', indicator = 'A1.1', by = { ...expert, person: expertId }) =>
  command(by, on('2025-09-26'), 'ScoreIndicators', { caseId: 'a', expertId, scores: [{ indicator, points: '8.5', comment: '规模领先' }] });

describe('ScoreIndicators (article 17)', () => {
  it('records the scores of each member once, for the ministry only', () => {
    const it = underReview();
    it.when(score()).then('IndicatorsScored');
    it.when(score('e2')).then('IndicatorsScored');
    it.when(score()).thenRefused('already-scored', 'measure-2022/17');
    expect(statusOf(it)).toBe('UNDER_REVIEW');
    expect(classify(dossierEvents.IndicatorsScored, null)).toBe('RESTRICTED');
  });
  it('refuses an expert who does not sit', () => {
    underReview().when(score('e9')).thenRefused('not-authorised', 'measure-2022/17');
    reviewRequested()
      .given(
        command(officer, on('2025-09-25', '08:40:00'), 'ConvenePanel', {
          caseId: 'a',
          panelId: 'p',
          experts: experts('330100', '310000', '110000', '610100', '420100', '420100'),
          recusals: ['e1'],
        }),
      )
      .when(score())
      .thenRefused('not-authorised', 'measure-2022/17');
  });
  it('is given by the member himself (decisions 30)', () => {
    underReview()
      .when(score('e1', 'A1.1', { ...expert, person: 'e9' }))
      .thenRefused('not-authorised', 'measure-2022/17');
    underReview()
      .when(score('e2', 'A1.1', expert))
      .thenRefused('scores-for-another', 'measure-2022/17');
  });
  it('accepts only indicators of the pinned system', () => {
    underReview().when(score('e1', 'Z1.1')).thenRefused('unknown-indicator', 'measure-2022/annex');
  });
  it('accepts only exact decimal points', () => {
    const { refusal } = underReview()
      .when(
        command(expert, on('2025-09-26'), 'ScoreIndicators', {
          caseId: 'a',
          expertId: 'e1',
          scores: [
            { indicator: 'A1.1', points: 1e-19 },
            { indicator: 'A2.1', points: '8' },
          ],
        }),
      )
      .thenRefused('points-not-decimal', 'measure-2022/17');
    expect(refusal).toMatchObject({
      message: { zh: '分值须为小数：A1.1', en: 'points are decimals: A1.1' },
      details: { inexact: ['A1.1'] },
    });
  });
  it('names every indicator that the system lacks', () => {
    const { refusal } = underReview().when(score('e1', 'Z1.1'));
    expect(refusal).toMatchObject({
      message: { zh: '指标体系中没有：Z1.1', en: 'unknown indicators: Z1.1' },
      details: { unknown: ['Z1.1'] },
    });
  });
  it('names each indicator that the system lacks, and each inexact one', () => {
    const scores = (...given: readonly (readonly [string, unknown])[]) =>
      command(expert, on('2025-09-26'), 'ScoreIndicators', {
        caseId: 'a',
        expertId: 'e1',
        scores: given.map(([indicator, points]) => ({ indicator, points })),
      });
    underReview()
      .when(scores(['Z1.1', '1'], ['A1.1', '1'], ['Z1.2', '1']))
      .thenRefused('unknown-indicator', 'measure-2022/annex');
    underReview()
      .when(scores(['A1.1', 1e-19], ['A2.1', 2e-19]))
      .thenRefused('points-not-decimal', 'measure-2022/17');
  });
  it('is possible only for an expert', () => {
    underReview()
      .when(score('e1', 'A1.1', officer))
      .thenRefused('not-authorised', 'measure-2022/17');
  });
});

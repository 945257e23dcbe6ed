import { city, command, dossierOf, officer, on, reviewRequested, underReview } from '../testing/index.js';

const back = (by = officer) => command(by, on('2025-09-26'), 'ReturnReviewMaterials', { caseId: 'a', reasons: '自评报告缺页' });

describe('ReturnReviewMaterials (article 17)', () => {
  it('returns the case to creation; self-assessment and consent stay', () => {
    const it = reviewRequested();
    it.when(back()).then('ReviewMaterialsReturned');
    expect(dossierOf(it)).toMatchObject({
      status: 'CREATING',
      creation: { reviewConsent: true, selfAssessment: { indicatorVersion: '168-2022' } },
    });
  });
  it('is possible before the panel, for the ministry', () => {
    underReview().when(back()).thenRefused('not-in-this-state', 'measure-2022/17');
    reviewRequested()
      .when(back(city('330100')))
      .thenRefused('not-authorised', 'measure-2022/17');
  });
});

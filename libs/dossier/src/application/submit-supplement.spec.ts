import { city, command, dossierOf, material, officer, on, parkSupplement, submitted, supplementRequested } from '../testing/index.js';

const supply = (by = city('441900')) => command(by, on('2023-11-13'), 'SubmitSupplement', { caseId: 'a', materials: [material('other')] });

describe('SubmitSupplement (articles 10 and 11)', () => {
  it('returns to the formal review with the requested materials, and clears the deadline', () => {
    const it = supplementRequested('2023-11-20');
    it.when(supply()).then('SupplementSubmitted');
    expect(dossierOf(it)).toMatchObject({ status: 'SUBMITTED', deadlines: [] });
    expect(dossierOf(it).application?.materials.map(({ kind }) => kind)).toContain('other');
  });
  it('goes back to the ministry where it was asked of a park, once', () => {
    const it = parkSupplement();
    it.when({ ...supply(city('park-1')), at: on('2023-11-14') }).then('SupplementSubmitted');
    expect(dossierOf(it)).toMatchObject({ status: 'AT_MINISTRY', deadlines: [] });
    it.when(command(officer, on('2023-11-15'), 'RequestSupplement', { caseId: 'a', items: ['再补'] })).thenRefused(
      'supplement-already-requested',
      'policy/one-supplement',
    );
  });
  it('is possible only for the applicant, after a request', () => {
    supplementRequested()
      .when(supply(city('440100')))
      .thenRefused('not-authorised', 'measure-2022/10');
    submitted().when(supply()).thenRefused('not-in-this-state', 'measure-2022/11');
  });
});

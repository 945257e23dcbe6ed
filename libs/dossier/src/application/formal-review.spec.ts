import { allMet, city, command, dossierOf, officer, on, submitted, supplementRequested } from '../testing/index.js';

const review = (name: string, checklist: unknown = allMet, by = officer) =>
  command(by, on('2023-12-01'), name, { caseId: 'a', checklist, reasons: '已审' });

describe('PassFormalReview (第八、十、十一条)', () => {
  it('makes the case ready for its start', () => {
    const it = submitted();
    it.when(review('PassFormalReview')).then('FormalReviewPassed');
    expect(dossierOf(it)).toMatchObject({ status: 'READY', application: { passedOn: '2023-12-01' } });
  });
  it.each([0, 1, 2, 3])('refuses where condition %i of the checklist is not met', (index) => {
    const outcome = submitted()
      .when(review('PassFormalReview', { ...allMet, conditions: allMet.conditions.map((_, i) => i !== index) }))
      .thenRefused('conditions-unmet', 'measure-2022/8');
    expect(outcome.refusal?.details).toEqual({ unmet: [index + 1] });
  });
  it('refuses incomplete materials', () => {
    submitted()
      .when(review('PassFormalReview', { ...allMet, materialsComplete: false }))
      .thenRefused('materials-incomplete', 'measure-2022/10');
  });
  it('waits for a supplement that was asked for, and is the ministry’s', () => {
    supplementRequested().when(review('PassFormalReview')).thenRefused('not-in-this-state', 'measure-2022/11');
    submitted()
      .when(review('PassFormalReview', allMet, city('441900')))
      .thenRefused('not-authorised', 'measure-2022/11');
  });
});

describe('RejectFormalReview (第十一条)', () => {
  it('ends the case with its checklist and reasons', () => {
    const it = submitted();
    const [event] = it.when(review('RejectFormalReview', { ...allMet, materialsComplete: false })).then('FormalReviewRejected').events;
    expect(event?.data).toMatchObject({ checklist: { materialsComplete: false }, reasons: '已审', closedOn: '2023-12-01' });
    expect(dossierOf(it)).toMatchObject({ status: 'REJECTED', closedOn: '2023-12-01', deadlines: [] });
    it.when(review('PassFormalReview')).thenRefused('not-in-this-state', 'measure-2022/11');
  });
});

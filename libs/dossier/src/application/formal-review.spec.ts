import {
  admin,
  allMet,
  city,
  command,
  dossierOf,
  flags,
  officer,
  on,
  passing,
  statusOf,
  submitted,
  supplementRequested,
} from '../testing/index.js';

const review = (name: string, checklist: unknown = allMet, by = officer) =>
  command(by, on('2023-12-01'), name, { caseId: 'a', checklist, reasons: '已审' });

describe('PassFormalReview (articles 8, 10 and 11)', () => {
  it('makes the case ready for the start of creation', () => {
    const it = submitted();
    it.when(review('PassFormalReview')).then('FormalReviewPassed');
    expect(dossierOf(it)).toMatchObject({ status: 'READY', application: { passedOn: '2023-12-01' } });
  });
  it.each([0, 1, 2, 3])('refuses if condition %i of the checklist is unmet', (index) => {
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
  it.each(['PassFormalReview', 'RejectFormalReview'])('waits for a supplement until its due date: %s', (name) => {
    const at = (time: string) => ({ ...review(name), at: time });
    const dated = supplementRequested('2023-11-20');
    dated.fork().when(at('2023-11-20T23:59:59+08:00')).thenRefused('supplement-awaited', 'measure-2022/11');
    dated.when(at('2023-11-21T00:00:00+08:00')).then(name === 'PassFormalReview' ? 'FormalReviewPassed' : 'FormalReviewRejected');
  });
  it('waits ten working days where no due date was stated, counted from the day after the request', () => {
    const at = (time: string) => ({ ...review('RejectFormalReview'), at: time });
    const it = supplementRequested();
    it.fork().when(at('2023-11-24T23:59:59+08:00')).thenRefused('supplement-awaited', 'measure-2022/11', 'policy/supplement-working-days');
    it.when(at('2023-11-25T00:00:00+08:00')).then('FormalReviewRejected');
    expect(dossierOf(it)).toMatchObject({ status: 'REJECTED', deadlines: [] });
  });
  it('waits as long as was told, though the calendar is revised to be shorter', () => {
    const at = (time: string) => ({ ...review('RejectFormalReview'), at: time });
    const it = supplementRequested().given(
      command(admin, on('2023-11-13'), 'ReviseWorkCalendar', {
        year: 2023,
        noticeNumber: '调整',
        offDays: [],
        makeupWorkdays: ['2023-11-18', '2023-11-19'],
      }),
    );
    it.when(at('2023-11-24T10:00:00+08:00')).thenRefused('supplement-awaited', 'measure-2022/11');
  });
  it('clears the mark of an overdue supplement', () => {
    const it = supplementRequested('2023-11-20');
    it.given(passing(it, 'supplement'), review('PassFormalReview'));
    expect([statusOf(it), flags(it)]).toEqual(['READY', []]);
  });
  it('is the ministry’s', () => {
    submitted()
      .when(review('PassFormalReview', allMet, city('441900')))
      .thenRefused('not-authorised', 'measure-2022/11');
  });
});

describe('RejectFormalReview (article 11)', () => {
  it('closes the case with checklist and reasons', () => {
    const it = submitted();
    const [event] = it.when(review('RejectFormalReview', { ...allMet, materialsComplete: false })).then('FormalReviewRejected').events;
    expect(event?.data).toMatchObject({ checklist: { materialsComplete: false }, reasons: '已审', closedOn: '2023-12-01' });
    expect(dossierOf(it)).toMatchObject({ status: 'REJECTED', closedOn: '2023-12-01', deadlines: [] });
    it.when(review('PassFormalReview')).thenRefused('not-in-this-state', 'measure-2022/11');
  });
});

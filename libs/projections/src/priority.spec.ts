import { command, dossierOf, officer, on, opened, parkSubmission, openedPark, submitted } from '@minglu/dossier/testing';
import { priorityOf } from './priority.js';

const held = (from: string, until: string | null = null) => ({ from, until });

describe('priority (第六条)', () => {
  // The application was submitted on 2023-11-07.
  it.each([
    ['two titled parks', [held('2023-01-01'), held('2023-11-07')], 2],
    ['three', [held('2023-01-01'), held('2023-02-01'), held('2023-03-01')], 3],
    ['one', [held('2023-01-01')], null],
    ['one titled a day late', [held('2023-01-01'), held('2023-11-08')], null],
    ['one that has left', [held('2023-01-01'), held('2020-01-01', '2023-11-07')], null],
    ['one that leaves the day after', [held('2023-01-01'), held('2020-01-01', '2023-11-08')], 2],
  ])('counts the titled parks on the day of the application: %s', (_, parks, count) => {
    expect(priorityOf(dossierOf(submitted()), parks)).toEqual(count === null ? [] : [{ ground: 'titled-parks', count, on: '2023-11-07' }]);
  });
  it('adds the grounds that the ministry noted, and counts parks only after the submission', () => {
    const noted = [{ ground: 'steady-growth', source: '督查激励通报' }];
    const it = submitted().given(command(officer, on('2023-11-20'), 'NotePriority', { caseId: 'a', grounds: noted }));
    expect(priorityOf(dossierOf(it), [])).toEqual(noted);
    expect(priorityOf(dossierOf(opened()), [held('2023-01-01'), held('2023-01-01')])).toEqual([]);
  });
  it('applies to cities alone', () => {
    expect(priorityOf(dossierOf(openedPark().given(parkSubmission())), [held('2023-01-01'), held('2023-01-01')])).toEqual([]);
  });
});

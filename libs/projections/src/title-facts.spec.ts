import type { Day } from '@minglu/kernel';
import type { World } from '@minglu/kernel/testing';
import { contested, correctingResult, longTitled, publishing, titled } from '@minglu/dossier/testing';
import { viewOf } from './dossier-view.js';
import { history } from './history.test.js';
import { titleState, wasValidOn, type TitleFacts } from './title-facts.js';

const factsOf = (it: World, audience: 'all' | 'party' | 'public' = 'public') => viewOf(history(it.events()))!.titleFacts![audience];
const facts: TitleFacts = {
  titleId: 't1',
  conferredOn: '2025-10-21' as Day,
  endedOn: null,
  cancelled: false,
  results: [],
  grounds: [],
};

describe('the facts of a title', () => {
  it('begin with the conferral, for everyone', () => {
    expect(factsOf(contested())).toBeNull();
    for (const audience of ['all', 'party', 'public'] as const)
      expect(factsOf(titled(), audience)).toMatchObject({
        titleId: 't-a',
        conferredOn: '2025-10-21',
        endedOn: null,
        cancelled: false,
        grounds: [{ type: 'TitleConferred', on: '2025-10-21', eventId: expect.any(String) }],
      });
  });
  it('have the stars of each year as published, and as corrected', () => {
    const it = longTitled();
    const stars = (world: World) => factsOf(world)!.results.map(({ year, stars: given }) => [year, given]);
    expect(stars(it)).toEqual([]);
    const published = it.given(publishing(2024, 3));
    expect(stars(published)).toEqual([[2024, 3]]);
    expect(stars(published.given(correctingResult(2024, 2)))).toEqual([[2024, 2]]);
  });
});

describe('a title', () => {
  const ended = { ...facts, endedOn: '2027-03-01' as Day };
  it.each([
    ['2025-10-20', facts, false],
    ['2025-10-21', facts, true],
    ['2999-01-01', facts, true],
    ['2027-02-28', ended, true],
    ['2027-03-01', ended, false],
    ['2026-01-01', { ...facts, cancelled: true }, false],
  ])('on %s, %j: valid %s', (day, one, valid) => expect(wasValidOn(one, day as Day)).toBe(valid));
  it.each([
    [facts, [], 'valid'],
    [facts, ['RECTIFYING'], 'rectification'],
    [ended, ['RECTIFYING'], 'exited'],
    [{ ...ended, cancelled: true }, [], 'cancelled'],
  ] as const)('%j with %j is %s', (one, flags, state) => expect(titleState(one, flags)).toBe(state));
});

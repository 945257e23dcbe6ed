import { workCalendar } from '@minglu/reference';
import { creationCycle, parkCycle } from './cycle.js';

const calendar = workCalendar.category.initial;

describe('the creation cycle', () => {
  it('lasts three years for a city (article 15), from 29 February to the last day of February', () => {
    expect(creationCycle('a', '2024-02-29', calendar)).toMatchObject({
      kind: 'creation-cycle',
      of: 'a',
      rule: { unit: 'years', amount: 3, from: '2024-02-29', until: null, basis: ['measure-2022/15', 'civil-code/202', 'civil-code/203'] },
    });
  });
  it('is not counted for a park until the ministry has set its length', () => {
    expect(parkCycle('a', '2024-02-29', {}, calendar)).toBeNull();
    expect(parkCycle('a', '2024-02-29', { 'policy/park-creation-years': 2 }, calendar)).toMatchObject({
      kind: 'creation-cycle',
      of: 'a',
      rule: {
        unit: 'years',
        amount: 2,
        from: '2024-02-29',
        until: null,
        basis: ['policy/park-creation-years', 'civil-code/202', 'civil-code/203'],
      },
    });
  });
});

import { dossierActs } from './acts.js';
import { isAgainstParty } from './set-aside.js';

/** The events against a party; a review is one if it failed. */
const against = (type: string) => isAgainstParty({ type, data: { conclusion: 'fail' } });

describe('the effect of an act', () => {
  it('is stated by every act of a person that may lead to a decision against a party', () => {
    const ofPersons = dossierActs.filter(({ by }) => !Object.keys(by).includes('system'));
    const silent = ofPersons.filter(
      ({ follows, effect }) => Object.values(follows).flat().some(against) && !['adverse', 'either'].includes(effect ?? ''),
    );
    expect(silent.map(({ command }) => command)).toEqual([]);
  });
});

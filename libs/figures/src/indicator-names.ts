import { indicatorsOf, normalForm, type IndicatorSystem } from '@minglu/regulation';

/** The id of an indicator that is named by its id or its words; the words in their normal form where no system has them. */
export const indicatorNames = (systems: readonly Pick<IndicatorSystem, 'tree'>[]): ((named: string) => string) => {
  const all = systems.flatMap(indicatorsOf);
  const ids = new Set(all.map(({ id }) => id));
  const byName = new Map(all.map(({ id, zh }) => [normalForm(zh), id]));
  return (named) => (ids.has(named) ? named : (byName.get(normalForm(named)) ?? normalForm(named)));
};

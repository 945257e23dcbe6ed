import { dayOf } from '@minglu/kernel';
import type { Succession } from '@minglu/reference';
import type { Moment } from './visibility.js';

/** A store of answers that hold for a day and for the known changes of divisions and parks. Another day or another change empties it. */
export const forMoment = <Store>(make: () => Store): ((moment: Moment) => Store) => {
  let known: { readonly succession: Succession; readonly day: string; readonly store: Store } | null = null;
  return ({ at, succession }) => {
    const day = dayOf(at);
    if (known?.succession !== succession || known.day !== day) known = { succession, day, store: make() };
    return known.store;
  };
};

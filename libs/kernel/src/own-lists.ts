/**
 * The lists that one fold of many events has made, and that nothing else holds. Within that fold they change in place, so that a list of
 * thousands is not copied for each event. The fold gives out its last state alone. To each list belong the places of its ids, once one was needed.
 */
export type OwnLists = WeakMap<readonly unknown[], Places | null>;
type Places = Map<string, number[]>;

export const ownLists = (): OwnLists => new WeakMap();

/** The list with one more item: the same list if the fold owns it. */
export const withItem = <T>(list: readonly T[], item: T, own?: OwnLists): readonly T[] => {
  if (!own?.has(list)) {
    const copy = [...list, item];
    own?.set(copy, null);
    return copy;
  }
  const places = own.get(list);
  if (places) addPlace(places, item, list.length);
  (list as T[]).push(item);
  return list;
};

/** The list with a change of the items of this id: the same list if the fold owns it. */
export const withChanged = <T extends { readonly id: string }>(
  list: readonly T[],
  id: string,
  change: (item: T) => T,
  own?: OwnLists,
): readonly T[] => {
  if (!own) return list.map((item) => (item.id === id ? change(item) : item));
  const mine = own.has(list) ? (list as T[]) : [...list];
  const places = own.get(mine) ?? placesIn(mine);
  own.set(mine, places);
  for (const place of places.get(id) ?? []) mine[place] = change(mine[place]!);
  return mine;
};

const placesIn = (list: readonly unknown[]): Places => {
  const places: Places = new Map();
  list.forEach((item, place) => addPlace(places, item, place));
  return places;
};
const addPlace = (places: Places, item: unknown, place: number): void => {
  const { id } = item as { readonly id: string };
  const known = places.get(id);
  if (known) known.push(place);
  else places.set(id, [place]);
};

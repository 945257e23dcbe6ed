/** A change between two pieces of data, at one place of them. */
export interface Change {
  /** The names of the fields; of an item of a list, the facts by which it is known in its list. */
  readonly path: readonly string[];
  /** Absent where it was not there. */
  readonly before?: unknown;
  /** Absent where it is no longer there. */
  readonly after?: unknown;
}

/** The fields by which an item of a list is known, and not by its place. */
const IDENTITY = [
  'id',
  'correctionId',
  'kind',
  'of',
  'type',
  'key',
  'ground',
  'reason',
  'group',
  'indicator',
  'control',
  'dataYear',
  'targetYear',
  'year',
  'evaluationYear',
  'period',
  'source',
  'name',
];

type Fields = Readonly<Record<string, unknown>>;
const isRecord = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * The changes from one piece of JSON data to another, in the order of the fields. The order of a list counts for nothing, since its items are
 * known by their facts.
 */
export const differenceOf = (before: unknown, after: unknown, path: readonly string[] = []): readonly Change[] => {
  if (before === after) return [];
  if (isRecord(before) && isRecord(after)) return ofFields(before, after, path);
  if (Array.isArray(before) && Array.isArray(after)) return ofFields(byIdentity(before), byIdentity(after), path);
  return [{ path, ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) }];
};

const ofFields = (before: Fields, after: Fields, path: readonly string[]): readonly Change[] =>
  [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((name) => differenceOf(before[name], after[name], [...path, name]));

/** The items of a list by the facts by which they are known. One that repeats another has a number behind. */
const byIdentity = (list: readonly unknown[]): Fields => {
  const items: Record<string, unknown> = {};
  list.forEach((item, place) => {
    const name = nameOf(item, place);
    let [free, repeats] = [name, 1];
    while (Object.hasOwn(items, free)) free = `${name} #${(repeats += 1)}`;
    items[free] = item;
  });
  return items;
};

const mapped = (fields: Fields, map: (value: unknown) => unknown): Fields =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, map(value)]));

/** Data in which each list is a record of its items, under the facts by which they are known. Changes apply to data of this form. */
export const keyed = (data: unknown): unknown => {
  if (Array.isArray(data)) return mapped(byIdentity(data), keyed);
  return isRecord(data) ? mapped(data, keyed) : data;
};

/** Keyed data after the changes of {@link differenceOf}. The data before stay as they are. */
export const changed = (before: unknown, changes: readonly Change[]): unknown =>
  changes.reduce((data, { path, after }) => placed(data, path, after), before);

const placed = (data: unknown, [name, ...rest]: readonly string[], value: unknown): unknown => {
  if (name === undefined) return keyed(value);
  const fields = isRecord(data) ? data : {};
  const { [name]: before, ...others } = fields;
  if (rest.length === 0 && value === undefined) return others;
  return { ...fields, [name]: placed(before, rest, value) };
};

const nameOf = (item: unknown, place: number): string => {
  if (!isRecord(item)) return Array.isArray(item) ? item.join('、') : String(item);
  const facts = IDENTITY.flatMap((field) => {
    const value = item[field];
    return typeof value === 'string' || typeof value === 'number' ? [String(value)] : [];
  });
  return facts.length > 0 ? facts.join(' ') : String(place + 1);
};

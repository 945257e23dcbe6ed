import { day, oneOf, text, Type, type Day, type Static, type TObject } from '@minglu/kernel';
import { division, divisionCode, divisionNamed, divisionOf, shippedDivisions, type Division } from './divisions.js';
import { formerDivisions } from './former-divisions.js';
import { isSameName } from './names.js';

/** The classes that an upgraded division can have. The code and the name decide it unless the document does. */
export const DIVISION_CLASSES = [
  'province',
  'direct-municipality',
  'sub-provincial-city',
  'separately-planned-city',
  'prefecture-city',
  'prefecture-unit',
  'county-level-city',
  'county-unit',
] as const;

/** Fields of a change of a division by a document (decisions 38). */
export const divisionChangeFields = {
  /** `merged`: the division passes into another one. `upgraded`: a higher level or class, mostly with a new code. */
  kind: oneOf('renamed', 'recoded', 'merged', 'upgraded'),
  code: divisionCode(),
  /** The code that stands for the division from the day on; `code` itself where it stays. */
  newCode: divisionCode(),
  /** The name from the day on; of a merged division, the name of its successor. */
  newName: text(200),
  newClass: Type.Optional(oneOf(...DIVISION_CLASSES)),
  /** The first day of the change. */
  effectiveDate: day(),
};
/** The kinds of changes in Chinese. */
export const DIVISION_CHANGE_NAMES = { renamed: '更名', recoded: '代码变更', merged: '并入', upgraded: '升格' } as const;
export type DivisionChange = Static<TObject<typeof divisionChangeFields>>;

/** The changes in effect on a day, by their days; of one day, in the order of their recording. */
export const inEffect = <C extends { readonly effectiveDate: Day }>(changes: readonly C[], on: Day): readonly C[] =>
  changes.length === 0
    ? changes
    : changes
        .filter(({ effectiveDate }) => effectiveDate <= on)
        .sort((a, b) => (a.effectiveDate < b.effectiveDate ? -1 : Number(a.effectiveDate > b.effectiveDate)));

/**
 * The division that a code stands for on a day: the successor, where a document has changed the division by then.
 * Null for a code that is unknown, or that no document has introduced by then.
 */
export const divisionOn = (changes: readonly DivisionChange[], code: string, on: Day): Division | null => {
  if (changes.length === 0) return divisionBy(changes, code, on);
  const { found, length } = known.get(changes) ?? { found: new Map<string, Division | null>(), length: changes.length };
  // A fold may add to a list in place.
  if (length !== changes.length || found.size >= MOST_KNOWN) found.clear();
  known.set(changes, { found, length: changes.length });
  const key = `${on} ${code}`;
  const before = found.get(key);
  if (before !== undefined) return before;
  const now = divisionBy(changes, code, on);
  found.set(key, now);
  return now;
};

/** The answers for a list of changes, by day and code: a read model asks the same for each of its dossiers. */
const known = new WeakMap<readonly DivisionChange[], { readonly found: Map<string, Division | null>; readonly length: number }>();
const MOST_KNOWN = 5_000;

const divisionBy = (changes: readonly DivisionChange[], code: string, on: Day): Division | null => {
  const effective = inEffect(changes, on);
  const found = following(effective, code);
  if (found === null || effective.length === 0) return found;
  // The province may have changed too.
  const { provinceCode } = following(effective, found.provinceCode) ?? found;
  return provinceCode === found.provinceCode ? found : { ...found, provinceCode };
};

/** All divisions of a day, in the order of their codes. */
export const divisionsOn = (changes: readonly DivisionChange[], on: Day): readonly Division[] => {
  const effective = inEffect(changes, on);
  const codes = new Set([...shippedDivisions().map(({ code }) => code), ...effective.map(({ newCode }) => newCode)]);
  const found = [...codes].flatMap((code) => divisionOn(effective, code, on) ?? []);
  return [...new Map(found.map((one) => [one.code, one])).values()].sort((a, b) => (a.code < b.code ? -1 : 1));
};

/** The division of a day by its name or code. A name of earlier days leads to the division that stands for it. Null if there is none. */
export const divisionCalled = (changes: readonly DivisionChange[], nameOrCode: string, on: Day): Division | null => {
  const given = nameOrCode.trim();
  const shipped = divisionNamed(given)?.code;
  const renamed = inEffect(changes, on).find(({ newName }) => isSameName(newName, given))?.newCode;
  const code = /^[0-9]{6}$/.test(given) ? given : (shipped ?? renamed);
  return code === undefined ? null : divisionOn(changes, code, on);
};

/** A division of earlier years, as it was. */
const formerDivision = (code: string): Division | null => {
  const found = formerDivisions.find((one) => one.code === code);
  return found ? divisionOf(code, found.name) : null;
};

/** `changes` in the order of their effect. Each step looks only at the changes before it, so it ends. */
const following = (changes: readonly DivisionChange[], code: string): Division | null =>
  changes.reduce<Division | null>(
    (found, change, index) => {
      const isOwn = change.code === (found?.code ?? code);
      if (!isOwn && (found !== null || change.newCode !== code)) return found;
      const before = changes.slice(0, index);
      // A code that the change introduces: it stands for the division that had the old code.
      return changed(change, isOwn ? found : following(before, change.code), before);
    },
    division(code) ?? formerDivision(code),
  );

/** A division after a change of it. */
const changed = (
  { kind, newCode, newName, newClass }: DivisionChange,
  was: Division | null,
  before: readonly DivisionChange[],
): Division | null => {
  if (was === null) return null;
  if (kind === 'merged') return following(before, newCode);
  const next = divisionOf(newCode, newName);
  // A new name or code leaves the class as it was.
  return kind === 'upgraded' ? { ...next, class: newClass ?? next.class } : { ...next, class: was.class };
};

/** All codes that stand for a division on a day: its own, and those of the divisions that have become part of it. */
export const codesOf = (changes: readonly DivisionChange[], code: string, on: Day): readonly string[] => [
  ...new Set([code, ...changes.map((change) => change.code).filter((former) => divisionOn(changes, former, on)?.code === code)]),
];

/** The changes without mergers: they give a division another code, name or class. A merger makes it part of another division. */
export const withoutMergers = <C extends DivisionChange>(changes: readonly C[]): readonly C[] =>
  changes.filter(({ kind }) => kind !== 'merged');

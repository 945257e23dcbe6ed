import fc from 'fast-check';
import type { DateLimit, DateRules } from '../date-rule.js';
import { addDays, dayOf, epochMs, instantOf, parseInstant, startOfDay, type Day, type Instant } from '../time.js';
import type { TestCommand, World } from './world.js';

/** A command that a world accepts, on which one date is varied. */
export interface DatedCase<C> {
  readonly it: World;
  readonly one: TestCommand;
  /** The context of the limits for the varied command. */
  readonly about: (varied: TestCommand) => C;
}

/** The values of a field by its path: `dueDate`, `offDays[]`, `document.issuedOn`. Absent and null fields have none. */
const valuesAt = (data: TestCommand['with'], path: string): readonly (Day | Instant)[] => {
  const value = parentOf(data, path)?.[lastOf(path)];
  return (Array.isArray(value) ? value : [value])
    .filter((one): one is string => typeof one === 'string')
    .map((one) => (isInstant(one) ? parseInstant(one)! : one));
};
const lastOf = (path: string): string => path.slice(path.lastIndexOf('.') + 1).replace('[]', '');
const namesAbove = (path: string): readonly string[] => path.split('.').slice(0, -1);
/** The record that holds the field; undefined where the command has none. */
const parentOf = (data: TestCommand['with'], path: string): TestCommand['with'] | undefined =>
  namesAbove(path).reduce<TestCommand['with'] | undefined>((record, name) => record?.[name] as TestCommand['with'] | undefined, data);
const isInstant = (value: string): boolean => value.includes('T');
const shifted = (value: string, by: number): string => (isInstant(value) ? instantOf(epochMs(value) + by) : addDays(value, by));

/** The limits of a field; `beyond` is the step from the limit to the first value that is refused. */
export const limitsOf = <C>(rules: DateRules<C>, path: string): readonly { readonly limit: DateLimit<C>; readonly beyond: -1 | 1 }[] => [
  ...(rules[path]!.notBefore ?? []).map((limit) => ({ limit, beyond: -1 as const })),
  ...(rules[path]!.notAfter ?? []).map((limit) => ({ limit, beyond: 1 as const })),
];

/** The codes with which a command must be refused by its date rules; empty if it keeps to all of them. */
const broken = <C>(rules: DateRules<C>, data: TestCommand['with'], about: C): readonly string[] =>
  Object.keys(rules).flatMap((path) =>
    limitsOf(rules, path).flatMap(({ limit, beyond }) => {
      const bound = limit.of(about);
      const isBeyond = (value: string) => bound !== null && (beyond < 0 ? value < bound : value > bound);
      return valuesAt(data, path).some(isBeyond) ? [limit.code] : [];
    }),
  );

/** The case with another value of a field, at another instant. */
const varied = ({ one }: DatedCase<unknown>, path: string, value: string, at = one.at): TestCommand => {
  const data = structuredClone(one.with);
  parentOf(data, path)![lastOf(path)] = path.endsWith('[]') ? [value] : value;
  return { ...one, at, with: data };
};
/** A field of an optional record is driven in the cases that have the record. */
const having = <C>(path: string, cases: readonly DatedCase<C>[]): readonly DatedCase<C>[] =>
  cases.filter(({ one }) => parentOf(one.with, path));
const answered = <C>(rules: DateRules<C>, { it, about }: DatedCase<C>, command: TestCommand) => ({
  codes: broken(rules, command.with, about(command)),
  refused: it.fork().when(command).refusal?.code ?? null,
});

/**
 * Drives each limit of a field. The limit itself is accepted unless another limit forbids it. The next value beyond it, by a day or a
 * millisecond, is refused with a code of the rules. A limit that no case has is a failure.
 */
export const driveLimits = <C>(rules: DateRules<C>, path: string, cases: readonly DatedCase<C>[]): void => {
  const driven = new Set<string>();
  const drivable = having(path, cases);
  for (const one of drivable) {
    for (const { limit, beyond } of limitsOf(rules, path)) {
      const bound = limit.of(one.about(one.one));
      if (bound === null) continue;
      const within = answered(rules, one, varied(one, path, bound));
      const outside = answered(rules, one, varied(one, path, shifted(bound, beyond)));
      expect([limit.words, bound, within.refused]).toEqual([limit.words, bound, within.codes.length > 0 ? expect.any(String) : null]);
      expect([limit.words, bound, ...outside.codes]).toContain(limit.code);
      expect([...outside.codes]).toContain(outside.refused);
      driven.add(limit.words);
    }
  }
  if (drivable.length > 0 || !path.includes('.'))
    expect([...driven].sort()).toEqual([...new Set(limitsOf(rules, path).map(({ limit }) => limit.words))].sort());
};

const moments = (day: Day) => [`${day}T00:00:00.000+08:00`, `${day}T10:00:00+08:00`, `${day}T23:59:59.999+08:00`];
/** 29 February, and a day of a year without a work calendar. */
const SPECIAL = ['2024-02-29', '2028-02-29', '2031-06-15'];

/** Any value of a field, on any day, is refused with a code of the rules exactly if a limit says so. */
export const driveAnyDate = <C>(rules: DateRules<C>, path: string, cases: readonly DatedCase<C>[]): void => {
  const codes = Object.keys(rules).flatMap((one) => limitsOf(rules, one).map(({ limit }) => limit.code));
  const drivable = having(path, cases);
  if (drivable.length === 0 && path.includes('.')) return;
  const check = (one: DatedCase<C>, at: string, from: number, by: number, special: Day | null): void => {
    const bounds = limitsOf(rules, path).flatMap(({ limit }) => limit.of(one.about({ ...one.one, at })) ?? []);
    const bound = bounds[from % Math.max(1, bounds.length)] ?? dayOf(parseInstant(at)!);
    const value = special === null ? shifted(bound, by) : isInstant(bound) ? startOfDay(special) : special;
    const { codes: expected, refused } = answered(rules, one, varied(one, path, value, at));
    const seen = (refusedByRule: boolean) => [value, at, refusedByRule];
    // On another day than that of the case, another condition may fail first.
    if (expected.length > 0) expect(seen(refused !== null)).toEqual(seen(true));
    if (expected.length === 0 || at === one.one.at)
      expect(seen(refused !== null && codes.includes(refused))).toEqual(seen(expected.length > 0));
  };
  fc.assert(
    fc.property(
      fc.nat(),
      fc.nat(),
      fc.nat(),
      fc.oneof(fc.integer({ min: -2, max: 2 }), fc.integer({ min: -500, max: 500 })),
      fc.constantFrom(null, null, null, ...SPECIAL),
      (which, moment, from, by, special) => {
        const one = drivable[which % drivable.length]!;
        const own = dayOf(parseInstant(one.one.at)!);
        const at = [one.one.at, one.one.at, ...[own, addDays(own, 1), ...SPECIAL.slice(1)].flatMap(moments)];
        check(one, at[moment % at.length]!, from, by, special);
      },
    ),
    { numRuns: 60 },
  );
};

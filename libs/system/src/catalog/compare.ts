import { labelOf, type CatalogObject } from './read.js';

/** A difference between the database and its schema. `mend` is SQL that removes it; without it an operator must look. */
export interface CatalogFault {
  readonly what: string;
  readonly mend?: string;
}

/** The roles of the product. A right of another role to read is the operator's own affair. */
const OURS = /^(?:PUBLIC|minglu_\w+) /;
const READING = /^\w+ (?:SELECT|USAGE)(?:\([^()]*\))?$/;

/**
 * Compares the objects of the database with those that the migrations make.
 * @param owner the role that must own all of them
 */
export const compareCatalog = (
  expected: readonly CatalogObject[],
  actual: readonly CatalogObject[],
  owner: string,
): readonly CatalogFault[] => {
  const found = new Map(actual.map((one) => [labelOf(one), one]));
  const known = new Set(expected.map(labelOf));
  const tables = new Set(expected.map(({ name }) => name));
  return [
    ...expected.flatMap((one) => {
      const there = found.get(labelOf(one));
      return there ? differences(one, there, owner) : [missing(one)];
    }),
    ...actual.filter((one) => !known.has(labelOf(one))).flatMap((one) => planted(one, tables)),
  ];
};

const missing = (one: CatalogObject): CatalogFault => ({
  what: `${labelOf(one)} is missing`,
  ...(one.kind === 'TRIGGER' ? { mend: `${one.definition!.slice(2)}; ${enabling(one)}` } : {}),
});

/** A trigger, a rule or a function that no migration makes. Other tables are the operator's. */
const planted = (one: CatalogObject, tables: ReadonlySet<string>): readonly CatalogFault[] => {
  const acts = (one.kind === 'TRIGGER' || one.kind === 'RULE') && tables.has(one.on!);
  const lendsRights = one.kind === 'FUNCTION' && one.definition!.startsWith('SECURITY DEFINER');
  return acts || lendsRights ? [{ what: `${labelOf(one)} belongs to no migration: drop it, or move it elsewhere` }] : [];
};

const differences = (wanted: CatalogObject, there: CatalogObject, owner: string): readonly CatalogFault[] => [
  ...(there.owner === undefined || there.owner === owner
    ? []
    : [
        {
          what: `${labelOf(there)} is owned by ${there.owner}, not ${owner}`,
          mend: `ALTER ${there.kind} ${there.name} OWNER TO "${owner.replaceAll('"', '""')}"`,
        },
      ]),
  ...rightsOf(wanted, there),
  ...definitionOf(wanted, there),
];

const rightsOf = (wanted: CatalogObject, there: CatalogObject): readonly CatalogFault[] => {
  const [should, has] = [wanted.rights ?? [], there.rights ?? []];
  const on = `ON ${there.kind} ${there.name}`;
  return [
    ...should
      .filter((right) => !has.includes(right))
      .map((right) => ({
        what: `${labelOf(there)} lacks the right ${right}`,
        mend: `GRANT ${privilege(right)} ${on} TO ${grantee(right)}`,
      })),
    ...has
      .filter((right) => !should.includes(right) && (OURS.test(right) || !READING.test(right)))
      .map((right) => ({
        what: `${labelOf(there)} gives the right ${right}`,
        ...(OURS.test(right) ? { mend: `REVOKE ${privilege(right)} ${on} FROM ${grantee(right)}` } : {}),
      })),
  ];
};
const privilege = (right: string): string => right.split(' ')[1]!;
const grantee = (right: string): string => right.split(' ')[0]!;

const definitionOf = (wanted: CatalogObject, there: CatalogObject): readonly CatalogFault[] => {
  if (wanted.definition === there.definition) return [];
  const onlySwitched = wanted.kind === 'TRIGGER' && wanted.definition!.slice(1) === there.definition!.slice(1);
  return [
    {
      what: `${labelOf(there)} is “${there.definition ?? ''}”, not “${wanted.definition ?? ''}”`,
      ...(onlySwitched ? { mend: enabling(wanted) } : {}),
    },
  ];
};

/** The state of a trigger is the first letter of its definition. */
const enabling = ({ name, on, definition }: CatalogObject): string =>
  `ALTER TABLE ${on} ENABLE ${definition!.startsWith('A') ? 'ALWAYS ' : ''}TRIGGER ${name}`;

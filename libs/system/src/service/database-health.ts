import type { Durability } from '@minglu/event-store';
import type { HealthProbe } from '@minglu/http';

/** Causes of a failed probe by SQLSTATE or network code, in one line for an operator. They name no login and no address. */
const CAUSES: readonly (readonly [RegExp, string])[] = [
  [/^25006$/, 'the database is read-only'],
  [/^55P03$/, 'a lock is held for too long'],
  [/^57014$/, 'the database answers too slowly'],
  [/^53100$/, 'the disk of the database is full'],
  [/^53300$/, 'no connection is free'],
  [/^53/, 'the database is short of memory or other resources'],
  [/^42501$/, 'the login lacks a right'],
  [/^28/, 'the database refuses the login'],
  [/^3D000$/, 'the database does not exist'],
  [/^42(?:P01|883|703)$/, 'the database is not migrated'],
  [/^57P0[123]$/, 'the database is starting or stopping'],
  [/^E[A-Z]+$/, 'the database cannot be reached'],
];

/** The cause of a failure of the database in one line. An error without a code is a broken or silent connection. */
export const causeOf = (error: unknown): string => {
  const code = (error as { code?: unknown } | null)?.code;
  if (typeof code !== 'string') return 'the database does not answer';
  return CAUSES.find(([pattern]) => pattern.test(code))?.[1] ?? `the database failed with ${code}`;
};

/** Health probe that is up if the work succeeds, and shows the durability of the database; else it names the cause. */
export const databaseProbe = (work: () => Promise<Durability>): HealthProbe => ({
  name: 'database',
  check: () =>
    work().then(
      (durability) => ({ up: true, details: durability }),
      (error: unknown) => ({ up: false, details: { cause: causeOf(error) } }),
    ),
});

import { hash } from 'node:crypto';
import type { Pool } from 'pg';
import { inTransaction } from './transaction.js';

/** SQL that is applied once, in the order of its list. `name` is unique in the database: `<library>/<number>-<title>`. */
export interface Migration {
  readonly name: string;
  readonly sql: string;
}

/**
 * Applies the migrations that the database does not have yet, in one transaction, and resolves to their names. A second
 * caller waits for the first and then finds nothing to do. Rejects if the text of an applied migration has changed.
 */
export const migrate = (pool: Pool, migrations: readonly Migration[]): Promise<readonly string[]> =>
  inTransaction(pool, async (tx) => {
    await tx.query('SELECT pg_advisory_xact_lock(7021002)');
    await tx.query(`CREATE TABLE IF NOT EXISTS migrations (
      name text PRIMARY KEY, checksum text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())`);
    const { rows } = await tx.query<{ name: string; checksum: string }>('SELECT name, checksum FROM migrations');
    const applied = new Map(rows.map((row) => [row.name, row.checksum]));
    const fresh: string[] = [];
    for (const { name, sql } of migrations) {
      const checksum = hash('sha256', sql);
      const before = applied.get(name);
      if (before !== undefined && before !== checksum) throw new Error(`migration ${name} was changed after it was applied`);
      if (before !== undefined) continue;
      await tx.query(sql);
      await tx.query('INSERT INTO migrations (name, checksum) VALUES ($1, $2)', [name, checksum]);
      fresh.push(name);
    }
    return fresh;
  });

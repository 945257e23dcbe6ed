import { hash } from 'node:crypto';
import type { Pool } from 'pg';

/** SQL that is applied once, in the order of its list. `name` is unique in the database: `<library>/<number>-<title>`. */
export interface Migration {
  readonly name: string;
  readonly sql: string;
}

/**
 * Applies what is not yet applied, all or nothing, and gives the names of what it applied. Two starters at once: the
 * second waits and finds the work done. Throws when a migration that was applied has another text by now.
 */
export const migrate = async (pool: Pool, migrations: readonly Migration[]): Promise<readonly string[]> => {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query('BEGIN');
    await client.query('SELECT pg_advisory_xact_lock(7021002)');
    await client.query(`CREATE TABLE IF NOT EXISTS migrations (
      name text PRIMARY KEY, checksum text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())`);
    const { rows } = await client.query<{ name: string; checksum: string }>('SELECT name, checksum FROM migrations');
    const applied = new Map(rows.map((row) => [row.name, row.checksum]));
    const fresh: string[] = [];
    for (const { name, sql } of migrations) {
      const checksum = hash('sha256', sql);
      const before = applied.get(name);
      if (before !== undefined && before !== checksum) throw new Error(`migration ${name} was changed after it was applied`);
      if (before !== undefined) continue;
      await client.query(sql);
      await client.query('INSERT INTO migrations (name, checksum) VALUES ($1, $2)', [name, checksum]);
      fresh.push(name);
    }
    await client.query('COMMIT');
    return fresh;
  } catch (error) {
    await client.query('ROLLBACK').catch((failure: Error) => (broken = failure));
    throw error;
  } finally {
    client.release(broken);
  }
};

import type { Pool } from 'pg';

/** Changes rows of the log as only the owner of the database can, or a fault of the disk. */
export const tamper = async ({ pool }: { readonly pool: Pool }, sql: string): Promise<void> => {
  await pool.query(`BEGIN; ALTER TABLE events DISABLE TRIGGER immutable; ${sql};
    ALTER TABLE events ENABLE ALWAYS TRIGGER immutable; COMMIT`);
};

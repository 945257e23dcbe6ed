import type { PoolClient } from 'pg';

/** For building many indexes at once. */
const MEMORY = '256MB';

/** Constraints with an index or a reference, and the other indexes: how each is taken off and put back. Unique keys come before the references to them. */
const INDEXES = `
  SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname) AS off,
         format('ALTER TABLE %s ADD CONSTRAINT %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) AS back, contype = 'f' AS refers
  FROM pg_constraint WHERE conrelid::regclass = ANY($1::regclass[]) AND contype IN ('p', 'u', 'f')
  UNION ALL
  SELECT format('DROP INDEX %s', indexrelid::regclass), pg_get_indexdef(indexrelid), false
  FROM pg_index i WHERE indrelid::regclass = ANY($1::regclass[]) AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = i.indexrelid)
  ORDER BY refers, back`;

/**
 * Takes the indexes and keys off empty tables. Made over all rows at once, they take a fraction of the time.
 * `putBack` makes them again, in the transaction of the caller, and analyses the tables. Without that the planner may join them row by row.
 */
export const takeOffIndexes = async (client: PoolClient, schema: string, tables: readonly string[]) => {
  const names = tables.map((table) => `${schema}.${table}`);
  const { rows } = await client.query<{ off: string; back: string }>(INDEXES, [names]);
  await client.query(
    rows
      .map(({ off }) => off)
      .reverse()
      .join('; '),
  );
  return {
    putBack: async (): Promise<void> => {
      await client.query(`SET LOCAL maintenance_work_mem = '${MEMORY}'`);
      for (const { back } of rows) await client.query(back);
      await client.query(`ANALYZE ${names.join(', ')}`);
    },
  };
};

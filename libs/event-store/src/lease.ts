import type { Pool, PoolClient } from 'pg';

interface LeaseOptions {
  readonly pool: Pool;
  /** A table of a migration, with schema. It has the columns `name`, `owner` and `until`, and may have more. */
  readonly table: `${string}.lease`;
  /** Name of the row, after the work that one instance does. */
  readonly name: string;
  /** This instance. */
  readonly owner: string;
  readonly leaseMs: number;
  /** Values of the other columns in a new row. */
  readonly first?: Readonly<Record<string, number>>;
}

/** A lease of one row, by the clock of the database: of several instances one works. */
export interface Lease {
  /** Takes or renews the lease. Resolves to its row, or null if another instance holds it. */
  readonly acquire: () => Promise<Readonly<Record<string, unknown>> | null>;
  /** Locks the row until the transaction ends. Rejects if another instance has taken the lease. */
  readonly lock: (tx: PoolClient) => Promise<void>;
  /** Ends the lease, if this instance holds it, so that another need not wait for its end. */
  readonly release: () => Promise<void>;
}

/** The end of a lease that begins now, as SQL. @param ms the place of the parameter, such as `$2` */
export const leaseEnd = (ms: string): string => `clock_timestamp() + ${ms}::int * interval '1 ms'`;

export const leaseOn = ({ pool, table, name, owner, leaseMs, first = {} }: LeaseOptions): Lease => {
  const columns = Object.keys(first).map((column) => `, ${column}`);
  const values = Object.keys(first).map((_, index) => `, $${index + 4}`);
  return {
    acquire: async () => {
      const { rows } = await pool.query<Record<string, unknown>>(
        `INSERT INTO ${table} AS held (name, owner, until${columns.join('')}) VALUES ($1, $2, ${leaseEnd('$3')}${values.join('')})
         ON CONFLICT (name) DO UPDATE SET owner = EXCLUDED.owner, until = EXCLUDED.until
         WHERE held.owner = EXCLUDED.owner OR held.until < clock_timestamp()
         RETURNING held.*`,
        [name, owner, leaseMs, ...Object.values(first)],
      );
      return rows[0] ?? null;
    },
    lock: async (tx) => {
      const { rowCount } = await tx.query(`SELECT FROM ${table} WHERE name = $1 AND owner = $2 FOR UPDATE`, [name, owner]);
      if (rowCount !== 1) throw new Error(`another instance has taken the lease of the ${name}`);
    },
    release: async () => {
      await pool.query(`UPDATE ${table} SET until = clock_timestamp() WHERE name = $1 AND owner = $2`, [name, owner]);
    },
  };
};

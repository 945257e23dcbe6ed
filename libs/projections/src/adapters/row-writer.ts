import { cellText, copyIn, textArray, type Cell } from '@minglu/event-store';
import type { PoolClient } from 'pg';

/** A table of the read model, and how its rows are written in service. */
export interface TableShape {
  readonly table: string;
  /** Types by column, in the order of the cells. */
  readonly columns: Readonly<Record<string, string>>;
  /** The action on a row whose key is there; without one such a row is an error. `known` is the row in the table. */
  readonly onConflict?: string;
  /** A column that follows from a row of another table, `${schema}.<join>`. */
  readonly joined?: { readonly column: string; readonly value: string; readonly join: string };
}

/** Writes rows into the tables of one schema. */
export interface RowWriter {
  readonly schema: string;
  readonly write: (tx: PoolClient, shape: TableShape, rows: readonly (readonly Cell[])[]) => Promise<void>;
}

/**
 * Writes rows that many streams share. Such a row is locked until the commit, and another partition that needs it waits. So these come last in
 * the transaction.
 */
export type WriteShared = () => Promise<void>;

const ROWS_PER_WRITE = 1_000;

/** In service: rows of a page. Some of them exist already. Each connection prepares a statement once. */
export const upserts = (schema: string): RowWriter => ({
  schema,
  write: async (tx, shape, rows) => {
    const columns = Object.keys(shape.columns);
    for (let from = 0; from < rows.length; from += ROWS_PER_WRITE) {
      const some = rows.slice(from, from + ROWS_PER_WRITE);
      const values = columns.map((_, at) => textArray(some.map((row) => cellText(row[at]!))));
      await tx.query({ name: `${schema}.${shape.table}`, text: upsertOf(schema, shape), values });
    }
  },
});

/** The cells come as text, one array for each column. */
const upsertOf = (schema: string, { table, columns, onConflict, joined }: TableShape): string => {
  const names = Object.keys(columns);
  const into = joined ? [...names, joined.column] : names;
  const values = Object.entries(columns).map(([name, type]) => (type === 'text' ? `n.${name}` : `n.${name}::${type}`));
  return `INSERT INTO ${schema}.${table} AS known (${into.join(', ')})
    SELECT ${(joined ? [...values, joined.value] : values).join(', ')}
    FROM unnest(${names.map((_, at) => `$${at + 1}::text[]`).join(', ')}) AS n(${names.join(', ')})
    ${joined ? `JOIN ${schema}.${joined.join}` : ''} ${onConflict ? `ON CONFLICT ${onConflict}` : ''}`;
};

/**
 * For a rebuild: rows of `own` tables, each written once and without its indexes. Other tables count or share rows, and are written as in service.
 * @param own names of tables
 */
export const copies = (schema: string, own: ReadonlySet<string>): RowWriter => {
  const shared = upserts(schema);
  return {
    schema,
    write: (tx, shape, rows) =>
      own.has(shape.table)
        ? copyIn(tx, `${schema}.${shape.table} (${Object.keys(shape.columns).join(', ')})`, rows)
        : shared.write(tx, shape, rows),
  };
};

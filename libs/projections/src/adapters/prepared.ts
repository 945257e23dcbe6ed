import { batcher } from '@minglu/event-store';
import type { Pool } from 'pg';
import type { DataSource } from 'typeorm';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';

/** Runs a statement under a name, and resolves to its rows. */
export type Prepared = <Row extends object>(name: string, text: string, values: readonly unknown[]) => Promise<Row[]>;

/**
 * Asks a question of the read model as a statement that each connection prepares once. The commonest questions use it. TypeORM builds its
 * text again for each answer, and PostgreSQL plans it again.
 */
export const prepared =
  (source: DataSource): Prepared =>
  async <Row extends object>(name: string, text: string, values: readonly unknown[]): Promise<Row[]> => {
    source.logger.logQuery(text, [...values]);
    const pool = (source.driver as PostgresDriver).master as Pool;
    return (await pool.query<Row>({ name: `query/${name}`, text, values: [...values] })).rows;
  };

/** A question whose answer serves all who asked before it was sent. Callers of the same moment share one statement. */
export const shared = <Answer>(ask: () => Promise<Answer>): (() => Promise<Answer>) => {
  const asked = batcher<null, Answer>(
    async (callers) => {
      const answer = await ask();
      return callers.map(() => answer);
    },
    { batches: 2 },
  );
  return () => asked.add(null);
};

import pg from 'pg';

/** It is there; or somebody made it in the same moment, which PostgreSQL reports by the unique key of its catalogue. */
const IS_THERE = ['42P04', '23505'];

/**
 * Makes a database unless it is there.
 * @param url of any database of the server, as a role that may make one
 * @returns the url of that database, by the same role
 */
export async function createDatabase(url: string, name: string): Promise<string> {
  await run(url, (client) => client.query(`CREATE DATABASE ${pg.escapeIdentifier(name)}`)).catch((error: { code?: string }) => {
    if (!IS_THERE.includes(error.code ?? '')) throw error;
  });
  return withDatabase(url, name);
}

/** Removes a database and everyone's connections to it. */
export async function dropDatabase(url: string, name: string): Promise<void> {
  await run(withDatabase(url, 'postgres'), (client) => client.query(`DROP DATABASE IF EXISTS ${pg.escapeIdentifier(name)} WITH (FORCE)`));
}

/** The same server and role, another database. */
export function withDatabase(url: string, name: string): string {
  const result = new URL(url);
  result.pathname = `/${encodeURIComponent(name)}`;
  return result.href;
}

async function run(url: string, work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

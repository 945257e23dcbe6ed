import pg from 'pg';

/** The database exists, or was made at the same time: then the catalogue's unique key is violated. */
const EXISTS = ['42P04', '23505'];

/**
 * Makes a database unless it exists.
 * @param url of any database of the server, with a role that may create databases
 * @param template a database to copy, to which no client may be connected
 * @returns the url of that database, with the same role
 */
export async function createDatabase(url: string, name: string, template?: string): Promise<string> {
  const copy = template === undefined ? '' : ` TEMPLATE ${pg.escapeIdentifier(template)}`;
  await run(url, (client) => client.query(`CREATE DATABASE ${pg.escapeIdentifier(name)}${copy}`)).catch((error: { code?: string }) => {
    if (!EXISTS.includes(error.code ?? '')) throw error;
  });
  return withDatabase(url, name);
}

/** Drops a database and ends all connections to it. */
export async function dropDatabase(url: string, name: string): Promise<void> {
  await run(withDatabase(url, 'postgres'), (client) => client.query(`DROP DATABASE IF EXISTS ${pg.escapeIdentifier(name)} WITH (FORCE)`));
}

/** The url of another database, with the same server and role. */
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

import { readFileSync } from 'node:fs';
import { inTransaction } from '@minglu/event-store';
import type { Pool, PoolClient } from 'pg';
import { compareCatalog, type CatalogFault } from './compare.js';
import { CHECKED_SCHEMAS, readCatalog, type CatalogObject } from './read.js';

/** The objects that all migrations make, in a new database. Its spec keeps the file up to date. */
export const EXPECTED = new URL('./expected.json', import.meta.url);
const expected = (): readonly CatalogObject[] => JSON.parse(readFileSync(EXPECTED, 'utf8')) as readonly CatalogObject[];

/** The groups of rights, which belong to the server: a dump of a database does not have them. */
const GROUPS = [
  'minglu_audit',
  'minglu_casework',
  'minglu_gateway',
  'minglu_materials',
  'minglu_procedure',
  'minglu_publisher',
  'minglu_query',
];

/** The database differs from its migrations, and only an operator can mend it. */
export class DamagedSchema extends Error {
  constructor(readonly faults: readonly string[]) {
    super(`the schema is not what the migrations have made:\n${faults.map((fault) => `  ${fault}`).join('\n')}`);
  }
}

/**
 * Makes the groups of rights that the server lacks, and lets the owner act in them. Since PostgreSQL 16 a user that makes a role may not
 * act in it; before, a user that may create roles makes itself a member.
 */
export const ensureGroups = (owner: Pool): Promise<void> =>
  inTransaction(owner, async (tx) => {
    await tx.query('SELECT pg_advisory_xact_lock(7021002)');
    const { rows } = await tx.query<{ name: string; exists: boolean }>(
      'SELECT name, EXISTS (SELECT FROM pg_roles WHERE rolname = name) AS exists FROM unnest($1::text[]) AS name',
      [GROUPS],
    );
    // Another database of the server may make the role at the same time.
    for (const { name, exists } of rows)
      if (!exists)
        await tx.query(`DO $$ BEGIN CREATE ROLE ${name} NOLOGIN; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$`);
    const modern = (await tx.query<{ is: boolean }>(`SELECT current_setting('server_version_num')::int >= 160000 AS is`)).rows[0]!.is;
    for (const name of GROUPS) {
      const may = await tx.query<{ may: boolean }>(`SELECT pg_has_role($1, $2) AS may`, [name, modern ? 'SET' : 'MEMBER']);
      if (may.rows[0]!.may) continue;
      await tx.query(`GRANT ${name} TO CURRENT_USER${modern ? ' WITH SET TRUE, INHERIT FALSE' : ''}`).catch((error: unknown) => {
        throw new DamagedSchema([
          `the owner may not act as ${name}: as superuser, GRANT ${name} TO the owner WITH ADMIN OPTION (${String(error)})`,
        ]);
      });
    }
    await handToOwner(tx, GROUPS);
  });

/**
 * Roles that a superuser makes are handed to the owner of the database. Since PostgreSQL 16 it could not change them or give them to
 * others. Does nothing for another user.
 */
export const handToOwner = async (db: Pick<PoolClient, 'query'>, roles: readonly string[]): Promise<void> => {
  const { rows } = await db.query<{ grant: string }>(
    `SELECT format('GRANT %I TO %I WITH ADMIN OPTION', name, owner.rolname) AS grant
       FROM pg_database JOIN pg_roles owner ON owner.oid = datdba JOIN pg_roles me ON me.rolname = current_user, unnest($1::text[]) AS name
      WHERE datname = current_database() AND me.rolsuper AND NOT pg_has_role(datdba, name, 'MEMBER WITH ADMIN OPTION')`,
    [roles],
  );
  for (const { grant } of rows) await db.query(grant);
};

/**
 * Compares the database with its migrations and mends owners, rights and triggers. Resolves to the faults that were mended.
 * @throws DamagedSchema with the faults that remain; nothing has then been changed
 */
export const checkCatalog = (owner: Pool): Promise<readonly string[]> =>
  inTransaction(owner, async (tx) => {
    const role = await ownerOfDatabase(tx);
    const mended: string[] = [];
    // Owners come first: rights are shown without those of the owner.
    for (const mendable of [/ OWNER TO /, /^/]) {
      const faults = await faultsOf(tx, role);
      for (const { what, mend } of faults) if (mend !== undefined && mendable.test(mend) && (await succeeds(tx, mend))) mended.push(what);
    }
    const left = [
      ...(await faultsOf(tx, role)).map(({ what, mend }) => (mend ? `${what}; as its owner: ${mend}` : what)),
      ...(await roleFaults(tx)),
    ];
    if (left.length > 0) throw new DamagedSchema(left);
    return mended;
  });

/** The role that owns most tables of the product. */
const ownerOfTables = async (tx: PoolClient): Promise<string> => {
  const { rows } = await tx.query<{ name: string }>(
    `SELECT pg_get_userbyid(relowner) AS name FROM pg_class WHERE relkind = 'r' AND relnamespace::regnamespace::text = ANY($1)
      GROUP BY relowner ORDER BY count(*) DESC, name LIMIT 1`,
    [CHECKED_SCHEMAS],
  );
  return rows[0]!.name;
};

/** Where the rights, owners and triggers of the database differ from its migrations. Any role may ask. Changes nothing. */
export const catalogFaults = (pool: Pool): Promise<readonly string[]> =>
  inTransaction(pool, async (tx) => {
    await tx.query('SET TRANSACTION READ ONLY');
    const faults = await faultsOf(tx, await ownerOfTables(tx));
    return [...faults.map(({ what }) => what), ...(await roleFaults(tx)), ...(await loginFaults(tx))];
  });

/** Logins of services with more than the rights of their one service. */
const loginFaults = async (tx: PoolClient): Promise<readonly string[]> => {
  const { rows } = await tx.query<{ what: string }>(
    `SELECT format('the login %s has attributes that no service needs', quote_ident(rolname)) AS what FROM pg_roles
      WHERE rolname LIKE 'minglu\\_login\\_%' AND (rolsuper OR rolcreaterole OR rolcreatedb OR rolreplication OR rolbypassrls)
     UNION ALL
     SELECT format('the login %s has the rights of %s too', quote_ident(m.rolname), quote_ident(g.rolname))
       FROM pg_auth_members a JOIN pg_roles m ON m.oid = a.member JOIN pg_roles g ON g.oid = a.roleid
      WHERE m.rolname LIKE 'minglu\\_login\\_%' AND replace(m.rolname, '_login_', '_') <> g.rolname`,
  );
  return rows.map(({ what }) => what);
};

const faultsOf = async (tx: PoolClient, owner: string): Promise<readonly CatalogFault[]> => {
  const open = await tx.query<{ open: boolean }>(`SELECT has_schema_privilege('public', 'public', 'CREATE') AS open`);
  return [
    ...(open.rows[0]!.open
      ? [{ what: 'everyone may create objects in the schema public', mend: 'REVOKE CREATE ON SCHEMA public FROM PUBLIC' }]
      : []),
    ...compareCatalog(expected(), await readCatalog(tx), owner),
  ];
};

/** The owner of the database, if we may act as it; otherwise ourselves. */
const ownerOfDatabase = async (tx: PoolClient): Promise<string> => {
  const { rows } = await tx.query<{ name: string }>(
    `SELECT CASE WHEN pg_has_role(datdba, 'MEMBER') THEN pg_get_userbyid(datdba) ELSE current_user END AS name
       FROM pg_database WHERE datname = current_database()`,
  );
  return rows[0]!.name;
};

/** Groups with more rights than their own, or with a login. */
const roleFaults = async (tx: PoolClient): Promise<readonly string[]> => {
  const { rows } = await tx.query<{ what: string }>(
    `SELECT format('the role %s has attributes that no group of rights has', quote_ident(rolname)) AS what FROM pg_roles
      WHERE rolname = ANY($1) AND (rolsuper OR rolcreaterole OR rolcreatedb OR rolcanlogin OR rolreplication OR rolbypassrls)
     UNION ALL
     SELECT format('the role %s has the rights of %s too: REVOKE %2$s FROM %1$s', quote_ident(m.rolname), quote_ident(g.rolname))
       FROM pg_auth_members a JOIN pg_roles m ON m.oid = a.member JOIN pg_roles g ON g.oid = a.roleid WHERE m.rolname = ANY($1)`,
    [GROUPS],
  );
  return rows.map(({ what }) => what);
};

const succeeds = async (tx: PoolClient, sql: string): Promise<boolean> => {
  await tx.query('SAVEPOINT mending');
  try {
    await tx.query(sql);
    await tx.query('RELEASE SAVEPOINT mending');
    return true;
  } catch {
    await tx.query('ROLLBACK TO SAVEPOINT mending');
    return false;
  }
};

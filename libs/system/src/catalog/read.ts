import { hash } from 'node:crypto';
import type { PoolClient } from 'pg';

/** An object of the database: its kind, its name in SQL, its owner, its rights and the rest of its definition. */
export interface CatalogObject {
  readonly kind: 'SCHEMA' | 'TABLE' | 'SEQUENCE' | 'FUNCTION' | 'TRIGGER' | 'INDEX' | 'RULE';
  readonly name: string;
  /** The table of a trigger. */
  readonly on?: string;
  readonly owner?: string;
  /** `role PRIVILEGE` or `role PRIVILEGE(column)`, sorted, without those of the owner. */
  readonly rights?: readonly string[];
  /** Text that must be the same: a trigger's or an index's definition, a function's checksum and properties. */
  readonly definition?: string;
}

/** Objects of the product. The indexes of `query` get other names at a rebuild. */
export const CHECKED_SCHEMAS = [
  'public',
  'procedure',
  'query',
  'publisher',
  'edge',
  'calendar',
  'access',
  'materials',
  'audit',
  'administration',
];
const listed = (schemas: readonly string[]): string => `(${schemas.map((one) => `'${one}'`).join(', ')})`;
const SCHEMAS = listed(CHECKED_SCHEMAS);

const rightsIn = (source: string, owner: string): string => `
  (SELECT coalesce(array_agg(one ORDER BY one COLLATE "C"), '{}') FROM (
     SELECT coalesce(r.rolname, 'PUBLIC') || ' ' || privilege_type || of_column || CASE WHEN is_grantable THEN ' WITH GRANT OPTION' ELSE '' END AS one
       FROM (${source}) each LEFT JOIN pg_roles r ON r.oid = grantee
      WHERE grantee <> ${owner}) all_rights)`;
const onObject = (acl: string, kind: 'n' | 'r' | 's' | 'f', owner: string): string =>
  `SELECT '' AS of_column, a.* FROM aclexplode(coalesce(${acl}, acldefault('${kind}', ${owner}))) a`;
const onColumns = `SELECT '(' || quote_ident(attname) || ')', a.*
  FROM pg_attribute, aclexplode(attacl) a WHERE attrelid = c.oid AND NOT attisdropped`;
const rights = (acl: string, kind: 'n' | 's' | 'f', owner: string): string => rightsIn(onObject(acl, kind, owner), owner);
const RIGHTS_ON_TABLE = rightsIn(`${onObject('relacl', 'r', 'relowner')} UNION ALL ${onColumns}`, 'relowner');

const OBJECTS = `
SELECT 'SCHEMA' AS kind, quote_ident(nspname) AS name, NULL AS "on", pg_get_userbyid(nspowner) AS owner, ${rights('nspacl', 'n', 'nspowner')} AS rights, NULL AS definition
  FROM pg_namespace WHERE nspname IN ${SCHEMAS} AND nspname <> 'public'
UNION ALL
SELECT CASE relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END, c.oid::regclass::text, NULL, pg_get_userbyid(relowner),
       CASE relkind WHEN 'S' THEN ${rights('relacl', 's', 'relowner')} ELSE ${RIGHTS_ON_TABLE} END,
       CASE WHEN relrowsecurity THEN 'row security' END
  FROM pg_class c WHERE relnamespace::regnamespace::text IN ${SCHEMAS} AND relkind IN ('r', 'p', 'v', 'm', 'S')
UNION ALL
SELECT 'FUNCTION', p.oid::regprocedure::text, NULL, pg_get_userbyid(proowner), ${rights('proacl', 'f', 'proowner')},
       concat_ws(' ', CASE WHEN prosecdef THEN 'SECURITY DEFINER' END, provolatile::text, lanname::text, array_to_string(proconfig, '; '), E'\\n' || prosrc)
  FROM pg_proc p JOIN pg_language l ON l.oid = prolang WHERE pronamespace::regnamespace::text IN ${SCHEMAS}
UNION ALL
SELECT 'TRIGGER', quote_ident(tgname), tgrelid::regclass::text, NULL, NULL, tgenabled::text || ' ' || pg_get_triggerdef(t.oid)
  FROM pg_trigger t JOIN pg_class c ON c.oid = tgrelid WHERE NOT tgisinternal AND relnamespace::regnamespace::text IN ${SCHEMAS}
UNION ALL
SELECT 'RULE', quote_ident(rulename), c.oid::regclass::text, NULL, NULL, pg_get_ruledef(w.oid)
  FROM pg_rewrite w JOIN pg_class c ON c.oid = ev_class WHERE rulename <> '_RETURN' AND relnamespace::regnamespace::text IN ${SCHEMAS}
UNION ALL
SELECT 'INDEX', indexrelid::regclass::text, indrelid::regclass::text, NULL, NULL, pg_get_indexdef(indexrelid) || CASE WHEN indisvalid THEN '' ELSE ' INVALID' END
  FROM pg_index i JOIN pg_class c ON c.oid = indrelid WHERE relnamespace::regnamespace::text IN ${listed(CHECKED_SCHEMAS.filter((one) => one !== 'query'))}`;

/** The objects of the product's schemas as they are in the database. */
export const readCatalog = async (tx: PoolClient): Promise<readonly CatalogObject[]> => {
  const { rows } = await tx.query<Required<{ [K in keyof CatalogObject]: CatalogObject[K] | null }>>(
    `SELECT * FROM (${OBJECTS}) all_objects ORDER BY kind COLLATE "C", name COLLATE "C", "on" COLLATE "C"`,
  );
  return rows.map(({ kind, name, on, owner, rights: granted, definition }) => ({
    kind: kind!,
    name: name!,
    ...(on === null ? {} : { on }),
    ...(owner === null ? {} : { owner }),
    // A right since PostgreSQL 17, which older versions cannot name.
    ...(granted === null ? {} : { rights: granted!.filter((right) => !right.includes(' MAINTAIN')) }),
    ...(definition ? { definition: kind === 'FUNCTION' ? shortened(definition) : definition } : {}),
  }));
};

/** The text of a function as its checksum, after its properties. */
const shortened = (definition: string): string => {
  const at = definition.indexOf('\n');
  return `${definition.slice(0, at).trim()} sha256:${hash('sha256', definition.slice(at + 1))}`;
};

export const labelOf = ({ kind, name, on }: CatalogObject): string => `${kind.toLowerCase()} ${name}${on ? ` on ${on}` : ''}`;

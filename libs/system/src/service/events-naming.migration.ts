import type { Migration } from '@minglu/event-store';

/**
 * Which events name a file. The index has each text of 64 hexadecimal digits. The schema of the event then tells digests of files from
 * others. The rights of
 * `minglu_materials` on the log are those of a reader.
 */
export const eventsNamingMigration: Migration = {
  name: 'system/0006-events-naming',
  sql: /* sql */ `
CREATE FUNCTION digests_in(payload text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $digests$
  SELECT array(SELECT DISTINCT found[1] FROM regexp_matches(payload, '"([0-9a-f]{64})"', 'g') AS found)
$digests$;
CREATE INDEX events_digests ON events USING gin (digests_in(payload)) WHERE payload LIKE '%ha256"%';

REVOKE ALL ON FUNCTION digests_in FROM PUBLIC;
GRANT EXECUTE ON FUNCTION digests_in TO minglu_casework, minglu_materials;

GRANT SELECT ON events, claims, log_identity, epochs TO minglu_materials;
-- A submission may name what its organisation has deposited.
GRANT SELECT (sha256, org) ON materials.deposits TO minglu_casework;
GRANT USAGE ON SCHEMA access TO minglu_materials;
GRANT EXECUTE ON FUNCTION access.record_lines TO minglu_materials;
`,
};

import type { Migration } from '@minglu/event-store';

/**
 * A command looks whether a file is stored, and appends later. So a file is removed under the lock of appends, after a look into the log.
 * The log then refuses each event with its digest (`ML002`), until the file comes again. A command that was held up for
 * hours thus never names a file that has gone.
 */
export const unnamedFilesMigration: Migration = {
  name: 'system/0010-unnamed-files',
  sql: /* sql */ `
CREATE FUNCTION materials.forget(digest text, withdrawn_before timestamptz, at timestamptz) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $forget$
BEGIN
  LOCK TABLE append_lock IN EXCLUSIVE MODE;
  IF EXISTS (SELECT FROM materials.deposits WHERE sha256 = digest)
     OR EXISTS (SELECT FROM events WHERE payload LIKE '%ha256"%' AND digests_in(payload) @> ARRAY[digest]) THEN
    DELETE FROM materials.withdrawn WHERE sha256 = digest;
    RETURN false;
  END IF;
  UPDATE materials.withdrawn SET removed_at = coalesce(removed_at, at) WHERE sha256 = digest AND withdrawn_at <= withdrawn_before;
  IF NOT FOUND THEN
    RETURN false;
  END IF;
  DELETE FROM materials.stored WHERE sha256 = digest;
  RETURN true;
END
$forget$;
REVOKE ALL ON FUNCTION materials.forget FROM PUBLIC;
GRANT EXECUTE ON FUNCTION materials.forget TO minglu_materials;

CREATE FUNCTION materials.refuse_removed() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $refuse$
DECLARE
  gone text;
BEGIN
  SELECT sha256 INTO gone FROM materials.withdrawn WHERE sha256 = ANY (digests_in(NEW.payload)) AND removed_at IS NOT NULL LIMIT 1;
  IF gone IS NOT NULL THEN
    RAISE EXCEPTION 'the file % was removed', gone USING ERRCODE = 'ML002', DETAIL = gone;
  END IF;
  RETURN NEW;
END
$refuse$;
REVOKE ALL ON FUNCTION materials.refuse_removed FROM PUBLIC;
CREATE TRIGGER no_removed_file BEFORE INSERT ON events FOR EACH ROW WHEN (NEW.payload LIKE '%ha256"%')
  EXECUTE FUNCTION materials.refuse_removed();
`,
};

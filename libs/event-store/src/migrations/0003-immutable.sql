DO $roles$
DECLARE role text;
BEGIN
  FOREACH role IN ARRAY ARRAY['minglu_audit', 'minglu_casework', 'minglu_procedure', 'minglu_publisher', 'minglu_query'] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role) THEN
      BEGIN
        EXECUTE format('CREATE ROLE %I NOLOGIN', role);
      EXCEPTION WHEN duplicate_object OR unique_violation THEN
        NULL;
      END;
    END IF;
  END LOOP;
END
$roles$;

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $refuse$
BEGIN
  RAISE EXCEPTION 'the event log is immutable: % on % is refused', TG_OP, TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END
$refuse$;
CREATE TRIGGER immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON events FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
-- ALWAYS: also in a session that plays a replica, where other triggers sleep.
ALTER TABLE events ENABLE ALWAYS TRIGGER immutable;

REVOKE ALL ON events, claims, commands, vault, checkpoints FROM PUBLIC;
REVOKE ALL ON FUNCTION append_events FROM PUBLIC;

GRANT EXECUTE ON FUNCTION append_events TO minglu_casework;
GRANT SELECT ON events, claims, commands, vault TO minglu_casework;
GRANT SELECT ON events TO minglu_publisher, minglu_procedure, minglu_audit;
GRANT SELECT, INSERT, UPDATE ON checkpoints TO minglu_publisher, minglu_procedure, minglu_audit;

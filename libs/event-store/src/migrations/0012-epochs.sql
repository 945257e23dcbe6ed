-- The query service compares the ids of records with the log.
GRANT SELECT (event_id) ON events TO minglu_query;

-- Where the log was last opened. Another server, timeline or database means that it was restored, promoted or copied.
CREATE TABLE log_server (
  one    boolean PRIMARY KEY DEFAULT true CHECK (one),
  server text NOT NULL                            -- system identifier, timeline and database
);
REVOKE ALL ON log_server FROM PUBLIC;

CREATE FUNCTION current_server() RETURNS text LANGUAGE sql SET search_path = pg_catalog, pg_temp
AS $$
  SELECT concat_ws('/', (SELECT system_identifier FROM pg_control_system()), left(pg_walfile_name(pg_current_wal_insert_lsn()), 8),
                   (SELECT oid FROM pg_database WHERE datname = current_database()))
$$;
REVOKE ALL ON FUNCTION current_server() FROM PUBLIC;

-- Begins an epoch after a position; null: after the last event. For the owner of the log.
CREATE FUNCTION begin_epoch(after_position bigint, why text) RETURNS integer LANGUAGE plpgsql SET search_path = public, pg_temp
AS $$
DECLARE
  head bigint;
  begun integer;
BEGIN
  LOCK TABLE append_lock IN EXCLUSIVE MODE; -- as appends do: the head stands still
  SELECT coalesce(max(position), 0) INTO head FROM events;
  IF after_position < 0 OR after_position > head THEN
    RAISE EXCEPTION 'the log ends at %: no epoch begins after position %', head, after_position;
  END IF;
  INSERT INTO epochs (epoch, after, hash, reason, server)
  SELECT (SELECT max(epoch) + 1 FROM epochs), at, coalesce((SELECT content_hash FROM events WHERE position = at), ''), why, current_server()
    FROM (SELECT coalesce(after_position, head)) AS the(at)
  RETURNING epoch INTO begun;
  RETURN begun;
END
$$;
REVOKE ALL ON FUNCTION begin_epoch(bigint, text) FROM PUBLIC;

-- Remembers the server. Begins an epoch if it is not the one on which the log was last opened, and returns it; else null.
CREATE FUNCTION open_log() RETURNS integer LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
  here CONSTANT text := current_server();
  before text;
BEGIN
  SELECT server INTO before FROM log_server;
  IF before = here THEN
    RETURN NULL;
  END IF;
  LOCK TABLE append_lock IN EXCLUSIVE MODE;
  SELECT server INTO before FROM log_server; -- another process may have opened it meanwhile
  IF before = here THEN
    RETURN NULL;
  END IF;
  INSERT INTO log_server (server) VALUES (here) ON CONFLICT (one) DO UPDATE SET server = EXCLUDED.server;
  RETURN CASE WHEN before IS NOT NULL THEN begin_epoch(NULL, 'the log was opened on another server than before: ' || before) END;
END
$$;
REVOKE ALL ON FUNCTION open_log() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION open_log() TO minglu_casework;

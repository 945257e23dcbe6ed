-- The read-access log: who looked at which case, when and from where. Lines are only ever added, and each is hashed with the hash of the one before.
CREATE SCHEMA access;
CREATE TABLE access.lines (
  position    bigint PRIMARY KEY CHECK (position > 0),
  recorded_at timestamptz NOT NULL,
  line        text NOT NULL,  -- JSON, as it was hashed
  hash        bytea NOT NULL, -- SHA-256 of the name of this format, NUL, the hash before, position, instant and line
  person      text COLLATE "C" GENERATED ALWAYS AS (line::jsonb ->> 'person') STORED,
  subject     text COLLATE "C" GENERATED ALWAYS AS (line::jsonb ->> 'subject') STORED
);
CREATE INDEX lines_person ON access.lines (person, position);
CREATE INDEX lines_subject ON access.lines (subject, position);
CREATE TRIGGER immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON access.lines FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE access.lines ENABLE ALWAYS TRIGGER immutable;

-- Lines are added one batch at a time. Only the function may lock this table; it stays empty.
CREATE TABLE access.append_lock ();

-- Adds lines, and returns the position of the first.
CREATE FUNCTION access.record_lines(x_lines text[]) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $function$
DECLARE
  at       timestamptz;
  place    bigint;
  previous bytea;
  one      text;
BEGIN
  LOCK TABLE access.append_lock IN EXCLUSIVE MODE;
  SELECT position, hash INTO place, previous FROM access.lines ORDER BY position DESC LIMIT 1;
  place := coalesce(place, 0);
  previous := coalesce(previous, ''::bytea);
  at := clock_timestamp();
  FOREACH one IN ARRAY x_lines LOOP
    place := place + 1;
    previous := sha256('minglu/access/v1'::bytea || '\x00'::bytea || previous || convert_to(
      place || ' ' || to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') || ' ' || one, 'UTF8'));
    INSERT INTO access.lines (position, recorded_at, line, hash) VALUES (place, at, one, previous);
  END LOOP;
  RETURN place - cardinality(x_lines) + 1;
END
$function$;

REVOKE ALL ON access.lines, access.append_lock FROM PUBLIC;
REVOKE ALL ON FUNCTION access.record_lines FROM PUBLIC;
GRANT USAGE ON SCHEMA access TO minglu_casework, minglu_query, minglu_audit;
GRANT EXECUTE ON FUNCTION access.record_lines TO minglu_casework, minglu_query, minglu_audit;
GRANT SELECT ON access.lines TO minglu_audit;

-- The log has one identity for good. A copy of the database has the same one.
CREATE TABLE log_identity (
  one    boolean PRIMARY KEY DEFAULT true CHECK (one),
  log_id uuid NOT NULL
);
INSERT INTO log_identity (log_id) VALUES (gen_random_uuid());

-- The branches of the log. Events after position `after` belong to the epoch, up to the `after` of the next one.
CREATE TABLE epochs (
  epoch    integer PRIMARY KEY,                   -- 1, 2, 3, …
  after    bigint NOT NULL CHECK (after >= 0),
  hash     bytea NOT NULL,                        -- content hash of the event at `after`; empty where that is 0
  reason   text NOT NULL,
  server   text NOT NULL,                         -- the PostgreSQL server on which it began
  begun_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
INSERT INTO epochs (epoch, after, hash, reason, server) VALUES (1, 0, '', 'the log begins', '');

CREATE TRIGGER immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON log_identity FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON epochs FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE log_identity ENABLE ALWAYS TRIGGER immutable;
ALTER TABLE epochs ENABLE ALWAYS TRIGGER immutable;
REVOKE ALL ON log_identity, epochs FROM PUBLIC;
GRANT SELECT ON log_identity, epochs TO minglu_casework, minglu_publisher, minglu_procedure, minglu_query, minglu_audit;

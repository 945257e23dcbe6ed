-- Proof of the keys that the data need: an HMAC of a constant, which tells nothing of the key.
CREATE TABLE key_checks (
  purpose     text COLLATE "C" PRIMARY KEY,
  key_id      text NOT NULL,
  check_value text NOT NULL
);
CREATE TRIGGER immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON key_checks FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE key_checks ENABLE ALWAYS TRIGGER immutable;
REVOKE ALL ON key_checks FROM PUBLIC;
GRANT SELECT, INSERT ON key_checks TO minglu_casework;

-- The key under which the key of the person is wrapped. Rows from before name none: theirs is the first key.
ALTER TABLE vault ADD COLUMN key_id text COLLATE "C"
  GENERATED ALWAYS AS (CASE WHEN length(wrapped_key) = 68 THEN encode(substr(wrapped_key, 1, 8), 'hex') END) STORED;

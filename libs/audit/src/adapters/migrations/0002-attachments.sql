-- The files that the event of a leaf names, as the store knew them when the leaf was made. The store may forget a file or learn of one later.
-- The leaf is the same for ever.
CREATE TABLE audit.attachments (
  leaf    bigint NOT NULL CHECK (leaf >= 0),       -- its index
  ordinal integer NOT NULL CHECK (ordinal >= 0),   -- in the order of the payload
  sha256  bytea NOT NULL CHECK (length(sha256) = 32),
  sm3     bytea NOT NULL CHECK (length(sm3) = 32),
  size    bigint NOT NULL CHECK (size >= 0),
  PRIMARY KEY (leaf, ordinal)
);
CREATE TRIGGER immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON audit.attachments FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();
ALTER TABLE audit.attachments ENABLE ALWAYS TRIGGER immutable;
REVOKE ALL ON audit.attachments FROM PUBLIC;
GRANT SELECT, INSERT ON audit.attachments TO minglu_audit;

-- The publisher sends the checkpoints to Kafka.
GRANT USAGE ON SCHEMA audit TO minglu_publisher;
GRANT SELECT ON audit.checkpoints TO minglu_publisher;

-- The health of a service inserts a page here and rolls it back, so that a full disk is noticed before a command meets it.
-- A table of its own: dead rows must not swell the log. They are cleared early.
CREATE TABLE append_probe (filler text NOT NULL) WITH (autovacuum_vacuum_threshold = 50, autovacuum_vacuum_scale_factor = 0);
ALTER TABLE append_probe ALTER COLUMN filler SET STORAGE PLAIN;
REVOKE ALL ON append_probe FROM PUBLIC;
GRANT INSERT ON append_probe TO minglu_casework;

-- The first 8 bytes of the content hash of each applied version, up to `version`. Those of earlier versions may be missing.
ALTER TABLE ${schema}.watermarks ADD COLUMN hashes bytea NOT NULL DEFAULT '';
-- When an operator has seen that the record was set aside. Until then the health of the service is red. A missing range is no alarm.
ALTER TABLE ${schema}.foreign_records ADD COLUMN acknowledged_at timestamptz;
UPDATE ${schema}.foreign_records SET acknowledged_at = seen_at;
CREATE INDEX foreign_records_alarms ON ${schema}.foreign_records (consumer) WHERE acknowledged_at IS NULL;

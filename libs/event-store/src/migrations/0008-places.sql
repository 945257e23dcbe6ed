-- A reader remembers the branch of its position. NULL until its first contact after this migration.
ALTER TABLE checkpoints ADD COLUMN log_id uuid, ADD COLUMN epoch integer, ADD COLUMN hash bytea;

-- The query service finds the streams that a command wrote, and compares places with the log. It reads no content.
GRANT SELECT (position, stream_id, stream_version, content_hash) ON events TO minglu_query;

-- The read model remembers the branch of its position. NULL until the first contact after this migration.
ALTER TABLE query.checkpoints ADD COLUMN log_id uuid, ADD COLUMN epoch integer, ADD COLUMN hash bytea;

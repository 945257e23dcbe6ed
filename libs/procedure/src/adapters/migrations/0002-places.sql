-- The timers remember the branch of their position. NULL until the first contact after this migration.
ALTER TABLE procedure.checkpoints ADD COLUMN log_id uuid, ADD COLUMN epoch integer, ADD COLUMN hash bytea;

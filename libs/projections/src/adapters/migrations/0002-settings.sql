CREATE TABLE query.settings (stream_id text COLLATE "C" PRIMARY KEY, view jsonb NOT NULL);
GRANT SELECT, INSERT, UPDATE, DELETE ON query.settings TO minglu_query;
-- A read model that has passed the policies and calendars reads the log again.
DELETE FROM query.deadlines;
DELETE FROM query.dossiers;
DELETE FROM query.campaigns;
DELETE FROM query.checkpoints;

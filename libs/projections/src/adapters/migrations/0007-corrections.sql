-- The approved corrections of the events of a dossier, by the stream that they are in. They are joined to its row when it is read.
CREATE TABLE query.corrections (stream_id text COLLATE "C" PRIMARY KEY, view jsonb NOT NULL);
GRANT SELECT, INSERT, UPDATE, DELETE ON query.corrections TO minglu_query;

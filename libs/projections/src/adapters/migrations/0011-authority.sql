CREATE TABLE query.authority (person text COLLATE "C" PRIMARY KEY, view jsonb NOT NULL);
GRANT SELECT, INSERT, UPDATE, DELETE ON query.authority TO minglu_query;

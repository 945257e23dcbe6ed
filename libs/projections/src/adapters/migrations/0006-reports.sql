CREATE TABLE query.reports (report_id text COLLATE "C" PRIMARY KEY, view jsonb NOT NULL);
GRANT SELECT, INSERT, UPDATE, DELETE ON query.reports TO minglu_query;

-- The figures of all dossiers, each as its event states it, for consistency findings. The ministry and the auditors alone ask for them.
CREATE TABLE query.figures (
  event_id   uuid NOT NULL,
  ordinal    integer NOT NULL,            -- of the figure in its event
  applicant  text COLLATE "C" NOT NULL,   -- as recorded when the dossier opened
  data_year  integer NOT NULL,
  shared_key text COLLATE "C",            -- year, indicator and amount; null if it has too few digits to be compared with other applicants
  position   bigint NOT NULL,
  statement  jsonb NOT NULL,
  PRIMARY KEY (event_id, ordinal)
);
CREATE INDEX figures_applicant ON query.figures (applicant, position, ordinal);
CREATE INDEX figures_year ON query.figures (data_year, applicant);
CREATE INDEX figures_shared ON query.figures (shared_key) WHERE shared_key IS NOT NULL;

-- False for a read model that had dossiers before this migration: it is built again from the log.
CREATE TABLE query.figures_complete AS SELECT NOT EXISTS (SELECT FROM query.dossiers) AS complete;

GRANT SELECT, INSERT ON query.figures TO minglu_query;
GRANT SELECT ON query.figures_complete TO minglu_query;

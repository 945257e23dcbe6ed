-- How many dossiers with a tag an audience sees of each place and status, so that a total by one more condition counts no rows. A tag has its
-- audience before it, as in query.listed; due:<day> is the next deadline.
-- A read model with dossiers and without these rows is built again from the log after the migrations.
CREATE TABLE query.tag_totals (
  tag      text COLLATE "C" NOT NULL,
  place    text COLLATE "C" NOT NULL,
  status   text COLLATE "C" NOT NULL,
  dossiers integer NOT NULL,
  PRIMARY KEY (tag, place, status)
);
GRANT SELECT, INSERT, UPDATE, DELETE ON query.tag_totals TO minglu_query;

-- The events of dossiers, numbered in the order in which they reached the read model. Kafka's partitions come without order among each other, so the
-- positions of the log are no order of arrival. A rebuild keeps the numbers.
-- A read model with dossiers and without these rows is built again from the log after the migrations.
CREATE TABLE query.changes (
  number         bigint PRIMARY KEY,      -- 1, 2, 3, … in the order of commits: see query.change_counter
  level          smallint NOT NULL,       -- 0 PUBLIC, 1 INTERNAL, 2 RESTRICTED
  case_id        text COLLATE "C" NOT NULL,
  place          text COLLATE "C" NOT NULL, -- one of query.places
  position       bigint NOT NULL,
  hash           bytea NOT NULL,          -- content hash of the event
  event_id       uuid NOT NULL,
  type           text COLLATE "C" NOT NULL,
  occurred_at    timestamptz NOT NULL,
  recorded_at    timestamptz NOT NULL,
  reached        timestamptz NOT NULL,    -- the latest recorded_at up to this number
  all_status     text COLLATE "C" NOT NULL, -- after the event, as each audience sees it
  party_status   text COLLATE "C" NOT NULL,
  public_status  text COLLATE "C",
  all_version    integer NOT NULL,        -- the events that each audience has seen
  party_version  integer NOT NULL,
  public_version integer NOT NULL,
  all_chain      bytea NOT NULL,          -- over the events that each audience sees, up to this one; null where it does not see this one
  party_chain    bytea,
  public_chain   bytea
);
CREATE UNIQUE INDEX changes_position ON query.changes (position);
CREATE INDEX changes_reached ON query.changes (reached, number);
CREATE INDEX changes_case ON query.changes (case_id, number);
CREATE INDEX changes_party ON query.changes (place, number) WHERE level <= 1;
CREATE INDEX changes_public ON query.changes (number) WHERE level = 0;

-- The last number and chains. A writer locks this row until its commit, so numbers are given in the order of commits: a reader never sees a
-- number whose predecessor is yet to come.
CREATE TABLE query.change_counter (
  one          boolean PRIMARY KEY DEFAULT true CHECK (one),
  last         bigint NOT NULL DEFAULT 0,
  reached      timestamptz NOT NULL DEFAULT '-infinity',
  all_chain    bytea NOT NULL DEFAULT '',
  party_chain  bytea NOT NULL DEFAULT '',
  public_chain bytea NOT NULL DEFAULT ''
);
INSERT INTO query.change_counter DEFAULT VALUES;

GRANT SELECT, INSERT ON query.changes TO minglu_query;
GRANT SELECT, UPDATE ON query.change_counter TO minglu_query;

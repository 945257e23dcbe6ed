-- The calendar feeds that persons have made. They are no part of the read model: the log does not have them, and a rebuild leaves them alone.
CREATE SCHEMA calendar;
CREATE TABLE calendar.feeds (
  id           uuid PRIMARY KEY,
  secret_hash  bytea NOT NULL UNIQUE CHECK (octet_length(secret_hash) = 32), -- SHA-256: nothing here leads back to the address
  person       text COLLATE "C" NOT NULL, -- the pseudonym of the token
  role         text COLLATE "C" NOT NULL,
  org          text COLLATE "C" NOT NULL,
  created_at   timestamptz NOT NULL,
  last_used_at timestamptz
);
CREATE INDEX feeds_person ON calendar.feeds (person, role, org, created_at);

GRANT USAGE ON SCHEMA calendar TO minglu_query;
GRANT SELECT, INSERT, DELETE ON calendar.feeds TO minglu_query;
GRANT UPDATE (last_used_at) ON calendar.feeds TO minglu_query;

CREATE TABLE events (
  position       bigint PRIMARY KEY,              -- 1, 2, 3, … in commit order, without a gap
  event_id       uuid NOT NULL UNIQUE,
  stream_id      text COLLATE "C" NOT NULL,
  stream_version integer NOT NULL,                -- 1, 2, 3, … in the stream
  public_version integer,                         -- 1, 2, 3, … over the stream's PUBLIC events
  type           text COLLATE "C" NOT NULL,
  schema_version integer NOT NULL,
  payload        text NOT NULL,                   -- canonical JSON (RFC 8785), the bytes that were hashed
  metadata       text NOT NULL,                   -- likewise
  salt           bytea NOT NULL,
  content_hash   bytea NOT NULL,                  -- over salt, payload and metadata: see hashing.ts
  recorded_at    timestamptz NOT NULL,            -- never before that of the position before
  UNIQUE (stream_id, stream_version)
);
CREATE UNIQUE INDEX events_public_version ON events (stream_id, public_version) WHERE public_version IS NOT NULL;

-- What only one stream may hold at a time. A row that is let go keeps its last holder.
CREATE TABLE claims (
  kind      text COLLATE "C" NOT NULL,
  id        text COLLATE "C" NOT NULL,
  stream_id text COLLATE "C" NOT NULL,
  released  boolean NOT NULL DEFAULT false,
  PRIMARY KEY (kind, id)
);
CREATE INDEX claims_held ON claims (stream_id, kind) WHERE NOT released;

CREATE TABLE commands (
  command_id   text COLLATE "C" PRIMARY KEY,
  request_hash bytea NOT NULL,
  position     bigint NOT NULL,                   -- of its last event
  result       text NOT NULL
);

-- Personal data and restricted free text, encrypted; committed with the event that refers to it or not at all.
CREATE TABLE vault (
  ref         text COLLATE "C" PRIMARY KEY,
  subject     text COLLATE "C" NOT NULL,
  wrapped_key bytea NOT NULL,
  ciphertext  bytea NOT NULL
);
CREATE INDEX vault_subject ON vault (subject);

-- How far each reader of the log has come; moved in the transaction of its effects.
CREATE TABLE checkpoints (
  name     text COLLATE "C" PRIMARY KEY,
  position bigint NOT NULL
);

-- Up to which version a consumer has taken each stream. parked: from the next event on, all wait.
CREATE TABLE ${schema}.watermarks (
  consumer  text COLLATE "C" NOT NULL,
  stream_id text COLLATE "C" NOT NULL,
  version   integer NOT NULL,
  parked    boolean NOT NULL DEFAULT false,
  PRIMARY KEY (consumer, stream_id)
);
CREATE INDEX watermarks_parked ON ${schema}.watermarks (consumer) WHERE parked;
CREATE TABLE ${schema}.parked (
  consumer       text COLLATE "C" NOT NULL,
  stream_id      text COLLATE "C" NOT NULL,
  stream_version integer NOT NULL,
  event          jsonb NOT NULL,
  reason         text NOT NULL,
  parked_at      timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (consumer, stream_id, stream_version)
);
-- Records that are no events of ours, as they came.
CREATE TABLE ${schema}.foreign_records (
  consumer text COLLATE "C" NOT NULL,
  topic    text COLLATE "C" NOT NULL,
  part     integer NOT NULL,
  at       bigint NOT NULL,
  reason   text NOT NULL,
  record   jsonb NOT NULL,
  seen_at  timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (consumer, topic, part, at)
);
-- The next offset of each partition, committed with the effects; Kafka's own offset only follows.
CREATE TABLE ${schema}.offsets (
  consumer text COLLATE "C" NOT NULL,
  topic    text COLLATE "C" NOT NULL,
  part     integer NOT NULL,
  next     bigint NOT NULL,
  PRIMARY KEY (consumer, topic, part)
);
GRANT SELECT, INSERT, UPDATE, DELETE ON ${schema}.watermarks, ${schema}.parked, ${schema}.foreign_records, ${schema}.offsets TO ${role};

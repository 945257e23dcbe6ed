-- The last checkpoint of each tree that is on Kafka. `next`: the end of its topic after it. A record beyond it may have been sent by a
-- publisher that was killed before it noted so.
CREATE TABLE publisher.checkpoints (
  tree      text COLLATE "C" PRIMARY KEY,
  size      bigint NOT NULL,
  root      bytea NOT NULL,
  signed_at timestamptz NOT NULL,
  next      bigint NOT NULL
);
GRANT SELECT, INSERT, UPDATE ON publisher.checkpoints TO minglu_publisher;

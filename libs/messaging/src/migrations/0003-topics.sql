-- The next offset of each partition, as Kafka acknowledged it. An end below it means that records are lost.
CREATE TABLE publisher.acknowledged (
  topic text COLLATE "C" NOT NULL,
  part  integer NOT NULL,
  next  bigint NOT NULL,
  PRIMARY KEY (topic, part)
);
-- Topics that are published again from the log: the events after `after` up to `up_to`. The lease holder carries this out before it goes on.
CREATE TABLE publisher.refills (
  topic text COLLATE "C" PRIMARY KEY,
  after bigint NOT NULL,
  up_to bigint NOT NULL
);
GRANT SELECT, INSERT, UPDATE, DELETE ON publisher.acknowledged, publisher.refills TO minglu_publisher;

-- The epoch records with which topics were reconciled with the log. A topic that is published again gets them again.
CREATE TABLE publisher.epoch_records (
  id     uuid PRIMARY KEY,
  topic  text COLLATE "C" NOT NULL,
  epoch  integer NOT NULL,
  record jsonb NOT NULL                            -- key, value and headers, not signed
);
GRANT SELECT, INSERT ON publisher.epoch_records TO minglu_publisher;

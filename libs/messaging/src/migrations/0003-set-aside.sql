-- Events that the publisher cannot send, with the later ones of their streams. `retry`: an operator asks to try them again.
CREATE TABLE publisher.set_aside (
  position       bigint PRIMARY KEY,
  stream_id      text COLLATE "C" NOT NULL,
  stream_version integer NOT NULL,
  type           text NOT NULL,
  reason         text NOT NULL,
  since          timestamptz NOT NULL DEFAULT clock_timestamp(),
  retry          boolean NOT NULL DEFAULT false
);
CREATE INDEX set_aside_streams ON publisher.set_aside (stream_id);
GRANT SELECT, INSERT, UPDATE, DELETE ON publisher.set_aside TO minglu_publisher;

CREATE SCHEMA publisher;
CREATE TABLE publisher.lease (
  name     text COLLATE "C" PRIMARY KEY,
  owner    text NOT NULL,
  until    timestamptz NOT NULL,
  position bigint NOT NULL
);
GRANT USAGE ON SCHEMA publisher TO minglu_publisher;
GRANT SELECT, INSERT, UPDATE ON publisher.lease TO minglu_publisher;

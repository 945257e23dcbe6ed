-- The signed watermarks of the public topic, as they were published last: one per case, and one of the topic. `position`: up to where it counts.
CREATE TABLE publisher.public_watermarks (
  key      text COLLATE "C" PRIMARY KEY,
  position bigint NOT NULL,
  value    text NOT NULL,
  headers  jsonb NOT NULL
);
GRANT SELECT, INSERT, UPDATE, DELETE ON publisher.public_watermarks TO minglu_publisher;
GRANT USAGE ON SCHEMA publisher TO minglu_audit;
GRANT SELECT ON publisher.public_watermarks TO minglu_audit;

-- Files of sealed lists. A leaf has one commitment to them in place of their digests. A leaf that was made before has no such files.
ALTER TABLE audit.attachments ADD COLUMN sealed boolean NOT NULL DEFAULT false;

-- Stored files and uploads under way. Bytes live in the store of materials, under their SHA-256; a row is written when they are durable.
DO $$ BEGIN
  CREATE ROLE minglu_materials NOLOGIN;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$;

CREATE SCHEMA materials;

-- Names of files are not stored, since they may name people: the act that names a material has its shown name.
CREATE TABLE materials.stored (
  sha256     text COLLATE "C" PRIMARY KEY CHECK (sha256 ~ '^[0-9a-f]{64}$'),
  sm3        text COLLATE "C" NOT NULL CHECK (sm3 ~ '^[0-9a-f]{64}$'),
  size       bigint NOT NULL CHECK (size > 0),
  media_type text NOT NULL,
  findings   jsonb NOT NULL, -- notices of the inspection
  stored_at  timestamptz NOT NULL
);

-- Who has deposited a file. Several may have deposited the same bytes.
CREATE TABLE materials.deposits (
  sha256       text COLLATE "C" NOT NULL REFERENCES materials.stored ON DELETE CASCADE,
  org          text COLLATE "C" NOT NULL,
  person       text COLLATE "C" NOT NULL, -- a pseudonym
  deposited_at timestamptz NOT NULL,
  PRIMARY KEY (sha256, org, person)
);

CREATE TABLE materials.uploads (
  id         uuid PRIMARY KEY,
  org        text COLLATE "C" NOT NULL,
  person     text COLLATE "C" NOT NULL,
  size       bigint NOT NULL CHECK (size > 0), -- of the whole file, as stated
  touched_at timestamptz NOT NULL,             -- the last part
  sha256     text COLLATE "C"                  -- set when the file was stored
);
CREATE INDEX uploads_touched ON materials.uploads (touched_at);
CREATE INDEX uploads_org ON materials.uploads (org) WHERE sha256 IS NULL;

CREATE TABLE materials.parts (
  upload uuid NOT NULL REFERENCES materials.uploads ON DELETE CASCADE,
  part   integer NOT NULL CHECK (part > 0),
  size   bigint NOT NULL CHECK (size > 0),
  sha256 text COLLATE "C" NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
  PRIMARY KEY (upload, part)
);

REVOKE ALL ON materials.stored, materials.deposits, materials.uploads, materials.parts FROM PUBLIC;
GRANT USAGE ON SCHEMA materials TO minglu_materials, minglu_casework;
GRANT SELECT, INSERT, DELETE ON materials.stored, materials.deposits TO minglu_materials;
GRANT SELECT, INSERT, UPDATE, DELETE ON materials.uploads, materials.parts TO minglu_materials;
-- A submission is refused when a file that it names is not stored.
GRANT SELECT (sha256) ON materials.stored TO minglu_casework;

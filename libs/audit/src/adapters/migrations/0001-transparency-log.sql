-- The transparency log. All of it follows from the events; only signatures and the moments of checkpoints are new. Rows are only ever added.
CREATE SCHEMA audit;

-- The one sequencer. It locks its row while it adds rows, so that two never add at a time.
CREATE TABLE audit.lease (
  name  text COLLATE "C" PRIMARY KEY,
  owner text NOT NULL,
  until timestamptz NOT NULL
);

-- Leaf hashes in order, one row for each round of the sequencer. `full`: all events; `public`: the public events.
CREATE TABLE audit.runs (
  log    text COLLATE "C" NOT NULL CHECK (log IN ('full', 'public')),
  first  bigint NOT NULL CHECK (first >= 0),      -- index of its first leaf
  leaves integer NOT NULL CHECK (leaves > 0),
  sha256 bytea NOT NULL CHECK (length(sha256) = 32 * leaves),
  sm3    bytea NOT NULL CHECK (length(sm3) = 32 * leaves),
  upto   bigint NOT NULL,                         -- position of the last event of the round
  map    bytea CHECK (length(map) = 32),          -- root of the map after these leaves; only of `full`
  PRIMARY KEY (log, first),
  CHECK ((log = 'full') = (map IS NOT NULL))
);
CREATE INDEX runs_upto ON audit.runs (log, upto);
-- A hash is cut out of the middle.
ALTER TABLE audit.runs ALTER COLUMN sha256 SET STORAGE EXTERNAL, ALTER COLUMN sm3 SET STORAGE EXTERNAL;

-- The roots of complete subtrees of 256^height leaves.
CREATE TABLE audit.subtrees (
  log    text COLLATE "C" NOT NULL,
  height smallint NOT NULL CHECK (height > 0),
  index  bigint NOT NULL CHECK (index >= 0),
  sha256 bytea NOT NULL CHECK (length(sha256) = 32),
  sm3    bytea NOT NULL CHECK (length(sm3) = 32),
  PRIMARY KEY (log, height, index)
);

-- Nodes of the Merkle map, which has the last leaf of each stream. Older roots stay readable.
CREATE TABLE audit.map_nodes (
  hash bytea PRIMARY KEY CHECK (length(hash) = 32),
  node bytea NOT NULL CHECK (length(node) IN (64, 72)) -- two hashes, or the entry of a stream: key, last leaf hash and version
);

-- Facts that leaves name and rows lack, each from a leaf on: the epoch of the log, and the hashes of rule packages and schemas.
-- An epoch may be declared late, and a release may change a schema. A leaf keeps to the facts of its own time.
CREATE TABLE audit.leaf_facts (
  kind  text COLLATE "C" NOT NULL CHECK (kind IN ('epoch', 'rules', 'schema')),
  name  text COLLATE "C" NOT NULL,
  value text NOT NULL,                            -- of an epoch: number/after; otherwise SHA-256 in hexadecimal
  first bigint NOT NULL CHECK (first >= 0),       -- index of the first leaf
  PRIMARY KEY (kind, name, first)
);

-- Signed heads: of the two trees over each log, and of the map. Kept for ever.
CREATE TABLE audit.checkpoints (
  tree      text COLLATE "C" NOT NULL CHECK (tree IN ('full', 'full-sm3', 'map', 'public', 'public-sm3')),
  size      bigint NOT NULL CHECK (size > 0),
  root      bytea NOT NULL CHECK (length(root) = 32),
  note      text NOT NULL,                        -- a C2SP signed note, without cosignatures
  signed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (tree, size)
);

-- The signatures of witnesses, one line of a note each.
CREATE TABLE audit.cosignatures (
  tree        text COLLATE "C" NOT NULL,
  size        bigint NOT NULL,
  witness     text COLLATE "C" NOT NULL,          -- name and id of its key
  line        text NOT NULL,
  received_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (tree, size, witness),
  FOREIGN KEY (tree, size) REFERENCES audit.checkpoints (tree, size)
);

DO $immutable$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['runs', 'subtrees', 'map_nodes', 'leaf_facts', 'checkpoints', 'cosignatures'] LOOP
    EXECUTE format('CREATE TRIGGER immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON audit.%I FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change()', name);
    EXECUTE format('ALTER TABLE audit.%I ENABLE ALWAYS TRIGGER immutable', name);
    EXECUTE format('GRANT SELECT, INSERT ON audit.%I TO minglu_audit', name);
  END LOOP;
END
$immutable$;
REVOKE ALL ON ALL TABLES IN SCHEMA audit FROM PUBLIC;
GRANT USAGE ON SCHEMA audit TO minglu_audit;
GRANT SELECT, INSERT, UPDATE ON audit.lease TO minglu_audit;

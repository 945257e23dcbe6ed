-- Files whose last deposit was dropped because its ticket ended. One that no event names is removed an hour later.
CREATE TABLE materials.withdrawn (
  sha256       text COLLATE "C" PRIMARY KEY CHECK (sha256 ~ '^[0-9a-f]{64}$'),
  withdrawn_at timestamptz NOT NULL,           -- since then no deposit is left
  removed_at   timestamptz,                    -- the row of the file has gone: no event may name it until it comes again
  settled      boolean NOT NULL DEFAULT false  -- it is kept, or its bytes have gone too
);
CREATE INDEX withdrawn_unfinished ON materials.withdrawn (withdrawn_at) WHERE NOT settled;
CREATE INDEX deposits_of_tickets ON materials.deposits (deposited_at) WHERE person = 'anonymous';

REVOKE ALL ON materials.withdrawn FROM PUBLIC;
GRANT SELECT, INSERT, UPDATE, DELETE ON materials.withdrawn TO minglu_materials;

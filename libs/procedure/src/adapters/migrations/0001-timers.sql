CREATE SCHEMA procedure;
CREATE TABLE procedure.checkpoints (name text COLLATE "C" PRIMARY KEY, position bigint NOT NULL);

-- The open deadlines of every dossier, and what became of those that fired.
CREATE TABLE procedure.timers (
  stream_id    text COLLATE "C" NOT NULL,
  kind         text COLLATE "C" NOT NULL,
  of_id        text COLLATE "C" NOT NULL,
  deadline     text NOT NULL,                    -- as recorded, JSON
  due_at       timestamptz NOT NULL,
  provisional  boolean NOT NULL,                 -- such a timer never fires
  set_position bigint NOT NULL,                  -- of the event that set it
  fired        boolean NOT NULL DEFAULT false,
  outcome      text,                             -- why nothing followed, where it was refused or failed
  PRIMARY KEY (stream_id, kind, of_id)
);
CREATE INDEX timers_due ON procedure.timers (due_at, set_position) WHERE NOT fired AND NOT provisional;

-- Commands that events have asked for; written with the checkpoint, given to casework afterwards.
CREATE TABLE procedure.outbox (
  position   bigint NOT NULL,
  ordinal    integer NOT NULL,
  stream_id  text COLLATE "C" NOT NULL,          -- of the dossier that it is for
  command_id text COLLATE "C" NOT NULL UNIQUE,
  command    text NOT NULL,
  done       boolean NOT NULL DEFAULT false,
  outcome    text,
  PRIMARY KEY (position, ordinal)
);
CREATE INDEX outbox_waiting ON procedure.outbox (position, ordinal) WHERE NOT done;
CREATE INDEX outbox_waiting_for ON procedure.outbox (stream_id) WHERE NOT done;

GRANT USAGE ON SCHEMA procedure TO minglu_procedure;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA procedure TO minglu_procedure;

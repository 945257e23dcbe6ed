-- An operator asks for the topics to be reconciled with the log, which was restored. The publisher that holds the lease carries it out.
CREATE TABLE publisher.reconciliation (
  one          boolean PRIMARY KEY DEFAULT true CHECK (one),
  epoch        integer NOT NULL,                   -- the epoch of the log under which it goes on
  requested_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
GRANT SELECT, DELETE ON publisher.reconciliation TO minglu_publisher;

-- Appends happen one at a time. Every session may take an advisory lock and keep it, so any login could stop the log.
-- Only the owner, and so `append_events`, may lock this table. It stays empty: a lock on `events` itself would meet autovacuum.
CREATE TABLE append_lock ();
REVOKE ALL ON append_lock FROM PUBLIC;

-- No append is under way while the function changes. One that waits here for the old lock meets the unique positions.
SELECT pg_advisory_xact_lock(7021001);
DO $change$
DECLARE
  before CONSTANT text := pg_get_functiondef('append_events'::regproc);
  after CONSTANT text := replace(before, 'PERFORM pg_advisory_xact_lock(7021001);', 'LOCK TABLE append_lock IN EXCLUSIVE MODE;');
BEGIN
  IF after = before THEN
    RAISE EXCEPTION 'append_events does not take the lock 7021001';
  END IF;
  EXECUTE after;
END
$change$;

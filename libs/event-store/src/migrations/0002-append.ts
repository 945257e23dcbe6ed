import type { Migration } from '../migrate.js';

/**
 * Appends a batch of commands in one transaction, each whole or not at all, and says per command what became of it.
 *
 * Everything comes as parallel arrays, one group per kind of thing; `x_command` is the 1-based place in the batch of
 * the command that the thing belongs to, and each group is in the order of the commands. `last_events[i]` is the
 * place of command i's last event among all events of the batch (that of the command before where it has none).
 *
 * The batch is taken in runs. A run starts at the command `first` and ends before the first command that meets an
 * obstacle; obstacles are looked up for all commands at once, on the tables as they stand and as the earlier commands
 * of the run would leave them. A run is inserted by one statement, so a batch without obstacles costs as many
 * statements as a single command. For the command that starts a run, the obstacle is final and becomes its outcome;
 * for a later one it only ends the run, and is looked at again when all before it is in the tables. So a doubt (a claim
 * made twice in a run, a check on a stream that the run writes) needs no answer, and what counts is the order alone.
 *
 * Within one command: checks and expected versions first, then releases, then claims.
 */
export const append: Migration = {
  name: 'event-store/0002-append',
  sql: /* sql */ `
CREATE FUNCTION append_events(
  command_ids text[], request_hashes bytea[], clocks timestamptz[], results text[], last_events int[],
  event_command int[], event_ids text[], event_streams text[], event_versions int[], event_public boolean[],
  event_types text[], event_schemas int[], event_payloads text[], event_metadata text[], event_salts bytea[], event_hashes bytea[],
  check_command int[], check_streams text[], check_versions int[],
  claim_command int[], claim_kinds text[], claim_ids text[], claim_streams text[],
  release_command int[], release_kinds text[], release_streams text[],
  secret_command int[], secret_refs text[], secret_subjects text[], secret_keys bytea[], secret_texts bytea[]
) RETURNS TABLE (
  command int,          -- its place in the batch
  outcome text,         -- appended | repeated | mismatched | conflict
  at_position bigint,   -- of its last event; the head if it has none
  recorded timestamptz, -- where appended
  detail text,          -- where repeated: the first result; where conflict: the stream or kind/id
  conflict_on text      -- stream | check | claim
)
-- VOLATILE: each statement sees what was committed before it, so what follows the lock sees the true head.
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = public, pg_temp
-- Planning costs more than the work, so plans are made once for good, while the log may still be small. So each look
-- into a table is a scalar subquery, which cannot become a join with the whole table or a hash of it, and it finds its
-- row by the index and no other way.
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off
SET enable_bitmapscan = off
AS $append$
#variable_conflict use_column
DECLARE
  total CONSTANT int := cardinality(command_ids);
  first int := 1;          -- the run: first <= command < stop
  stop int;
  why text;
  what text;
  head bigint;
  latest timestamptz;
  skipped int;             -- events of the batch before the run
  let_go record;
BEGIN
  PERFORM pg_advisory_xact_lock(7021001);
  IF current_setting('transaction_isolation') <> 'read committed' THEN
    RAISE EXCEPTION 'append_events needs READ COMMITTED: under % it would not see the head', current_setting('transaction_isolation');
  END IF;

  WHILE first <= total LOOP
    SELECT found.command, found.why, found.what INTO stop, why, what FROM (
      -- a command id that was used, in the tables or in the run
      SELECT c.command, 1, 'command', c.id
        FROM (SELECT c.id, c.ordinal::int AS command, row_number() OVER (PARTITION BY c.id COLLATE "C" ORDER BY c.ordinal) AS use
                FROM unnest(command_ids) WITH ORDINALITY AS c(id, ordinal) WHERE c.ordinal >= first) c
       WHERE c.use > 1 OR (SELECT k.position FROM commands k WHERE k.command_id = c.id) IS NOT NULL
      UNION ALL
      -- an event that does not follow on the one before it
      SELECT e.command, 2, 'stream', e.stream
        FROM (SELECT e.command, e.stream, e.version, lag(e.version) OVER (PARTITION BY e.stream COLLATE "C" ORDER BY e.ordinal) AS before
                FROM unnest(event_command, event_streams, event_versions) WITH ORDINALITY AS e(command, stream, version, ordinal)
               WHERE e.command >= first) e
       WHERE e.version <> 1 + coalesce(e.before, (SELECT s.stream_version FROM events s WHERE s.stream_id = e.stream ORDER BY s.stream_version DESC LIMIT 1), 0)
      UNION ALL
      -- a stream that was read has moved, or moves in the run
      SELECT r.command, 3, 'check', r.stream
        FROM unnest(check_command, check_streams, check_versions) AS r(command, stream, version)
       WHERE r.command >= first AND r.version <> coalesce((SELECT s.stream_version FROM events s WHERE s.stream_id = r.stream ORDER BY s.stream_version DESC LIMIT 1), 0)
      UNION ALL
      SELECT r.command, 3, 'check', r.stream
        FROM unnest(check_command, check_streams) AS r(command, stream)
        JOIN unnest(event_command, event_streams) AS e(command, stream) ON e.stream = r.stream
       WHERE e.command >= first AND e.command < r.command
      UNION ALL
      -- a claim that another stream holds and does not let go of in time, or that is made in the run
      SELECT c.command, 4, 'claim', c.kind || '/' || c.id
        FROM (SELECT c.*, lag(c.command) OVER (PARTITION BY c.id COLLATE "C", c.kind COLLATE "C" ORDER BY c.command) < c.command AS again,
                     (SELECT h.stream_id FROM claims h WHERE h.kind = c.kind AND h.id = c.id AND NOT h.released) AS holder
                FROM unnest(claim_command, claim_kinds, claim_ids, claim_streams) AS c(command, kind, id, stream) WHERE c.command >= first) c
       WHERE c.again
          OR (c.holder <> c.stream
              AND NOT EXISTS (SELECT FROM unnest(release_command, release_kinds, release_streams) AS r(command, kind, stream)
                               WHERE r.kind = c.kind AND r.stream = c.holder AND r.command BETWEEN first AND c.command))
      UNION ALL
      -- what the run claims and lets go of again: a run lets go first
      SELECT r.command, 5, 'release', r.stream
        FROM unnest(release_command, release_kinds, release_streams) AS r(command, kind, stream)
        JOIN unnest(claim_command, claim_kinds, claim_streams) AS c(command, kind, stream) ON c.kind = r.kind AND c.stream = r.stream
       WHERE c.command >= first AND c.command < r.command
    ) AS found(command, rank, why, what)
    ORDER BY found.command, found.rank
    LIMIT 1;

    IF stop = first THEN
      IF why = 'command' THEN
        RETURN QUERY
          SELECT first, CASE WHEN k.request_hash = request_hashes[first] THEN 'repeated' ELSE 'mismatched' END,
                 k.position, NULL::timestamptz, k.result, NULL
            FROM commands k WHERE k.command_id = command_ids[first];
      ELSE
        RETURN QUERY VALUES (first, 'conflict', NULL::bigint, NULL::timestamptz, what, why);
      END IF;
      first := first + 1;
      CONTINUE;
    END IF;
    stop := coalesce(stop, total + 1);

    SELECT e.position, e.recorded_at INTO head, latest FROM events e ORDER BY e.position DESC LIMIT 1;
    head := coalesce(head, 0);
    skipped := CASE WHEN first = 1 THEN 0 ELSE last_events[first - 1] END;

    RETURN QUERY
    WITH run AS (
      SELECT c.ordinal::int AS command, c.id, c.request_hash, c.result, head + c.last_event - skipped AS position,
             greatest(latest, c.clock, max(c.clock) FILTER (WHERE c.last_event > coalesce(last_events[c.ordinal::int - 1], 0)) OVER (ORDER BY c.ordinal)) AS recorded_at
        FROM unnest(command_ids, request_hashes, clocks, results, last_events)
             WITH ORDINALITY AS c(id, request_hash, clock, result, last_event, ordinal)
       WHERE c.ordinal >= first AND c.ordinal < stop
    ), logged AS (
      INSERT INTO events (position, event_id, stream_id, stream_version, public_version, type, schema_version, payload, metadata, salt, content_hash, recorded_at)
      SELECT head + e.ordinal - skipped, e.id::uuid, e.stream, e.version,
             CASE WHEN e.public THEN
               count(*) FILTER (WHERE e.public) OVER (PARTITION BY e.stream ORDER BY e.ordinal)
               + coalesce((SELECT p.public_version FROM events p WHERE p.stream_id = e.stream AND p.public_version IS NOT NULL ORDER BY p.public_version DESC LIMIT 1), 0)
             END,
             e.type, e.schema, e.payload, e.metadata, e.salt, e.hash, run.recorded_at
        FROM unnest(event_command, event_ids, event_streams, event_versions, event_public, event_types, event_schemas,
                    event_payloads, event_metadata, event_salts, event_hashes)
             WITH ORDINALITY AS e(command, id, stream, version, public, type, schema, payload, metadata, salt, hash, ordinal)
        JOIN run ON run.command = e.command
    ), kept AS (
      INSERT INTO commands (command_id, request_hash, position, result)
      SELECT run.id, run.request_hash, run.position, run.result FROM run
    )
    SELECT run.command, 'appended', run.position, run.recorded_at, NULL, NULL FROM run;

    FOR let_go IN
      SELECT r.kind, r.stream FROM unnest(release_command, release_kinds, release_streams) AS r(command, kind, stream)
       WHERE r.command >= first AND r.command < stop
    LOOP
      UPDATE claims SET released = true WHERE stream_id = let_go.stream AND kind = let_go.kind AND NOT released;
    END LOOP;
    IF cardinality(claim_command) > 0 THEN
      INSERT INTO claims AS h (kind, id, stream_id)
      SELECT c.kind, c.id, c.stream
        FROM unnest(claim_command, claim_kinds, claim_ids, claim_streams) AS c(command, kind, id, stream)
       WHERE c.command >= first AND c.command < stop
      ON CONFLICT (kind, id) DO UPDATE SET stream_id = excluded.stream_id, released = false;
    END IF;
    IF cardinality(secret_command) > 0 THEN
      INSERT INTO vault (ref, subject, wrapped_key, ciphertext)
      SELECT s.ref, s.subject, s.key, s.text
        FROM unnest(secret_command, secret_refs, secret_subjects, secret_keys, secret_texts) AS s(command, ref, subject, key, text)
       WHERE s.command >= first AND s.command < stop;
    END IF;

    first := stop;
  END LOOP;
END
$append$;
`,
};

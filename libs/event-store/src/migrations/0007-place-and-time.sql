DROP FUNCTION append_events;
CREATE FUNCTION append_events(
  command_ids text[], request_hashes bytea[],
  clocks timestamptz[], -- null: the clock of this server
  results text[], last_events int[],
  event_command int[], event_ids text[], event_streams text[], event_versions int[], event_follows text[], event_public boolean[],
  event_types text[], event_schemas int[], event_payloads text[], event_metadata text[], event_salts bytea[], event_hashes bytea[],
  check_command int[], check_streams text[], check_versions int[],
  claim_command int[], claim_kinds text[], claim_ids text[], claim_streams text[],
  release_command int[], release_kinds text[], release_streams text[],
  secret_command int[], secret_refs text[], secret_subjects text[], secret_keys bytea[], secret_texts bytea[],
  seen_position bigint, seen_hash bytea -- the furthest event that the caller has seen; position 0 for none
) RETURNS TABLE (
  command int,          -- its place in the batch
  outcome text,         -- appended | repeated | mismatched | conflict
  at_position bigint,   -- of its last event; the head if it has none
  recorded timestamptz, -- where appended
  detail text,          -- where repeated: the first result; where conflict: the stream or kind/id
  conflict_on text      -- stream | check | claim
)
-- VOLATILE: each statement sees all commits before it. So the statements after the lock see the true head.
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = public, pg_temp
-- Planning costs more than the work, so plans are made once for good, while the log may still be small. So each look
-- into a table is a scalar subquery. It cannot become a join with the whole table or a hash of it: it finds its row by
-- the index and no other way.
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off
SET enable_bitmapscan = off
AS $append$
#variable_conflict use_column
DECLARE
  total CONSTANT int := cardinality(command_ids);
  first int := 1;          -- the run: first <= command < stop
  stop int;
  skipped int := 0;        -- events of the batch before the run
  head bigint;
  latest timestamptz;
  clock timestamptz;
  obstacle record;
  let_go record;
BEGIN
  PERFORM pg_advisory_xact_lock(7021001);
  IF current_setting('transaction_isolation') <> 'read committed' THEN
    RAISE EXCEPTION 'append_events needs READ COMMITTED: under % it would not see the head', current_setting('transaction_isolation');
  END IF;
  -- A decision from memory holds only in the log that the caller has seen.
  IF seen_position > 0 AND (SELECT e.content_hash FROM events e WHERE e.position = seen_position) IS DISTINCT FROM seen_hash THEN
    RAISE EXCEPTION 'the log has no such event at position % any more', seen_position USING ERRCODE = 'ML001';
  END IF;

  WHILE first <= total LOOP
    -- The run ends at the latest before a command that depends on an earlier one of the run: by its command id, its claims
    -- or the streams that it checks. (That an event follows on another is seen below.)
    stop := total + 1;
    IF first < total THEN
      SELECT coalesce(min(doubt.command), stop) INTO stop FROM (
        SELECT i, lag(i) OVER (PARTITION BY command_ids[i] COLLATE "C" ORDER BY i) IS NOT NULL
          FROM generate_series(first, total) i
        UNION ALL
        SELECT claim_command[i], lag(claim_command[i]) OVER (PARTITION BY claim_ids[i] COLLATE "C", claim_kinds[i] COLLATE "C" ORDER BY i) < claim_command[i]
          FROM generate_subscripts(claim_command, 1) i WHERE claim_command[i] >= first
        UNION ALL
        SELECT check_command[i], true
          FROM generate_subscripts(check_command, 1) i JOIN generate_series(skipped + 1, last_events[total]) j ON event_streams[j] = check_streams[i]
         WHERE event_command[j] < check_command[i]
        UNION ALL
        SELECT release_command[i], true -- a run lets go first, and then claims
          FROM generate_subscripts(release_command, 1) i JOIN generate_subscripts(claim_command, 1) j
            ON claim_kinds[j] = release_kinds[i] AND claim_streams[j] = release_streams[i]
         WHERE claim_command[j] >= first AND claim_command[j] < release_command[i]
      ) AS doubt(command, doubtful) WHERE doubt.doubtful;
    END IF;

    -- The first command of the run that the tables stand against.
    SELECT found.command, found.why, found.what INTO obstacle FROM (
      SELECT i, 1, 'command', command_ids[i]
        FROM generate_series(first, stop - 1) i
       WHERE (SELECT k.position FROM commands k WHERE k.command_id = command_ids[i]) IS NOT NULL
      UNION ALL
      SELECT event_command[e.i], 2, 'stream', event_streams[e.i]
        FROM (SELECT i, lag(i) OVER (PARTITION BY event_streams[i] COLLATE "C" ORDER BY i) AS before
                FROM generate_series(skipped + 1, last_events[stop - 1]) i) e
       WHERE CASE
               WHEN e.before IS NOT NULL
                 THEN event_versions[e.i] <> 1 + event_versions[e.before] OR event_follows[e.i] NOT IN ('', event_ids[e.before])
               WHEN event_follows[e.i] = ''
                 THEN event_versions[e.i] <> 1 + coalesce(
                   (SELECT s.stream_version FROM events s WHERE s.stream_id = event_streams[e.i] ORDER BY s.stream_version DESC LIMIT 1), 0)
               ELSE (SELECT s.stream_version = event_versions[e.i] - 1 AND s.event_id::text = event_follows[e.i]
                       FROM events s WHERE s.stream_id = event_streams[e.i] ORDER BY s.stream_version DESC LIMIT 1) IS NOT TRUE
             END
      UNION ALL
      SELECT check_command[i], 3, 'check', check_streams[i]
        FROM generate_subscripts(check_command, 1) i
       WHERE check_command[i] >= first AND check_command[i] < stop
         AND check_versions[i] <> coalesce(
               (SELECT s.stream_version FROM events s WHERE s.stream_id = check_streams[i] ORDER BY s.stream_version DESC LIMIT 1), 0)
      UNION ALL
      SELECT claim_command[c.i], 4, 'claim', claim_kinds[c.i] || '/' || claim_ids[c.i]
        FROM (SELECT i, (SELECT h.stream_id FROM claims h WHERE h.kind = claim_kinds[i] AND h.id = claim_ids[i] AND NOT h.released) AS holder
                FROM generate_subscripts(claim_command, 1) i
               WHERE claim_command[i] >= first AND claim_command[i] < stop) c
       WHERE c.holder <> claim_streams[c.i]
         AND NOT EXISTS (SELECT FROM generate_subscripts(release_command, 1) r
                          WHERE release_kinds[r] = claim_kinds[c.i] AND release_streams[r] = c.holder
                            AND release_command[r] BETWEEN first AND claim_command[c.i])
    ) AS found(command, rank, why, what)
    ORDER BY found.command, found.rank
    LIMIT 1;

    IF obstacle.command = first THEN
      IF obstacle.why = 'command' THEN
        RETURN QUERY
          SELECT first, CASE WHEN k.request_hash = request_hashes[first] THEN 'repeated' ELSE 'mismatched' END,
                 k.position, NULL::timestamptz, k.result, NULL
            FROM commands k WHERE k.command_id = command_ids[first];
      ELSE
        RETURN QUERY VALUES (first, 'conflict', NULL::bigint, NULL::timestamptz, obstacle.what, obstacle.why);
      END IF;
      skipped := last_events[first];
      first := first + 1;
      CONTINUE;
    END IF;
    stop := coalesce(obstacle.command, stop);

    SELECT e.position, e.recorded_at INTO head, latest FROM events e ORDER BY e.position DESC LIMIT 1;
    head := coalesce(head, 0);
    clock := date_trunc('milliseconds', clock_timestamp());
    -- An operator says that the last instant was wrong: time goes on from the clock.
    IF 'clock/log' = ANY (event_streams[skipped + 1 : last_events[stop - 1]]) THEN
      latest := NULL;
    END IF;

    RETURN QUERY
    WITH logged AS (
      INSERT INTO events (position, event_id, stream_id, stream_version, public_version, type, schema_version, payload, metadata, salt, content_hash, recorded_at)
      SELECT head + i - skipped, event_ids[i]::uuid, event_streams[i], event_versions[i],
             CASE WHEN event_public[i] THEN
               count(*) FILTER (WHERE event_public[i]) OVER (PARTITION BY event_streams[i] COLLATE "C" ORDER BY i)
               + coalesce((SELECT p.public_version FROM events p WHERE p.stream_id = event_streams[i] AND p.public_version IS NOT NULL
                            ORDER BY p.public_version DESC LIMIT 1), 0)
             END,
             event_types[i], event_schemas[i], event_payloads[i], event_metadata[i], event_salts[i], event_hashes[i],
             greatest(latest, max(coalesce(clocks[event_command[i]], clock)) OVER (ORDER BY i))
        FROM generate_series(skipped + 1, last_events[stop - 1]) i
    ), run AS (
      SELECT i AS command, head + last_events[i] - skipped AS position,
             greatest(latest, coalesce(clocks[i], clock),
               max(coalesce(clocks[i], clock)) FILTER (WHERE last_events[i] > coalesce(last_events[i - 1], 0)) OVER (ORDER BY i)) AS recorded_at
        FROM generate_series(first, stop - 1) i
    ), kept AS (
      INSERT INTO commands (command_id, request_hash, position, result)
      SELECT command_ids[run.command], request_hashes[run.command], run.position, results[run.command] FROM run
    )
    SELECT run.command, 'appended', run.position, run.recorded_at, NULL, NULL FROM run;

    IF cardinality(release_command) > 0 THEN
      FOR let_go IN
        SELECT release_kinds[i] AS kind, release_streams[i] AS stream
          FROM generate_subscripts(release_command, 1) i WHERE release_command[i] >= first AND release_command[i] < stop
      LOOP
        UPDATE claims SET released = true WHERE stream_id = let_go.stream AND kind = let_go.kind AND NOT released;
      END LOOP;
    END IF;
    IF cardinality(claim_command) > 0 THEN
      INSERT INTO claims (kind, id, stream_id)
      SELECT claim_kinds[i], claim_ids[i], claim_streams[i]
        FROM generate_subscripts(claim_command, 1) i WHERE claim_command[i] >= first AND claim_command[i] < stop
      ON CONFLICT (kind, id) DO UPDATE SET stream_id = excluded.stream_id, released = false;
    END IF;
    IF cardinality(secret_command) > 0 THEN
      INSERT INTO vault (ref, subject, wrapped_key, ciphertext)
      SELECT secret_refs[i], secret_subjects[i], secret_keys[i], secret_texts[i]
        FROM generate_subscripts(secret_command, 1) i WHERE secret_command[i] >= first AND secret_command[i] < stop;
    END IF;

    skipped := last_events[stop - 1];
    first := stop;
  END LOOP;
END
$append$;

REVOKE ALL ON FUNCTION append_events FROM PUBLIC;
GRANT EXECUTE ON FUNCTION append_events TO minglu_casework;

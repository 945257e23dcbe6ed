-- `append_events` writes the whole batch first, and asks afterwards what the constraints do not say. Most batches meet nothing, so they pay
-- for no question. A batch that meets something is undone and halved, down to one command, which is asked before it is written.
-- New: claims that a decision took for never held, so that it need not look them up.
DROP FUNCTION append_events;
CREATE FUNCTION append_events(
  command_ids text[], request_hashes bytea[],
  clocks timestamptz[], -- null: the clock of this server
  results text[], last_events int[],
  event_command int[], event_ids text[], event_streams text[], event_versions int[], event_follows text[], event_public boolean[],
  event_types text[], event_schemas int[], event_payloads text[], event_metadata text[], event_salts bytea[], event_hashes bytea[],
  check_command int[], check_streams text[], check_versions int[],
  claim_command int[], claim_kinds text[], claim_ids text[],
  claim_streams text[],                 -- '' where nothing is claimed
  claim_unheld boolean[],               -- true: a conflict if any stream holds or held it
  release_command int[], release_kinds text[], release_streams text[],
  secret_command int[], secret_refs text[], secret_subjects text[], secret_keys bytea[], secret_texts bytea[],
  secret_person_keys text[],            -- '' for a row with a key of its own
  secret_streams text[],
  erase_command int[], erase_keys text[], -- a key of `vault_keys`, or the subject of rows with keys of their own
  erase_texts int[],                    -- the rows that the decision knew
  seen_position bigint, seen_hash bytea -- the furthest event that the caller has seen; position 0 for none
) RETURNS TABLE (
  command int,          -- its place in the batch
  outcome text,         -- appended | repeated | mismatched | conflict
  at_position bigint,   -- of its last event; the head if it has none
  recorded timestamptz, -- where appended
  detail text,          -- where repeated: the first result; where conflict: the stream or kind/id
  conflict_on text      -- stream | check | claim | key
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
  first int := 1;           -- the run: first <= command < stop
  stop int;
  width int := total;       -- commands of the next run at most
  suspect boolean := false; -- the next command met something
  alone boolean;            -- the run is one command, and is asked before it is written
  skipped int := 0;         -- events of the batch before the run
  last int;                 -- events of the batch up to the end of the run
  head bigint;
  head_hash bytea;
  latest timestamptz;       -- the last instant of the log
  reached timestamptz;      -- the same after the run
  moments timestamptz[];    -- when each command is recorded
  obstacle record;
  let_go record;
  erased text;
BEGIN
  LOCK TABLE append_lock IN EXCLUSIVE MODE;
  IF current_setting('transaction_isolation') <> 'read committed' THEN
    RAISE EXCEPTION 'append_events needs READ COMMITTED: under % it would not see the head', current_setting('transaction_isolation');
  END IF;
  SELECT e.position, e.recorded_at, e.content_hash INTO head, latest, head_hash FROM events e ORDER BY e.position DESC LIMIT 1;
  head := coalesce(head, 0);
  -- A decision from memory holds only in the log that the caller has seen.
  IF seen_position > 0 THEN
    IF seen_position <> head THEN
      SELECT e.content_hash INTO head_hash FROM events e WHERE e.position = seen_position;
    END IF;
    IF head_hash IS DISTINCT FROM seen_hash THEN
      RAISE EXCEPTION 'the log has no such event at position % any more', seen_position USING ERRCODE = 'ML001';
    END IF;
  END IF;

  WHILE first <= total LOOP
    -- A command that lets go or erases is alone: what it undoes must not meet what others of its run do.
    alone := suspect OR coalesce(first = ANY (release_command), false) OR coalesce(first = ANY (erase_command), false);
    stop := CASE WHEN alone THEN first + 1 ELSE least(first + width, total + 1) END;
    IF NOT alone AND (cardinality(release_command) > 0 OR cardinality(erase_command) > 0) THEN
      SELECT coalesce(min(c.command), stop) INTO stop FROM unnest(release_command || erase_command) AS c(command) WHERE c.command BETWEEN first AND stop - 1;
    END IF;
    last := last_events[stop - 1];

    IF alone THEN
      SELECT found.why, found.what INTO obstacle FROM (
        SELECT 1, first, 'command', command_ids[first]
         WHERE (SELECT k.position FROM commands k WHERE k.command_id = command_ids[first]) IS NOT NULL
        UNION ALL
        SELECT 2, e.i, 'stream', event_streams[e.i]
          FROM (SELECT i, lag(i) OVER (PARTITION BY event_streams[i] COLLATE "C" ORDER BY i) AS before
                  FROM generate_series(skipped + 1, last) i) e
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
        SELECT 3, i, 'check', check_streams[i]
          FROM generate_subscripts(check_command, 1) i
         WHERE check_command[i] = first
           AND check_versions[i] <> coalesce(
                 (SELECT s.stream_version FROM events s WHERE s.stream_id = check_streams[i] ORDER BY s.stream_version DESC LIMIT 1), 0)
        UNION ALL
        SELECT 4, c.i, 'claim', claim_kinds[c.i] || '/' || claim_ids[c.i]
          FROM (SELECT i, (SELECT h.stream_id FROM claims h
                            WHERE h.kind = claim_kinds[i] AND h.id = claim_ids[i] AND (claim_unheld[i] OR NOT h.released)) AS holder
                  FROM generate_subscripts(claim_command, 1) i
                 WHERE claim_command[i] = first) c
         WHERE CASE WHEN claim_unheld[c.i] THEN c.holder IS NOT NULL
                 ELSE c.holder <> claim_streams[c.i]
                  AND NOT EXISTS (SELECT FROM generate_subscripts(release_command, 1) r
                                   WHERE release_kinds[r] = claim_kinds[c.i] AND release_streams[r] = c.holder AND release_command[r] = first)
               END
        UNION ALL
        SELECT 5, i, 'key', secret_person_keys[i]
          FROM generate_subscripts(secret_command, 1) i
         WHERE secret_command[i] = first AND secret_person_keys[i] <> ''
           AND (SELECT k.wrapped_key IS NOT NULL FROM vault_keys k WHERE k.id = secret_person_keys[i]) IS NOT TRUE
        UNION ALL
        SELECT 6, i, 'key', erase_keys[i]
          FROM generate_subscripts(erase_command, 1) i
         WHERE erase_command[i] = first
           AND (erase_texts[i] <> (SELECT count(*) FROM readable_secrets(erase_keys[i]))
                OR NOT (SELECT is_live_key(erase_keys[i])))
      ) AS found(rank, ordinal, why, what)
      ORDER BY found.rank, found.ordinal
      LIMIT 1;
      IF FOUND THEN
        IF obstacle.why = 'command' THEN
          RETURN QUERY
            SELECT first, CASE WHEN k.request_hash = request_hashes[first] THEN 'repeated' ELSE 'mismatched' END,
                   k.position, NULL::timestamptz, k.result, NULL
              FROM commands k WHERE k.command_id = command_ids[first];
        ELSE
          RETURN QUERY VALUES (first, 'conflict', NULL::bigint, NULL::timestamptz, obstacle.what, obstacle.why);
        END IF;
        -- What one command met, the next may meet too.
        suspect := true;
        width := 1;
        skipped := last;
        first := stop;
        CONTINUE;
      END IF;
    END IF;

    -- An operator says that the last instant was wrong: time goes on from the clock.
    reached := CASE WHEN 'clock/log' = ANY (event_streams[skipped + 1 : last]) THEN NULL ELSE latest END;
    FOR i IN first .. stop - 1 LOOP
      moments[i] := greatest(reached, coalesce(clocks[i], date_trunc('milliseconds', clock_timestamp())));
      IF last_events[i] > coalesce(last_events[i - 1], 0) THEN
        reached := moments[i];
      END IF;
    END LOOP;

    BEGIN
      WITH logged AS (
        INSERT INTO events (position, event_id, stream_id, stream_version, public_version, type, schema_version, payload, metadata, salt, content_hash, recorded_at)
        SELECT head + i - skipped, event_ids[i]::uuid, event_streams[i], event_versions[i],
               CASE WHEN event_public[i] THEN
                 count(*) FILTER (WHERE event_public[i]) OVER (PARTITION BY event_streams[i] COLLATE "C" ORDER BY i)
                 + coalesce((SELECT p.public_version FROM events p WHERE p.stream_id = event_streams[i] AND p.public_version IS NOT NULL
                              ORDER BY p.public_version DESC LIMIT 1), 0)
               END,
               event_types[i], event_schemas[i], event_payloads[i], event_metadata[i], event_salts[i], event_hashes[i],
               moments[event_command[i]]
          FROM generate_series(skipped + 1, last) i
      )
      INSERT INTO commands (command_id, request_hash, position, result)
      SELECT command_ids[i], request_hashes[i], head + last_events[i] - skipped, results[i]
        FROM generate_series(first, stop - 1) i;

      IF alone THEN
        FOR let_go IN
          SELECT release_kinds[i] AS kind, release_streams[i] AS stream FROM generate_subscripts(release_command, 1) i WHERE release_command[i] = first
        LOOP
          UPDATE claims SET released = true WHERE stream_id = let_go.stream AND kind = let_go.kind AND NOT released;
        END LOOP;
        INSERT INTO claims (kind, id, stream_id)
        SELECT claim_kinds[i], claim_ids[i], claim_streams[i]
          FROM generate_subscripts(claim_command, 1) i WHERE claim_command[i] = first AND claim_streams[i] <> ''
        ON CONFLICT (kind, id) DO UPDATE SET stream_id = excluded.stream_id, released = false;
      ELSE
        -- Each event but the first of its stream follows on the one that it names, which has a lower position.
        IF 1 <> ANY (event_versions) OR '' <> ANY (event_follows) THEN
          PERFORM FROM generate_series(skipped + 1, last) i
            WHERE (event_versions[i] <> 1 OR event_follows[i] <> '')
              AND (SELECT s.position < head + i - skipped AND event_follows[i] IN ('', s.event_id::text)
                     FROM events s WHERE s.stream_id = event_streams[i] AND s.stream_version = event_versions[i] - 1) IS NOT TRUE
            LIMIT 1;
          IF FOUND THEN
            RAISE EXCEPTION USING ERRCODE = 'ML003';
          END IF;
        END IF;
        -- A stream that is only read has its version from before the run.
        IF cardinality(check_command) > 0 THEN
          PERFORM FROM (SELECT DISTINCT check_streams[i], check_versions[i]
                          FROM generate_subscripts(check_command, 1) i WHERE check_command[i] >= first AND check_command[i] < stop) AS wanted(stream, version)
            WHERE wanted.version <> coalesce(
                    (SELECT CASE WHEN s.position <= head THEN s.stream_version ELSE -1 END
                       FROM events s WHERE s.stream_id = wanted.stream ORDER BY s.stream_version DESC LIMIT 1), 0)
            LIMIT 1;
          IF FOUND THEN
            RAISE EXCEPTION USING ERRCODE = 'ML003';
          END IF;
        END IF;
        IF cardinality(claim_command) > 0 THEN
          INSERT INTO claims (kind, id, stream_id)
          SELECT claim_kinds[i], claim_ids[i], claim_streams[i]
            FROM generate_subscripts(claim_command, 1) i WHERE claim_command[i] >= first AND claim_command[i] < stop AND claim_streams[i] <> '';
          IF '' = ANY (claim_streams) THEN
            PERFORM FROM generate_subscripts(claim_command, 1) i
              WHERE claim_command[i] >= first AND claim_command[i] < stop AND claim_streams[i] = ''
                AND (SELECT h.stream_id FROM claims h WHERE h.kind = claim_kinds[i] AND h.id = claim_ids[i]) IS NOT NULL
              LIMIT 1;
            IF FOUND THEN
              RAISE EXCEPTION USING ERRCODE = 'ML003';
            END IF;
          END IF;
        END IF;
        IF cardinality(secret_command) > 0 THEN
          PERFORM FROM generate_subscripts(secret_command, 1) i
            WHERE secret_command[i] >= first AND secret_command[i] < stop AND secret_person_keys[i] <> ''
              AND (SELECT k.wrapped_key IS NOT NULL FROM vault_keys k WHERE k.id = secret_person_keys[i]) IS NOT TRUE
            LIMIT 1;
          IF FOUND THEN
            RAISE EXCEPTION USING ERRCODE = 'ML003';
          END IF;
        END IF;
      END IF;
      IF cardinality(secret_command) > 0 THEN
        INSERT INTO vault (ref, subject, wrapped_key, ciphertext, person_key, stream_id)
        SELECT secret_refs[i], secret_subjects[i], CASE WHEN secret_person_keys[i] = '' THEN secret_keys[i] END, secret_texts[i],
               nullif(secret_person_keys[i], ''), nullif(secret_streams[i], '')
          FROM generate_subscripts(secret_command, 1) i WHERE secret_command[i] >= first AND secret_command[i] < stop;
      END IF;
      IF alone AND cardinality(erase_command) > 0 THEN
        FOR erased IN
          SELECT erase_keys[i] FROM generate_subscripts(erase_command, 1) i WHERE erase_command[i] = first
        LOOP
          PERFORM destroy_key(erased);
        END LOOP;
      END IF;
    EXCEPTION WHEN unique_violation OR SQLSTATE 'ML003' THEN
      IF alone THEN
        RAISE; -- the command itself is wrong, for example by an event id that exists
      END IF;
      suspect := stop - first = 1;
      width := greatest((stop - first) / 2, 1);
      CONTINUE;
    END;

    FOR i IN first .. stop - 1 LOOP
      command := i;
      outcome := 'appended';
      at_position := head + last_events[i] - skipped;
      recorded := moments[i];
      RETURN NEXT;
    END LOOP;
    head := head + last - skipped;
    latest := reached;
    suspect := false;
    width := least(2 * width, total);
    skipped := last;
    first := stop;
  END LOOP;
END
$append$;

REVOKE ALL ON FUNCTION append_events FROM PUBLIC;
GRANT EXECUTE ON FUNCTION append_events TO minglu_casework;

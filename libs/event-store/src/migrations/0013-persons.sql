-- One key for each natural person, under a pseudonym. Null once it is destroyed: the person is erased.
CREATE TABLE vault_keys (
  id          text COLLATE "C" PRIMARY KEY,
  subject     text COLLATE "C" NOT NULL,
  wrapped_key bytea,
  key_id      text COLLATE "C"
    GENERATED ALWAYS AS (CASE WHEN length(wrapped_key) = 68 THEN encode(substr(wrapped_key, 1, 8), 'hex') END) STORED
);
-- After an erasure a person may file again, under a new key. Two keys at a time would hide texts from an erasure.
CREATE UNIQUE INDEX vault_keys_live ON vault_keys (subject) WHERE wrapped_key IS NOT NULL;
CREATE TRIGGER destroyed BEFORE UPDATE ON vault_keys FOR EACH ROW WHEN (OLD.wrapped_key IS NULL) EXECUTE FUNCTION refuse_change();
ALTER TABLE vault_keys ENABLE ALWAYS TRIGGER destroyed;
REVOKE ALL ON vault_keys FROM PUBLIC;
GRANT SELECT ON vault_keys TO minglu_casework;

-- The order in which the keys came: a previous key that is newer than the current one is swapped with it.
ALTER TABLE key_checks ADD COLUMN ordinal bigint GENERATED ALWAYS AS IDENTITY;

-- A row has the key of its person, or as before one of its own. `stream_id`: where it was filed; null on older rows.
ALTER TABLE vault
  ALTER COLUMN wrapped_key DROP NOT NULL,
  ADD COLUMN person_key text COLLATE "C" REFERENCES vault_keys,
  ADD COLUMN stream_id text COLLATE "C",
  ADD CONSTRAINT one_key CHECK ((wrapped_key IS NULL) = (person_key IS NOT NULL));
CREATE INDEX vault_person_key ON vault (person_key) WHERE person_key IS NOT NULL;

-- The living key of a person; the first filing brings it. Concurrent first filings get the same one.
CREATE FUNCTION person_key(of_subject text, new_id text, new_key bytea, OUT id text, OUT wrapped_key bytea)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
#variable_conflict use_column
BEGIN
  LOOP
    SELECT k.id, k.wrapped_key INTO id, wrapped_key
      FROM vault_keys k WHERE k.subject = of_subject AND k.wrapped_key IS NOT NULL;
    IF FOUND THEN
      RETURN;
    END IF;
    INSERT INTO vault_keys (id, subject, wrapped_key) VALUES (new_id, of_subject, new_key)
      ON CONFLICT (subject) WHERE wrapped_key IS NOT NULL DO NOTHING;
  END LOOP;
END
$$;
REVOKE ALL ON FUNCTION person_key(text, text, bytea) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION person_key(text, text, bytea) TO minglu_casework;

-- The rows that a key opens: one of `vault_keys`, or those of a subject with keys of their own.
CREATE FUNCTION readable_secrets(key text) RETURNS TABLE (ref text, stream_id text)
LANGUAGE sql STABLE SET search_path = public, pg_temp
AS $$
  SELECT v.ref, v.stream_id FROM vault_keys k JOIN vault v ON v.person_key = k.id WHERE k.id = key AND k.wrapped_key IS NOT NULL
  UNION ALL
  SELECT v.ref, v.stream_id FROM vault v WHERE v.subject = key AND v.person_key IS NULL AND btrim(v.wrapped_key, '\x00') <> ''
$$;
REVOKE ALL ON FUNCTION readable_secrets(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION readable_secrets(text) TO minglu_casework;

CREATE FUNCTION is_live_key(key text) RETURNS boolean
LANGUAGE sql STABLE SET search_path = public, pg_temp
AS $$
  SELECT EXISTS (SELECT FROM vault_keys k WHERE k.id = key AND k.wrapped_key IS NOT NULL) OR EXISTS (SELECT FROM readable_secrets(key))
$$;
REVOKE ALL ON FUNCTION is_live_key(text) FROM PUBLIC;

-- Destroys a key for good. Returns 1 if it was there.
CREATE FUNCTION destroy_key(key text) RETURNS integer
LANGUAGE plpgsql VOLATILE SET search_path = public, pg_temp
AS $$
DECLARE
  persons integer;
  own integer;
BEGIN
  UPDATE vault_keys k SET wrapped_key = NULL WHERE k.id = key AND k.wrapped_key IS NOT NULL;
  GET DIAGNOSTICS persons = ROW_COUNT;
  UPDATE vault v SET wrapped_key = decode(repeat('00', length(v.wrapped_key)), 'hex')
   WHERE v.subject = key AND v.person_key IS NULL AND btrim(v.wrapped_key, '\x00') <> '';
  GET DIAGNOSTICS own = ROW_COUNT;
  RETURN least(persons + own, 1);
END
$$;
REVOKE ALL ON FUNCTION destroy_key(text) FROM PUBLIC;

-- A vault that was put back from a backup has keys again that an event says are destroyed. Returns how many it destroyed.
CREATE FUNCTION repeat_erasures() RETURNS integer
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
  SELECT coalesce(sum(destroy_key(lost.key)), 0)::integer
    FROM (SELECT e.payload::jsonb ->> 'key' AS key
            FROM events e WHERE e.stream_id >= 'erasure/' AND e.stream_id < 'erasure0' AND e.type = 'PersonErased') AS lost
$$;
REVOKE ALL ON FUNCTION repeat_erasures() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION repeat_erasures() TO minglu_casework;

-- `append_events` with rows under the key of a person, and with erasures: the event and the destruction commit together.
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
  first int := 1;          -- the run: first <= command < stop
  stop int;
  skipped int := 0;        -- events of the batch before the run
  head bigint;
  latest timestamptz;
  clock timestamptz;
  obstacle record;
  let_go record;
  erased record;
BEGIN
  LOCK TABLE append_lock IN EXCLUSIVE MODE;
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
        UNION ALL
        SELECT erase_command[i], true FROM generate_subscripts(erase_command, 1) i WHERE erase_command[i] > first
        UNION ALL
        SELECT erase_command[i] + 1, true FROM generate_subscripts(erase_command, 1) i WHERE erase_command[i] >= first
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
      UNION ALL
      SELECT secret_command[i], 5, 'key', secret_person_keys[i]
        FROM generate_subscripts(secret_command, 1) i
       WHERE secret_command[i] >= first AND secret_command[i] < stop AND secret_person_keys[i] <> ''
         AND (SELECT k.wrapped_key IS NOT NULL FROM vault_keys k WHERE k.id = secret_person_keys[i]) IS NOT TRUE
      UNION ALL
      SELECT erase_command[i], 5, 'key', erase_keys[i]
        FROM generate_subscripts(erase_command, 1) i
       WHERE erase_command[i] >= first AND erase_command[i] < stop
         AND (erase_texts[i] <> (SELECT count(*) FROM readable_secrets(erase_keys[i]))
              OR NOT (SELECT is_live_key(erase_keys[i])))
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
      INSERT INTO vault (ref, subject, wrapped_key, ciphertext, person_key, stream_id)
      SELECT secret_refs[i], secret_subjects[i], CASE WHEN secret_person_keys[i] = '' THEN secret_keys[i] END, secret_texts[i],
             nullif(secret_person_keys[i], ''), nullif(secret_streams[i], '')
        FROM generate_subscripts(secret_command, 1) i WHERE secret_command[i] >= first AND secret_command[i] < stop;
    END IF;

    IF cardinality(erase_command) > 0 THEN
      FOR erased IN
        SELECT erase_keys[i] AS key FROM generate_subscripts(erase_command, 1) i WHERE erase_command[i] >= first AND erase_command[i] < stop
      LOOP
        PERFORM destroy_key(erased.key);
      END LOOP;
    END IF;

    skipped := last_events[stop - 1];
    first := stop;
  END LOOP;
END
$append$;

REVOKE ALL ON FUNCTION append_events FROM PUBLIC;
GRANT EXECUTE ON FUNCTION append_events TO minglu_casework;

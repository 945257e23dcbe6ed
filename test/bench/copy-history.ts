import type { EventStore, StoredEvent } from '@minglu/event-store';
import pg from 'pg';
import { MODEL } from './history.js';

/**
 * Fills the log with copies of a history. The dossiers are interleaved, so that events of every kind lie around each
 * position. Inserts into the table directly, with the same columns as an append.
 */
export const copyHistory = async (
  databaseUrl: string,
  store: EventStore,
  history: readonly StoredEvent[],
  dossiers: number,
  upTo = Infinity,
): Promise<void> => {
  const head = await store.head();
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query(
      'CREATE TEMPORARY TABLE model (version int, public_version int, type text, schema_version int, payload text, metadata text)',
    );
    for (const one of history) {
      const { streamVersion, publicVersion, type, schemaVersion, payload, metadata } = one;
      await client.query('INSERT INTO model VALUES ($1, $2, $3, $4, $5, $6)', [
        streamVersion,
        publicVersion,
        type,
        schemaVersion,
        payload,
        metadata,
      ]);
    }
    await client.query(COPIES, [MODEL, dossiers, head, Math.min(upTo, dossiers * history.length)]);
    await client.query('VACUUM ANALYZE events');
  } finally {
    await client.end();
  }
};

const COPIES = `
INSERT INTO events (position, event_id, stream_id, stream_version, public_version, type, schema_version, payload, metadata, salt, content_hash, recorded_at)
SELECT $3::int + place, gen_random_uuid(), 'dossier/' || case_id, version, public_version, type, schema_version, payload, metadata, salt,
       sha256(convert_to('minglu/event/v1', 'UTF8') || '\\x00' || int4send(32) || salt || sized(payload) || sized(metadata)),
       timestamptz '2026-04-01' + place * interval '1 ms'
  FROM (SELECT place, case_id, version, public_version, type, schema_version,
               replace(payload, $1, case_id) AS payload, replace(metadata, $1, case_id) AS metadata,
               uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) AS salt
          FROM (SELECT *, 'case-' || lpad(dossier::text, 6, '0') AS case_id,
                       row_number() OVER (ORDER BY version + 30 * (dossier * 0.6180339887 % 1), dossier) AS place
                  FROM model, generate_series(1, $2::int) dossier) AS ordered
         WHERE place <= $4::int OFFSET 0) AS copy
 ORDER BY place`.replaceAll(/sized\((\w+)\)/g, "int4send(octet_length($1)) || convert_to($1, 'UTF8')");

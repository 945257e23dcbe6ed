import pg from 'pg';
import type { StoredEvent } from '@minglu/event-store';
import { drive, type Measured } from './measure.js';

/** The simplest way to store the same rows: one prepared INSERT and one commit per event, without checks. */
interface PlainInsert {
  readonly insert: (events: readonly StoredEvent[]) => Promise<Measured>;
  readonly close: () => Promise<unknown>;
}

/** Columns and indexes as in `events`. */
const TABLE = `
CREATE TABLE plain_events (
  position bigint PRIMARY KEY, event_id uuid NOT NULL UNIQUE, stream_id text COLLATE "C" NOT NULL, stream_version integer NOT NULL, public_version integer,
  type text COLLATE "C" NOT NULL, schema_version integer NOT NULL, payload text NOT NULL, metadata text NOT NULL, salt bytea NOT NULL,
  content_hash bytea NOT NULL, recorded_at timestamptz NOT NULL, UNIQUE (stream_id, stream_version));
CREATE UNIQUE INDEX ON plain_events (stream_id, public_version) WHERE public_version IS NOT NULL;
CREATE SEQUENCE plain_position OWNED BY plain_events.position;`;
const INSERT = `INSERT INTO plain_events VALUES (nextval('plain_position'), $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`;

export const plainInsert = async (databaseUrl: string, connections: number): Promise<PlainInsert> => {
  const clients = Array.from({ length: connections }, () => new pg.Client({ connectionString: databaseUrl }));
  await Promise.all(clients.map((client) => client.connect()));
  await clients[0]!.query(TABLE);
  return {
    insert: (events) => {
      const rows = events.map((one) => [
        one.eventId,
        one.streamId,
        one.streamVersion,
        one.publicVersion,
        one.type,
        one.schemaVersion,
        one.payload,
        one.metadata,
        one.salt,
        one.contentHash,
        one.recordedAt,
      ]);
      return drive(rows.length, connections, (index, lane) => clients[lane]!.query({ name: 'insert', text: INSERT, values: rows[index] }));
    },
    close: () => Promise.all(clients.map((client) => client.end())),
  };
};

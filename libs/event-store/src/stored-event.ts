import { instantOf, type Instant } from '@minglu/kernel';
import type { CustomTypesConfig } from 'pg';
import type { StoredEvent } from './port.js';

/** Rows come as arrays of text and are parsed here: the parsers of node-pg make objects that are not needed. */
export const asText: CustomTypesConfig = { getTypeParser: () => (value: string) => value };

export const EVENT_COLUMNS =
  'position, event_id, stream_id, stream_version, public_version, type, schema_version, payload, metadata, salt, content_hash, recorded_at';
export type EventRow = [string, string, string, string, string | null, string, string, string, string, string, string, string];

export const storedEvent = (row: EventRow | [...EventRow, string]): StoredEvent => ({
  position: Number(row[0]),
  eventId: row[1],
  streamId: row[2],
  streamVersion: Number(row[3]),
  publicVersion: row[4] === null ? null : Number(row[4]),
  type: row[5],
  schemaVersion: Number(row[6]),
  payload: row[7],
  metadata: row[8],
  salt: bytes(row[9]),
  contentHash: bytes(row[10]),
  recordedAt: instantFrom(row[11]),
});

/** A bytea as text: `\x` and hexadecimal digits. */
export const bytes = (text: string): Buffer => Buffer.from(text.slice(2), 'hex');
/** The same as hexadecimal digits alone. */
export const hex = (text: string): string => text.slice(2);

/** Parses a timestamptz in ISO style. In the sessions of the store, which are in UTC, cutting and padding suffices. */
export const instantFrom = (text: string): Instant =>
  text.endsWith('+00')
    ? `${text.slice(0, 10)}T${text.slice(11, 19)}${text
        .slice(19, -3)
        .padEnd(4, text.length === 22 ? '.000' : '0')
        .slice(0, 4)}Z`
    : instantOf(Date.parse(text.replace(' ', 'T').replace(/([+-]\d\d)$/, '$1:00')));

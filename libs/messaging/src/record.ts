import type { EventMetadata, Instant } from '@minglu/kernel';
import type { StoredEvent } from '@minglu/event-store';
import type { IHeaders, KafkaMessage, Message } from 'kafkajs';

/** A Kafka record: CloudEvents 1.0 in its binary mode. The value is the payload, byte for byte as it was hashed. */
export type Record = Message & { readonly key: string; readonly value: string; readonly headers: globalThis.Record<string, string> };

const SOURCE = 'urn:minglu:log';
const schemaOf = (type: string, version: number): string => `urn:minglu:event:${type}:v${version}`;

const cloudEvent = ({ eventId, type, schemaVersion, streamId }: StoredEvent, time: Instant): globalThis.Record<string, string> => ({
  ce_specversion: '1.0',
  ce_id: eventId,
  ce_type: type,
  ce_source: SOURCE,
  ce_subject: streamId,
  ce_time: time,
  ce_dataschema: schemaOf(type, schemaVersion),
  'content-type': 'application/json',
});

/** For the services of the house: with its place in the log and all that is recorded beside the payload. */
export const internalRecord = (event: StoredEvent, metadata: EventMetadata): Record => ({
  key: event.streamId,
  value: event.payload,
  headers: {
    ...cloudEvent(event, metadata.occurredAt),
    position: String(event.position),
    streamversion: String(event.streamVersion),
    ...(event.publicVersion === null ? {} : { publicversion: String(event.publicVersion) }),
    correlationid: metadata.correlationId,
    ...(metadata.causationId === null ? {} : { causationid: metadata.causationId }),
    ...(metadata.traceparent === null ? {} : { traceparent: metadata.traceparent }),
    recordedat: event.recordedAt,
    metadata: event.metadata,
  },
});

/**
 * For everyone: nothing that tells of what is not public. `publicversion` counts the public events of the stream without a gap, so that a
 * subscriber sees by itself when it has missed one.
 */
export const publicRecord = (event: StoredEvent, metadata: EventMetadata): Record => ({
  key: event.streamId,
  value: event.payload,
  headers: { ...cloudEvent(event, metadata.occurredAt), publicversion: String(event.publicVersion) },
});

/** Why a record is none of ours: it is kept and counted, and ends nothing. */
export interface Foreign {
  readonly foreign: string;
}

const SCHEMA = /^urn:minglu:event:([A-Za-z]{1,100}):v([1-9][0-9]{0,8})$/;
const POSITION = /^[1-9][0-9]{0,14}$/;
/** Versions are integers of four bytes in the inbox. */
const VERSION = /^[1-9][0-9]{0,8}$/;
// eslint-disable-next-line no-control-regex -- no database takes these in a text, and no stream of ours has them
const STREAM = /^[a-z-]{1,50}\/[^\u0000-\u001f]{1,200}$/;
const ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const RECORDED_AT = /^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z$/;

/**
 * The event of an internal record. Whatever the inbox could not even keep (a number too large, a text that no database takes) is foreign: it
 * would fail for ever, and with it all that comes after it.
 */
export const eventOf = ({ key, value, headers = {} }: Pick<KafkaMessage, 'key' | 'value' | 'headers'>): StoredEvent | Foreign => {
  const header = (name: string): string | undefined => textOf(headers, name);
  if (Object.keys(headers).length === 0) return { foreign: 'no headers' };
  if (header('ce_specversion') !== '1.0' || header('ce_source') !== SOURCE) return { foreign: 'not a CloudEvent of this log' };
  const [, type, version] = SCHEMA.exec(header('ce_dataschema') ?? '') ?? [];
  if (!type || type !== header('ce_type')) return { foreign: 'its type and its schema do not agree' };
  const [position, streamVersion, publicVersion] = ['position', 'streamversion', 'publicversion'].map(header);
  if (!POSITION.test(position ?? '') || !VERSION.test(streamVersion ?? '') || !VERSION.test(publicVersion ?? '1'))
    return { foreign: 'no place in the log' };
  const [id, metadata, recordedAt] = [header('ce_id'), header('metadata'), header('recordedat')];
  if (!key || !value || !id || !metadata || !recordedAt || header('ce_subject') !== key.toString()) return { foreign: 'incomplete' };
  if (!STREAM.test(key.toString()) || !ID.test(id) || !RECORDED_AT.test(recordedAt)) return { foreign: 'incomplete' };
  const payload = value.toString();
  const parsed = { payload: parsedFrom(payload), metadata: parsedFrom(metadata) as EventMetadata };
  if (!parsed.payload || !parsed.metadata) return { foreign: 'not JSON' };
  return {
    position: Number(position),
    eventId: id,
    streamId: key.toString(),
    streamVersion: Number(streamVersion),
    publicVersion: publicVersion === undefined ? null : Number(publicVersion),
    type,
    schemaVersion: Number(version),
    payload,
    metadata,
    // The proof of an event is the log's; a subscriber has no use for it.
    salt: NOTHING,
    contentHash: NOTHING,
    recordedAt,
    parsed,
  };
};
const NOTHING = new Uint8Array();

const textOf = (headers: IHeaders, name: string): string | undefined => {
  const value = headers[name];
  return Array.isArray(value) ? undefined : value?.toString();
};

/** A record as it came, to be kept: what a database does not take as text is written in base64. */
export const keptRecord = ({ key, value, headers = {}, offset, timestamp }: KafkaMessage): unknown => ({
  key: key?.toString('base64') ?? null,
  value: value?.toString('base64') ?? null,
  headers: Object.fromEntries(
    Object.entries(headers).map(([name, one]) => [
      asText(Buffer.from(name)),
      Array.isArray(one) ? one.map((each) => asText(Buffer.from(each))) : one === undefined ? null : asText(Buffer.from(one)),
    ]),
  ),
  offset,
  timestamp,
});
const asText = (bytes: Buffer): string => {
  const text = bytes.toString();
  return text.includes('\u0000') || !Buffer.from(text).equals(bytes) ? `base64:${bytes.toString('base64')}` : text;
};

/** The object that a text is, if it is one. */
const parsedFrom = (text: string): object | null => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' ? value : null;
  } catch {
    return null;
  }
};

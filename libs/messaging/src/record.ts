import type { EventMetadata } from '@minglu/kernel';
import { CLOUD_EVENT_SOURCE, cloudEventAttributes, cloudEventHeader, publicPayload, type StoredEvent } from '@minglu/event-store';
import type { IHeaders, KafkaMessage } from 'kafkajs';
import type { Place } from './predecessors.js';
import type { Unsigned } from './record-signature.js';

/** A Kafka record: CloudEvents 1.0 in binary mode. The value is the payload, byte for byte as it was hashed. */
const cloudEventHeaders = (
  event: StoredEvent,
  metadata: EventMetadata,
  { logId, epoch }: Place,
  predecessor: string | null,
): Record<string, string> => ({
  ...Object.fromEntries(Object.entries(cloudEventAttributes(event, metadata)).map(([name, value]) => [cloudEventHeader(name), value])),
  ce_logid: logId,
  ce_epoch: String(epoch),
  ...(predecessor === null ? {} : { ce_predecessor: predecessor }),
  // The official SDKs of CloudEvents show only the headers that begin with ce_. Older subscribers read the other one.
  ...(event.publicVersion === null ? {} : { ce_publicversion: String(event.publicVersion), publicversion: String(event.publicVersion) }),
});

/** For the services of Minglu: with positions and metadata. */
export const internalRecord = (event: StoredEvent, metadata: EventMetadata, place: Place): Unsigned => ({
  key: event.streamId,
  value: event.payload,
  headers: {
    ...cloudEventHeaders(event, metadata, place, place.predecessor),
    position: String(event.position),
    streamversion: String(event.streamVersion),
    contenthash: Buffer.from(event.contentHash).toString('hex'),
    correlationid: metadata.correlationId,
    ...(metadata.causationId === null ? {} : { causationid: metadata.causationId }),
    ...(metadata.traceparent === null ? {} : { traceparent: metadata.traceparent }),
    recordedat: event.recordedAt,
    metadata: event.metadata,
  },
});

/**
 * For external subscribers: reveals nothing about events that are not public. `publicversion` counts the public events of
 * the stream without a gap, so that a subscriber can detect a missing one.
 */
export const publicRecord = (event: StoredEvent, metadata: EventMetadata, place: Place): Unsigned => ({
  key: event.streamId,
  value: publicPayload(event, metadata),
  headers: cloudEventHeaders(event, metadata, place, place.publicPredecessor),
});

/** Reason why a record is invalid. Invalid records are stored and counted, and the consumer goes on. */
interface InvalidRecord {
  readonly invalid: string;
}

const SCHEMA = /^urn:minglu:event:([A-Za-z]{1,100}):v([1-9][0-9]{0,8})$/;
const POSITION = /^[1-9][0-9]{0,14}$/;
/** The inbox stores versions in four bytes. */
const VERSION = /^[1-9][0-9]{0,8}$/;
// eslint-disable-next-line no-control-regex -- PostgreSQL accepts no NUL in a text, and no stream id has control characters
const STREAM = /^[a-z-]{1,50}\/[^\u0000-\u001f]{1,200}$/;
const HASH = /^[0-9a-f]{64}$/;
const ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const RECORDED_AT = /^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z$/;

/**
 * The event of an internal record. A record that the inbox cannot store (a number too large, a text with NUL) is
 * invalid. Its transaction would fail forever and block all records behind it.
 */
export const eventOf = ({ key, value, headers = {} }: Pick<KafkaMessage, 'key' | 'value' | 'headers'>): StoredEvent | InvalidRecord => {
  const header = (name: string): string | undefined => textOf(headers, name);
  if (Object.keys(headers).length === 0) return { invalid: 'no headers' };
  if (header('ce_specversion') !== '1.0' || header('ce_source') !== CLOUD_EVENT_SOURCE) return { invalid: 'not a CloudEvent of this log' };
  const [, type, version] = SCHEMA.exec(header('ce_dataschema') ?? '') ?? [];
  if (!type || type !== header('ce_type')) return { invalid: 'its type and its schema do not agree' };
  const [position, streamVersion, publicVersion] = ['position', 'streamversion', 'publicversion'].map(header);
  if (!POSITION.test(position ?? '') || !VERSION.test(streamVersion ?? '') || !VERSION.test(publicVersion ?? '1'))
    return { invalid: 'no place in the log' };
  const [id, metadata, recordedAt] = [header('ce_id'), header('metadata'), header('recordedat')];
  if (!key || !value || !id || !metadata || !recordedAt || header('ce_subject') !== key.toString()) return { invalid: 'incomplete' };
  if (!STREAM.test(key.toString()) || !ID.test(id) || !RECORDED_AT.test(recordedAt)) return { invalid: 'incomplete' };
  const payload = value.toString();
  const parsed = { payload: parsedFrom(payload), metadata: parsedFrom(metadata) as EventMetadata };
  if (!parsed.payload || !parsed.metadata) return { invalid: 'not JSON' };
  const [contentHash, predecessor] = ['contenthash', 'ce_predecessor'].map((name) => HASH.exec(header(name) ?? '')?.[0]);
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
    // Only the log needs the salt, for proofs.
    salt: NO_BYTES,
    contentHash: contentHash ? Buffer.from(contentHash, 'hex') : NO_BYTES,
    recordedAt,
    parsed,
    ...(predecessor ? { predecessor } : {}),
  };
};
const NO_BYTES = new Uint8Array();

const textOf = (headers: IHeaders, name: string): string | undefined => {
  const value = headers[name];
  return Array.isArray(value) ? undefined : value?.toString();
};

/** A record as JSON, to be stored. Key, value, and text that PostgreSQL does not accept are in base64. */
export const recordAsJson = ({ key, value, headers = {}, offset, timestamp }: KafkaMessage): unknown => ({
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

/** The object in a JSON text; null if there is none. */
const parsedFrom = (text: string): object | null => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' ? value : null;
  } catch {
    return null;
  }
};

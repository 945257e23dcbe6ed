import { hash } from 'node:crypto';
import { publicPart, type EventMetadata } from '@minglu/kernel';
import type { StoredEvent } from './port.js';

export const CLOUD_EVENT_SOURCE = 'urn:minglu:log';

/** The attributes of an event by CloudEvents 1.0. Its payload is the data. */
export const cloudEventAttributes = ({ eventId, type, schemaVersion, streamId }: StoredEvent, { occurredAt }: EventMetadata) =>
  ({
    specversion: '1.0',
    id: eventId,
    type,
    source: CLOUD_EVENT_SOURCE,
    subject: streamId,
    time: occurredAt,
    datacontenttype: 'application/json',
    dataschema: `urn:minglu:event:${type}:v${schemaVersion}`,
  }) as const;

export type CloudEventAttributes = ReturnType<typeof cloudEventAttributes>;

/** The header of an attribute on Kafka, in the binary mode of the Kafka protocol binding of CloudEvents. */
export const cloudEventHeader = (attribute: string): string => (attribute === 'datacontenttype' ? 'content-type' : `ce_${attribute}`);

/** The payload of a PUBLIC event for readers outside, as JSON: byte for byte as it was hashed, unless fields of it stay inside. */
export const publicPayload = ({ payload }: StoredEvent, metadata: Pick<EventMetadata, 'internal'>): string =>
  metadata.internal ? JSON.stringify(publicPart(JSON.parse(payload) as object, metadata)) : payload;

/**
 * Identity of a PUBLIC event for readers outside: SHA-256 in hexadecimal over a domain, the stream, `publicversion`, the type, its
 * `dataschema` and the public payload. Each has its length before it, in bytes, as a big-endian uint32.
 */
export const publicHash = (event: StoredEvent, metadata: EventMetadata): string => {
  const { subject, type, dataschema } = cloudEventAttributes(event, metadata);
  const parts = [subject, String(event.publicVersion), type, dataschema, publicPayload(event, metadata)].flatMap((text) => {
    const bytes = Buffer.from(text);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    return [length, bytes];
  });
  return hash('sha256', Buffer.concat([Buffer.from('minglu/public/v1\0'), ...parts]), 'hex');
};

import { publicPart, type EventMetadata, type PublicForm } from '@minglu/kernel';
import { canonicalJson } from './canonical.js';
import { publicFormHash } from './hashing.js';
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

/** The payload of a PUBLIC event for readers outside, as canonical JSON: byte for byte as it was hashed, unless its public form differs. */
export const publicPayload = ({ payload }: StoredEvent, metadata: PublicForm): string =>
  metadata.internal || metadata.commonNames ? canonicalJson(publicPart(JSON.parse(payload) as object, metadata)) : payload;

/** The hash of a PUBLIC event: see {@link publicFormHash}. */
export const publicHash = (event: StoredEvent, metadata: EventMetadata): string => {
  const { subject, id, type, dataschema } = cloudEventAttributes(event, metadata);
  return publicFormHash({ subject, publicversion: event.publicVersion!, id, type, dataschema, data: publicPayload(event, metadata) });
};

import { cloudEventAttributes, metadataIn, publicPayload, type StoredEvent } from '@minglu/event-store';
import type { AnsweredEvent } from '../index.js';

/** A PUBLIC event of the log as signed answers have it. */
export const answeredEvent = (event: StoredEvent): AnsweredEvent => {
  const metadata = metadataIn(event);
  const { subject, id, type, dataschema } = cloudEventAttributes(event, metadata);
  const data = JSON.parse(publicPayload(event, metadata)) as unknown;
  return { subject, id, type, dataschema, data, publicversion: String(event.publicVersion) };
};

import { randomUUID } from 'node:crypto';
import type { Classification } from '@minglu/kernel';
import { canonicalJson } from '../canonical.js';
import type { Append, EventToAppend } from '../port.js';

export const AT = '2024-03-01T08:00:00.000Z';

/** An {@link Append} with a new command id; fields that are not given are empty. */
export const appendOf = (fields: Partial<Append> = {}): Append => ({
  commandId: randomUUID(),
  requestHash: new Uint8Array(32).fill(1),
  at: AT,
  writes: [],
  checks: [],
  claims: [],
  releases: [],
  secrets: [],
  result: '{}',
  ...fields,
});

export const event = (data: unknown = {}, classification: Classification = 'INTERNAL'): EventToAppend => ({
  eventId: randomUUID(),
  type: 'ThingHappened',
  schemaVersion: 1,
  payload: canonicalJson(data),
  metadata: canonicalJson({ classification }),
  classification,
});

/** A command that writes `count` events to one stream. */
export const write = (streamId: string, expectedVersion: number, fields: Partial<Append> = {}, count = 1): Append =>
  appendOf({ writes: [{ streamId, expectedVersion, events: Array.from({ length: count }, (_, i) => event({ i })) }], ...fields });

export const collect = async <T>(pages: AsyncIterable<readonly T[]>): Promise<T[]> => {
  const all: T[] = [];
  for await (const page of pages) all.push(...page);
  return all;
};

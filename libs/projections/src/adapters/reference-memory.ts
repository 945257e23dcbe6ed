import type { EventRegistry, RecordedEvent } from '@minglu/kernel';
import { decodeStored, type EventStore } from '@minglu/event-store';
import { REFERENCE, type ReferenceHistory } from '../reference-then.js';

/**
 * The recorded events of the reference data. They are read once; each later question reads those that came since, from the log of its request.
 */
export const referenceMemory = (
  log: Pick<EventStore, 'readStream'>,
  registry: EventRegistry,
): ((from?: Pick<EventStore, 'readStream'>) => Promise<ReferenceHistory>) => {
  const known = new Map<string, readonly RecordedEvent[]>();
  return async (from = log) => {
    const read = async ({ category, id }: (typeof REFERENCE)[keyof typeof REFERENCE]): Promise<readonly RecordedEvent[]> => {
      const stream = `${category.name}/${id}`;
      const before = known.get(stream) ?? [];
      const later = await from.readStream(stream, before.length);
      const all = [...before, ...later.map((stored) => decodeStored(stored, registry))];
      // Another question may have read more meanwhile.
      if (all.length > (known.get(stream)?.length ?? 0)) known.set(stream, all);
      return all;
    };
    const entries = Object.entries(REFERENCE).map(async ([name, ref]) => [name, await read(ref)] as const);
    return Object.fromEntries(await Promise.all(entries)) as unknown as ReferenceHistory;
  };
};

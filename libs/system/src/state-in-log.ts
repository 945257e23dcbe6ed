import { fold, type DomainEvent, type StreamCategory } from '@minglu/kernel';
import { decodeStored, type EventStore } from '@minglu/event-store';
import { registry } from './registry.js';

/** The events of a stream, decoded. */
export const eventsIn = async <E extends DomainEvent>(log: Pick<EventStore, 'readStream'>, stream: string): Promise<readonly E[]> =>
  (await log.readStream(stream)).map((stored) => decodeStored(stored, registry).event as E);

/** The state of a stream, folded from the log. */
export const stateIn = async <S, E extends DomainEvent>(
  log: Pick<EventStore, 'readStream'>,
  category: StreamCategory<S, E>,
  stream: string,
): Promise<S> => fold(category, await eventsIn<E>(log, stream));

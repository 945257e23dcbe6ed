import type { EventStore } from '@minglu/event-store';
import type { CaseOfEvent } from '@minglu/http';
import { subjectOf } from './disclosures.js';

/** The case, report or other subject of an event, by the stream in which it stands. */
export const caseOfEvent =
  (store: Pick<EventStore, 'within'>): CaseOfEvent =>
  async (eventId, signal) => {
    const log = signal ? store.within(signal) : (store as EventStore);
    const [found] = await log.findEvents([eventId]);
    return found ? subjectOf(found.streamId) : null;
  };

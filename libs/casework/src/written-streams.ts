import type { AcceptedDecision, TargetWrite } from '@minglu/kernel';

export const hasEvents = ({ events }: TargetWrite): boolean => events.length > 0;
/** True if a decision has an event to record. */
export const recordsEvents = ({ writes }: AcceptedDecision): boolean => writes.some(hasEvents);
/** The ids of the streams that a decision writes. */
export const writtenStreams = ({ writes }: AcceptedDecision): ReadonlySet<string> =>
  new Set(writes.filter(hasEvents).map(({ streamId }) => streamId));

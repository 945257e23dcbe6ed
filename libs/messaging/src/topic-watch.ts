import { workLoop } from '@minglu/event-store';
import type { Kafka } from 'kafkajs';
import { withAdmin } from './topic-reading.js';
import { faultsOf, type Topic, type TopicFault } from './topics.js';

interface TopicWatchOptions {
  readonly kafka: Kafka;
  /** The required settings. */
  readonly topics: readonly Topic[];
  /** Called when the list of faults has changed; with an empty list when all faults are gone. */
  readonly onFaults: (faults: readonly TopicFault[]) => void;
  /** Called when the brokers do not answer; they are asked again. */
  readonly onError: (error: unknown) => void;
  readonly everyMs?: number;
}

/** Checks the topics periodically: if records expire or are compacted, events are lost without any other sign. */
export const topicWatch = ({ kafka, topics, onFaults, onError, everyMs = 5_000 }: TopicWatchOptions) => {
  let found: readonly TopicFault[] | null = null;
  const { start, stop } = workLoop({
    pollMs: everyMs,
    firstPauseMs: everyMs,
    longestPauseMs: everyMs,
    work: async () => {
      const before = found ?? [];
      try {
        found = await withAdmin(kafka, (admin) => faultsOf(admin, topics));
      } catch (error) {
        found = null;
        throw error;
      }
      if (JSON.stringify(found) !== JSON.stringify(before)) onFaults(found);
    },
    onError,
  });
  return {
    start,
    stop,
    /** The current faults; null if they are not known. */
    faults: (): readonly TopicFault[] | null => found,
  };
};

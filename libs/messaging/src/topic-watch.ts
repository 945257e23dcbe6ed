import type { Kafka } from 'kafkajs';
import { faultsOf, type Topic, type TopicFault } from './topics.js';

export interface TopicWatchOptions {
  readonly kafka: Kafka;
  /** As they should be. */
  readonly topics: readonly Topic[];
  /** Hears of what is wrong whenever that has changed; of nothing once all is well again. */
  readonly onFaults: (faults: readonly TopicFault[]) => void;
  /** Hears that the brokers could not be asked; they are asked again. */
  readonly onError: (error: unknown) => void;
  readonly everyMs?: number;
}

/** Looks at the topics again and again: one whose records expire, or that is compacted, loses what the log promised, and nobody would notice. */
export const topicWatch = ({ kafka, topics, onFaults, onError, everyMs = 60_000 }: TopicWatchOptions) => {
  let found: readonly TopicFault[] | null = null;
  let looking: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  const look = async (): Promise<void> => {
    try {
      const before = found;
      found = await withAdmin(kafka, (admin) => faultsOf(admin, topics));
      if (JSON.stringify(found) !== JSON.stringify(before ?? [])) onFaults(found);
    } catch (error) {
      found = null;
      onError(error);
    }
  };
  const next = (): void => {
    looking ??= look().finally(() => (looking = undefined));
  };
  return {
    start: (): void => {
      next();
      timer ??= setInterval(next, everyMs);
    },
    stop: async (): Promise<void> => {
      clearInterval(timer);
      timer = undefined;
      await looking;
    },
    /** What is wrong; null where that is not known just now. */
    faults: (): readonly TopicFault[] | null => found,
  };
};

const withAdmin = async <T>(kafka: Kafka, ask: (admin: ReturnType<Kafka['admin']>) => Promise<T>): Promise<T> => {
  const admin = kafka.admin({ retry: { retries: 0 } });
  await admin.connect();
  try {
    return await ask(admin);
  } finally {
    await admin.disconnect();
  }
};

import { join } from 'node:path';
import type { Kafka } from 'kafkajs';
import { ensureAccess, readAccess } from './access.js';
import { deleteTopics, ensureTopics, readTopics } from './topics.js';

interface TopicSetOptions {
  readonly kafka: Kafka;
  /** Folder of `topics.yaml` and `access.yaml`. */
  readonly folder: string;
  /** Number of brokers. */
  readonly brokers: number;
  /** Separates installations on the same brokers. */
  readonly prefix?: string;
}

/** The topics of an installation, with the rights of the logins on them. */
export const topicSet = ({ kafka, folder, brokers, prefix = '' }: TopicSetOptions) => {
  const topics = readTopics(join(folder, 'topics.yaml'), brokers, prefix);
  const access = readAccess(join(folder, 'access.yaml'), prefix);
  return {
    /** Makes missing topics and rights. Checks the existing topics, and who else may write on them. */
    ensure: async (): ReturnType<typeof ensureTopics> => {
      const [{ created, faults }, foreign] = await Promise.all([ensureTopics(kafka, topics), ensureAccess(kafka, access)]);
      return { created, faults: [...faults, ...foreign] };
    },
    /** Deletes the topics with their records: for tests and scenarios. */
    drop: (): Promise<void> => deleteTopics(kafka, topics),
  };
};

import { join } from 'node:path';
import { ensureAccess, ensureTopics, kafkaClient, readAccess, readTopics, type KafkaAccess } from '@minglu/messaging';
import type { Context } from './context.js';

/** Makes missing topics of `infra/kafka/topics.yaml`, and the rights of `infra/kafka/access.yaml`. Checks the existing topics. */
export const checkTopics = async ({ root }: Context, access: KafkaAccess): ReturnType<typeof ensureTopics> => {
  const [kafka, folder] = [kafkaClient(access, 'minglu-cli'), join(root, 'infra', 'kafka')];
  const foreign = await ensureAccess(kafka, readAccess(join(folder, 'access.yaml')));
  const { created, faults } = await ensureTopics(kafka, readTopics(join(folder, 'topics.yaml'), access.brokers.length));
  return { created, faults: [...faults, ...foreign] };
};

import { join } from 'node:path';
import { ensureTopics, kafkaClient, readTopics } from '@minglu/messaging';
import type { Context } from './context.js';

/** Makes missing topics of `infra/kafka/topics.yaml` and checks the existing ones. */
export const checkTopics = ({ root }: Context, brokers: readonly string[]): ReturnType<typeof ensureTopics> =>
  ensureTopics(kafkaClient(brokers, 'minglu-cli'), readTopics(join(root, 'infra', 'kafka', 'topics.yaml'), brokers.length));

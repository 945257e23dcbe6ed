import { join } from 'node:path';
import { kafkaClient, topicSet, type KafkaAccess } from '@minglu/messaging';
import type { Context } from './context.js';

/** Makes missing topics of `infra/kafka/topics.yaml`, and the rights of `infra/kafka/access.yaml`. Checks the existing topics. */
export const checkTopics = ({ root }: Context, access: KafkaAccess) =>
  topicSet({ kafka: kafkaClient(access, 'minglu-cli'), folder: join(root, 'infra', 'kafka'), brokers: access.brokers.length }).ensure();

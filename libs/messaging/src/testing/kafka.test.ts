import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Kafka } from 'kafkajs';
import { describeOnPostgres } from '@minglu/event-store/testing';
import { kafkaClient } from '../kafka-client.js';
import { deleteTopics, ensureTopics, readTopics, topicNames, type TopicNames } from '../topics.js';

const brokers = process.env['KAFKA_BROKERS'] ?? '';
export const TOPICS_FILE = fileURLToPath(new URL('../../../../infra/kafka/topics.yaml', import.meta.url));

/** `describe` for tests on Kafka. Without KAFKA_BROKERS they are skipped with a printed line; in CI that is a failure. */
export const describeOnKafka = (name: string, tests: () => void): void => {
  if (brokers !== '') return describeOnPostgres(name, tests);
  if (process.env['CI'] === 'true') return it(`${name}: CI sets KAFKA_BROKERS`, () => expect(brokers).not.toBe(''));
  process.stderr.write(`skipped, KAFKA_BROKERS is not set: ${name}\n`);
  // eslint-disable-next-line no-restricted-properties -- there are no brokers to run them on; the line above prints the reason
  describe.skip(name, tests);
};

export interface TestTopics {
  readonly kafka: Kafka;
  readonly names: TopicNames;
  readonly drop: () => Promise<void>;
}

/** Creates the four topics under a new prefix. */
export const freshTopics = async (kafka = kafkaClient(brokers.split(','), 'tests')): Promise<TestTopics> => {
  const prefix = `t${randomBytes(5).toString('hex')}.`;
  const topics = readTopics(TOPICS_FILE, brokers.split(',').length, prefix);
  await Promise.all([ensureTopics(kafka, topics), waitForGroups(kafka, prefix)]);
  return {
    kafka,
    names: topicNames(prefix),
    drop: () => deleteTopics(kafka, topics),
  };
};

/** A new broker creates its topic of groups at the first request, and answers “the coordinator is loading” for a while. */
const waitForGroups = async (kafka: Kafka, groupId: string): Promise<void> => {
  const admin = kafka.admin();
  await admin.connect();
  try {
    await eventually('the coordinator of groups answers', () =>
      admin.fetchOffsets({ groupId }).then(
        () => true,
        () => false,
      ),
    );
  } finally {
    await admin.disconnect();
  }
};

/** Waits until `holds`; rejects with `condition` after `patienceMs`. */
export const eventually = async (condition: string, holds: () => Promise<boolean> | boolean, patienceMs = 30_000): Promise<void> => {
  for (const end = performance.now() + patienceMs; performance.now() < end; await delay(20)) if (await holds()) return;
  throw new Error(`never came true: ${condition}`);
};

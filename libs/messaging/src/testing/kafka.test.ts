import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type { Kafka } from 'kafkajs';
import type { EventStore } from '@minglu/event-store';
import { describeOnPostgres, eventually } from '@minglu/event-store/testing';
import { ensureAccess, readAccess } from '../access.js';
import { kafkaClient, type KafkaAccess } from '../kafka-client.js';
import { publicKeysFrom, signingKeyFrom } from '../record-keys.js';
import { deleteTopics, ensureTopics, readTopics, topicNames, type TopicNames } from '../topics.js';

const brokers = process.env['KAFKA_BROKERS'] ?? '';
export const TOPICS_FILE = fileURLToPath(new URL('../../../../infra/kafka/topics.yaml', import.meta.url));

const ACCESS_FILE = fileURLToPath(new URL('../../../../infra/kafka/access.yaml', import.meta.url));
/** The logins of the tests' Kafka with their passwords, as JSON. */
const logins = JSON.parse(process.env['KAFKA_LOGINS'] || '{}') as Readonly<Record<string, string>>;

/**
 * The tests' Kafka, for a login; by default for that of the brokers, which may do everything. A spec that imports this file gets one from
 * `npm run test:unit` and `npm test`.
 */
export const testKafka = (username = 'minglu-broker'): KafkaAccess => {
  if (brokers === '') throw new Error('KAFKA_BROKERS is not set: run the spec with `npm run test:unit -- <pattern>`, which starts a Kafka');
  return { brokers: brokers.split(','), login: { username, password: logins[username]! }, ca: null };
};

/** The settings of the example subscriber for the tests' Kafka, or for another. */
export const subscriberVariables = (
  { brokers: addresses, login }: KafkaAccess = testKafka('minglu-subscriber'),
): Readonly<Record<string, string>> => ({
  KAFKA_BROKERS: addresses.join(','),
  KAFKA_SASL_USERNAME: login.username,
  KAFKA_SASL_PASSWORD: login.password,
});

/** `describe` for tests that need a Kafka. Without one they are skipped and print so; with `CI=true` they fail. */
export const describeOnKafka = (name: string, tests: () => void): void => {
  if (brokers !== '') return describeOnPostgres(name, tests);
  if (process.env['CI'] === 'true') return it(`${name}: CI sets KAFKA_BROKERS`, () => expect(brokers).not.toBe(''));
  process.stderr.write(`skipped, there is no Kafka: ${name}\n`);
  // eslint-disable-next-line no-restricted-properties -- there are no brokers to run them on, and the line above says so
  describe.skip(name, tests);
};

/** Publishers of tests sign with this key, and `trusting` makes their consumers accept it. */
export const testSigningKey = signingKeyFrom(Buffer.alloc(32, 7));
export const trusting = (log: Pick<EventStore, 'look' | 'entriesAt'>) => ({
  log,
  publicKeys: publicKeysFrom([testSigningKey.publicKey]),
});

export interface TestTopics {
  readonly kafka: Kafka;
  readonly names: TopicNames;
  /** Gives the logins their rights on them; without, only the login of the brokers may use them. */
  readonly grant: () => Promise<unknown>;
  readonly drop: () => Promise<void>;
}

/** The four topics under a prefix of their own. */
export const freshTopics = async (kafka = kafkaClient(testKafka(), 'tests')): Promise<TestTopics> => {
  const prefix = `t${randomBytes(5).toString('hex')}.`;
  const topics = readTopics(TOPICS_FILE, testKafka().brokers.length, prefix);
  await Promise.all([ensureTopics(kafka, topics), waitForGroups(kafka, prefix)]);
  return {
    kafka,
    names: topicNames(prefix),
    grant: () => ensureAccess(kafka, readAccess(ACCESS_FILE, prefix)),
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

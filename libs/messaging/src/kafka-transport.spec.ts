import { eventually } from '@minglu/event-store/testing';
import { describeTransport } from './behaviour.test.js';
import { kafkaConsumer } from './kafka-consumer.js';
import { publisher } from './publisher.js';
import { describeOnKafka, freshTopics, testSigningKey, trusting } from './testing/index.js';

describeTransport('events over Kafka', describeOnKafka, async ({ database, store }) => {
  const topics = await freshTopics();
  const errors: unknown[] = [];
  const sender = publisher({
    kafka: topics.kafka,
    pool: database.pool,
    log: store,
    topics: topics.names,
    signingKey: testSigningKey,
    pollMs: 20,
    onError: (error) => void errors.push(error),
  });
  sender.start();
  return {
    consumer: (options) =>
      kafkaConsumer({
        ...options,
        kafka: topics.kafka,
        ...trusting(store),
        topics: [topics.names.dossier, topics.names.reference],
        groupId: `${topics.names.dossier}-${options.name}`,
        sessionMs: 2_000,
      }),
    resend: async () => {
      // The consumer may apply a record before the publisher moves its checkpoint. A later move would undo the reset below.
      await eventually('the checkpoint of the publisher is the head', async () => (await sender.position()) === (await store.head()));
      await database.pool.query('UPDATE publisher.lease SET position = 0');
    },
    close: async () => {
      await sender.stop();
      await topics.drop();
    },
  };
});

import { bench, noteEffects, type Bench } from './behaviour.test.js';
import { kafkaConsumer, type KafkaConsumer, type KafkaConsumerOptions } from './kafka-consumer.js';
import { publisher, type Publisher, type PublisherOptions } from './publisher.js';
import { freshTopics, testSigningKey, trusting, type TestTopics } from './testing/index.js';

// The parts of a pipeline over Kafka as most specs want them. `more` replaces single options; `onError` has no default.

/** A publisher of the bench's log, not yet started. */
export const publisherOn = (
  { database, store }: Bench,
  { kafka, names }: TestTopics,
  more: Partial<PublisherOptions> & Pick<PublisherOptions, 'onError'>,
): Publisher => publisher({ kafka, pool: database.pool, log: store, topics: names, signingKey: testSigningKey, pollMs: 20, ...more });

/** A reader of the internal topics that notes its effects on the bench, not yet started. */
export const readerOn = (
  { database, store }: Bench,
  { kafka, names }: TestTopics,
  more: Partial<KafkaConsumerOptions> & Pick<KafkaConsumerOptions, 'onError'>,
): KafkaConsumer =>
  kafkaConsumer({
    kafka,
    name: 'reader',
    groupId: `${names.dossier}-reader`,
    topics: [names.dossier, names.reference],
    ...trusting(store),
    pool: database.pool,
    schema: 'reading',
    handler: noteEffects,
    ...more,
  });

/**
 * Before each test: a bench and topics of its own, handed to `given`. After it both are dropped, when all that the test has put into the
 * result is stopped.
 */
export const eachOnKafka = (given: (one: Bench, topics: TestTopics) => void) => {
  const running: { readonly stop: () => Promise<void> }[] = [];
  let [one, topics]: [Bench?, TestTopics?] = [];
  const stopAll = async (): Promise<void> => void (await Promise.all(running.splice(0).map(({ stop }) => stop())));
  beforeEach(async () => {
    [one, topics] = await Promise.all([bench(), freshTopics()]);
    given(one, topics);
  }, 30_000);
  afterEach(async () => {
    await stopAll();
    await topics!.drop();
    await one!.close();
  }, 30_000);
  return { running, stopAll };
};

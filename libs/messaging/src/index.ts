export { kafkaClient } from './client.js';
export { inbox, type Inbox, type Taken } from './inbox.js';
export { kafkaConsumer, type KafkaConsumerOptions } from './kafka-consumer.js';
export { logConsumer, type LogConsumerOptions } from './log-consumer.js';
export { inboxMigration, publisherMigrations } from './migrations.js';
export type { Consumer, ConsumerOptions, Parked } from './port.js';
export { publisher, topicMessages, type Publisher, type PublisherOptions } from './publisher.js';
export { internalRecord, publicRecord } from './record.js';
export { deleteTopics, ensureTopics, readTopics, topicNames, type Topic, type TopicFault, type TopicNames } from './topics.js';

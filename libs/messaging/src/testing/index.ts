export { describeOnKafka, freshTopics, testBrokers, testSigningKey, TOPICS_FILE, trusting, type TestTopics } from './kafka.test.js';

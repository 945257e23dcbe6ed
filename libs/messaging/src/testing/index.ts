export { describeOnKafka, freshTopics, testBrokers, TOPICS_FILE, type TestTopics } from './kafka.test.js';

export { describeOnKafka, eventually, freshTopics, TOPICS_FILE, type TestTopics } from './kafka.test.js';

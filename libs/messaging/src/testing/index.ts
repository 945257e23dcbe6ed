export { describeOnKafka, eventually, freshTopics, type TestTopics } from './kafka.test.js';

export { signRecords } from '../record-signature.js';
export { describeOnKafka, freshTopics, testBrokers, testSigningKey, TOPICS_FILE, trusting, type TestTopics } from './kafka.test.js';

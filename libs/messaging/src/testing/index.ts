export { readRanges, topicEnds } from '../topic-reading.js';
export { signRecords } from '../record-signature.js';
export {
  describeOnKafka,
  freshTopics,
  subscriberVariables,
  testKafka,
  testSigningKey,
  TOPICS_FILE,
  trusting,
  type TestTopics,
} from './kafka.test.js';

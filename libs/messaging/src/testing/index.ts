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

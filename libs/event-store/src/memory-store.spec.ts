import { describeEventStore } from './behaviour.test.js';
import { memoryStore } from './memory-store.js';

describeEventStore('the event store in memory', async () => memoryStore());

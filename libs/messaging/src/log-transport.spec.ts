import { describeOnPostgres } from '@minglu/event-store/testing';
import { describeTransport } from './behaviour.test.js';
import { logConsumer } from './log-consumer.js';

describeTransport('events straight from the log', describeOnPostgres, async ({ database, store }) => ({
  consumer: (options) => logConsumer({ ...options, log: store, checkpoints: 'reading.checkpoints', pollMs: 20 }),
  resend: async (consumer) => {
    await database.pool.query('UPDATE reading.checkpoints SET position = 0, log_id = NULL, epoch = NULL, hash = NULL WHERE name = $1', [
      consumer,
    ]);
  },
  close: async () => undefined,
}));

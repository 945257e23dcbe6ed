import { subscribe, type EventStore, type Subscription } from '@minglu/event-store';
import { OTHER_CONTENT, storeForeign } from './foreign-records.js';
import { inbox, type BatchOutcome } from './inbox.js';
import { inboxQueries } from './inbox-queries.js';
import type { Consumer, ConsumerOptions } from './port.js';

interface LogConsumerOptions extends ConsumerOptions {
  readonly log: Pick<EventStore, 'head' | 'look' | 'readAll'>;
  /** Table of its checkpoint. */
  readonly checkpoints: string;
  /** Key of its checkpoint; default: the name of the consumer. */
  readonly checkpoint?: string;
  readonly pollMs?: number;
}

/** Stands for a topic where an event of the log is set aside. */
const LOG = 'log';

/** `catchUp` also works if it was not started. */
interface LogConsumer extends Consumer, Pick<Subscription, 'catchUp' | 'position'> {}

/** The consumer of the embedded mode: reads the log by position, through the same inbox. */
export const logConsumer = (options: LogConsumerOptions): LogConsumer => {
  const { name, pool, schema, handler, log, checkpoints, checkpoint = name, pollMs = 500, onError, onCommitted, onInvalid } = options;
  const box = inbox({ consumer: name, schema, handler });
  let outcome: BatchOutcome | undefined;
  const reader = subscribe({
    name: checkpoint,
    pool,
    log,
    checkpoints,
    pollMs,
    onError: (error) => onError(error),
    handler: async (page, tx) => {
      outcome = await box.take(page, tx, async ({ position, streamId, streamVersion, eventId }) => {
        const record = { streamId, streamVersion, eventId };
        await storeForeign({ schema, consumer: name, topic: LOG, part: 0, at: position, reason: OTHER_CONTENT, record }, tx);
        onInvalid?.(OTHER_CONTENT);
      });
    },
    onCommitted: (page) => onCommitted?.(outcome!, page),
  });
  return {
    ...inboxQueries(pool, schema, name, box),
    lag: async () => {
      // The position first, then the head: the difference is never negative.
      const at = await reader.position();
      return [{ of: { subscription: checkpoint }, behind: (await log.head()) - at }];
    },
    catchUp: reader.catchUp,
    position: reader.position,
    standing: () => reader.standing(),
    start: async () => reader.start(),
    stop: reader.stop,
    wake: reader.wake,
  };
};

import { subscribe, type EventStore, type Subscription } from '@minglu/event-store';
import { inbox, type Taken } from './inbox.js';
import { inboxQueries } from './inbox-queries.js';
import type { Consumer, ConsumerOptions } from './port.js';

export interface LogConsumerOptions extends ConsumerOptions {
  readonly log: Pick<EventStore, 'head' | 'readAll'>;
  /** The table of its checkpoint, and its name there if it is not the consumer's own. */
  readonly checkpoints: string;
  readonly checkpoint?: string;
  readonly pollMs?: number;
}

/** It can also be asked to read up to the end of the log; it need not have been started for that. */
export interface LogConsumer extends Consumer, Pick<Subscription, 'catchUp' | 'position'> {}

/** The adapter of the embedded default: reads the log by position, through the same inbox. */
export const logConsumer = (options: LogConsumerOptions): LogConsumer => {
  const { name, pool, schema, handler, log, checkpoints, checkpoint = name, pollMs = 500, onError, onTaken } = options;
  const box = inbox({ consumer: name, schema, handler });
  let taken: Taken | undefined;
  const reader = subscribe({
    name: checkpoint,
    pool,
    log,
    checkpoints,
    pollMs,
    onError: (error) => onError(error),
    handler: async (page, tx) => {
      taken = await box.take(page, tx);
    },
    onCommitted: (page) => onTaken?.(taken!, page),
  });
  return {
    ...inboxQueries(pool, schema, name, box),
    lag: async () => {
      // 先读位次，后读末尾：差不会是负数。
      const at = await reader.position();
      return [{ of: { subscription: checkpoint }, behind: (await log.head()) - at }];
    },
    catchUp: reader.catchUp,
    position: reader.position,
    start: async () => reader.start(),
    stop: () => reader.stop(),
    nudge: () => reader.nudge(),
  };
};

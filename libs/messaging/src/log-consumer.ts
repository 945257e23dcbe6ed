import { subscribe, type EventStore } from '@minglu/event-store';
import { inbox, type Taken } from './inbox.js';
import { inboxQueries } from './inbox-queries.js';
import type { Consumer, ConsumerOptions } from './port.js';

export interface LogConsumerOptions extends ConsumerOptions {
  readonly log: Pick<EventStore, 'head' | 'readAll'>;
  /** The table of its checkpoint. */
  readonly checkpoints: string;
  readonly pollMs?: number;
}

/** The adapter of the embedded default: reads the log by position, through the same inbox. */
export const logConsumer = (options: LogConsumerOptions): Consumer => {
  const { name, pool, schema, handler, log, checkpoints, pollMs = 500, onError, onTaken } = options;
  const box = inbox({ consumer: name, schema, handler });
  let taken: Taken | undefined;
  const reader = subscribe({
    name,
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
    lag: async () => [{ of: { subscription: name }, behind: (await log.head()) - (await reader.position()) }],
    start: async () => reader.start(),
    stop: () => reader.stop(),
    nudge: () => reader.nudge(),
  };
};

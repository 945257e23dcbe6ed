import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { StoredEvent } from '@minglu/event-store';
import type { Measured } from './measure.js';

/** Beside the sources: infra/scripts/bench.mjs installs it there and starts us in the project's folder. */
const FOLDER = join(process.cwd(), 'test/bench/emmett');
export const emmettIsInstalled = (): boolean => existsSync(join(FOLDER, 'node_modules/@event-driven-io/emmett-postgresql'));

/** Emmett's event store in a process of its own: it replaces pg's parsers for its whole process. */
export interface Emmett {
  /** One event per append; `timed` false to fill it. */
  readonly append: (events: readonly StoredEvent[]) => Promise<Measured>;
  /** Folds whole streams with `aggregateStream`. */
  readonly aggregate: (streams: readonly string[]) => Promise<Measured>;
  readonly close: () => Promise<void>;
}

export const emmettOn = async (databaseUrl: string, connections: number): Promise<Emmett> => {
  const child = fork(join(FOLDER, 'worker.mjs'), [databaseUrl, String(connections)], { serialization: 'advanced', execArgv: [] });
  const ended = once(child, 'exit');
  const ask = async (message: object): Promise<Measured> => {
    child.send(message);
    const [answer] = (await Promise.race([
      once(child, 'message'),
      ended.then(() => Promise.reject(new Error('the process of Emmett has ended'))),
    ])) as [Measured];
    return answer;
  };
  return {
    append: (events) => ask({ append: events.map(({ streamId, type, payload, metadata }) => ({ streamId, type, payload, metadata })) }),
    aggregate: (aggregate) => ask({ aggregate }),
    close: async () => {
      child.disconnect();
      await ended;
    },
  };
};

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { StoredEvent } from '@minglu/event-store';
import type { Measured } from './measure.js';

/** infra/scripts/bench.mjs installs Emmett in this folder of the sources, and starts the benchmarks in the folder of the project. */
const FOLDER = join(process.cwd(), 'test/bench/emmett');
export const emmettIsInstalled = (): boolean => existsSync(join(FOLDER, 'node_modules/@event-driven-io/emmett-postgresql'));

/** The event store of Emmett, in a separate process: it replaces the parsers of pg in its whole process. */
export interface Emmett {
  /** Appends events one by one. */
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

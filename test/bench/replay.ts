import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Contest } from './compare.js';
import { copyHistory } from './copy-history.js';
import { titled } from './history.js';
import type { Measured } from './measure.js';
import { logOn } from './ours.js';

/** Reads, validates and folds the whole log and keeps all states, against a scan that parses. Each side is a process. */
export const replayLog = async (databaseUrl: string, { dossiers, events }: { dossiers: number; events: number }): Promise<Contest> => {
  const store = await logOn(databaseUrl);
  await copyHistory(databaseUrl, store, await titled(), dossiers, events);
  await store.close();
  const count = events.toLocaleString('en');
  return {
    ours: {
      name: `replay of ${count} events of ${dossiers.toLocaleString('en')} dossiers`,
      run: () => inSeparateProcess('replay', databaseUrl),
    },
    baseline: { name: 'pg-query-stream and JSON.parse', run: () => inSeparateProcess('scan', databaseUrl) },
    close: async () => undefined,
  };
};

export const inSeparateProcess = async (what: 'replay' | 'rebuild' | 'scan', databaseUrl: string): Promise<Measured> => {
  // The scan runs with the default settings of Node, which are the fastest for it.
  const { NODE_OPTIONS: _, ...plain } = process.env;
  const env = what === 'scan' ? plain : process.env;
  const child = fork(fileURLToPath(new URL('./replay-worker.js', import.meta.url)), [what, databaseUrl], { env });
  const ended = once(child, 'exit').then(([code]) => Promise.reject(new Error(`the ${what} ended with ${String(code)}`)));
  const [answer] = (await Promise.race([once(child, 'message'), ended])) as [Measured];
  await ended.catch(() => undefined);
  return answer;
};

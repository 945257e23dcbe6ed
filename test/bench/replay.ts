import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Contest } from './compare.js';
import { copyHistory, titled } from './history.js';
import type { Measured } from './measure.js';
import { logOn } from './ours.js';

/** The whole log read, checked and folded with all states kept, against a bare scan that parses; each in a process of its own. */
export const replay = async (databaseUrl: string, { dossiers, events }: { dossiers: number; events: number }): Promise<Contest> => {
  const store = await logOn(databaseUrl);
  await copyHistory(databaseUrl, store, await titled(), dossiers, events);
  await store.close();
  const count = events.toLocaleString('en');
  return {
    ours: {
      name: `replay of ${count} events of ${dossiers.toLocaleString('en')} dossiers`,
      run: () => inProcessOfItsOwn('replay', databaseUrl),
    },
    baseline: { name: 'pg-query-stream and JSON.parse', run: () => inProcessOfItsOwn('scan', databaseUrl) },
    close: async () => undefined,
  };
};

export const inProcessOfItsOwn = async (what: 'replay' | 'scan', databaseUrl: string): Promise<Measured> => {
  // 只读不办的一方用 Node 的默认设置，它这样最快。
  const { NODE_OPTIONS: _, ...plain } = process.env;
  const env = what === 'scan' ? plain : process.env;
  const child = fork(fileURLToPath(new URL('./replay-worker.js', import.meta.url)), [what, databaseUrl], { env });
  const ended = once(child, 'exit').then(([code]) => Promise.reject(new Error(`the ${what} ended with ${String(code)}`)));
  const [answer] = (await Promise.race([once(child, 'message'), ended])) as [Measured];
  await ended.catch(() => undefined);
  return answer;
};

import { keysFrom } from '@minglu/casework';
import { logAs, migrateAll, openSequencer, poolAs } from '@minglu/system';
import { openApplications } from './append-command.js';
import type { Contest } from './compare.js';
import { logOn, oursOn, type Ours } from './ours.js';
import { registerParks } from './parks.js';

interface Shape {
  readonly rounds: number;
  readonly commands: number;
  readonly concurrency: number;
}
const keys = keysFrom(Buffer.alloc(32, 7));
const fail = (error: unknown): void => {
  throw error as Error;
};

/** The same commands with the sequencer of the transparency log at work on their events, and without it. */
export const appendLogged = async (databaseUrl: string, { rounds, commands, concurrency }: Shape): Promise<Contest> => {
  await migrateAll(databaseUrl);
  const ours: Ours = await oursOn(await logOn(databaseUrl));
  const parks: Record<'with' | 'without', (readonly string[])[]> = { with: [], without: [] };
  for (let round = 0; round <= rounds; round += 1)
    for (const side of ['with', 'without'] as const) parks[side].push(await registerParks(ours, `${side}-${round}`, commands));
  const pool = poolAs(databaseUrl, 'minglu_audit', 3, fail);
  const log = logAs(databaseUrl, 'minglu_audit', 2, fail);
  // Both sides begin with all events in the trees.
  const settled = async (): Promise<void> => {
    const trees = openSequencer(pool, log, keys, fail);
    await trees.catchUp();
    await trees.stop();
  };
  await settled();
  return {
    ours: {
      name: `OpenApplication, ${concurrency} at a time, with the transparency log`,
      run: async (round) => {
        const trees = openSequencer(pool, log, keys, fail);
        trees.start();
        const measured = await openApplications(ours, parks.with[round]!, concurrency);
        await trees.stop();
        await settled();
        return measured;
      },
    },
    baseline: {
      name: 'without it',
      run: async (round) => {
        const measured = await openApplications(ours, parks.without[round]!, concurrency);
        await settled();
        return measured;
      },
    },
    close: () => Promise.all([ours.store.close(), log.close(), pool.end()]),
  };
};

import { eventsAfter, openApplications } from './append-command.js';
import type { Contest } from './compare.js';
import { emmettOn } from './emmett.js';
import { logOn, oursOn } from './ours.js';
import { registerParks } from './parks.js';

/** The same command as `append-command`, against Emmett appending the same events one by one. */
export const appendEmmett = async (
  databaseUrl: string,
  { rounds, commands, concurrency, connections }: { rounds: number; commands: number; concurrency: number; connections: number },
): Promise<Contest> => {
  const ours = await oursOn(await logOn(databaseUrl));
  const emmett = await emmettOn(databaseUrl, connections);
  const parks: (readonly string[])[] = [];
  for (let round = 0; round <= rounds; round += 1) parks.push(await registerParks(ours, `park-${round}`, commands));
  let head = 0;
  return {
    ours: {
      name: `OpenApplication, ${concurrency} at a time`,
      run: async (round) => {
        head = await ours.store.head();
        return openApplications(ours, parks[round]!, concurrency);
      },
    },
    baseline: { name: `Emmett, ${connections} connections`, run: async () => emmett.append(await eventsAfter(ours.store, head)) },
    close: () => Promise.all([ours.store.close(), emmett.close()]),
  };
};

import { fold } from '@minglu/kernel';
import { dossiers, type DossierEvent } from '@minglu/dossier';
import { eventIn } from '@minglu/event-store';
import { registry } from '@minglu/system';
import { eventsAfter } from './append-command.js';
import type { Contest } from './compare.js';
import { emmettOn } from './emmett.js';
import { copyHistory } from './copy-history.js';
import { dossierOf, titled } from './history.js';
import { drive } from './measure.js';
import { logOn } from './ours.js';

/** Reads dossiers of 30 events, validates and folds them, against Emmett counting the same events. */
export const readDossier = async (
  databaseUrl: string,
  { reads, connections, kept = 1_000 }: { reads: number; connections: number; kept?: number },
): Promise<Contest> => {
  const store = await logOn(databaseUrl, connections);
  await copyHistory(databaseUrl, store, await titled(), kept);
  const emmett = await emmettOn(databaseUrl, connections);
  const events = await eventsAfter(store, 0);
  for (let version = 1; version <= 30; version += 1) await emmett.append(events.filter(({ streamVersion }) => streamVersion === version));
  const streams = Array.from({ length: reads }, (_, index) => dossierOf(1 + ((index * 7) % kept)));
  return {
    ours: {
      name: `read, check and fold, ${connections} connections`,
      run: () =>
        drive(reads, connections, async (index) => {
          const stored = await store.readStream(streams[index]!);
          const { status } = fold(
            dossiers,
            stored.map((one) => eventIn(one, registry) as DossierEvent),
          );
          if (status !== 'TITLED') throw new Error(`${streams[index]} is ${status}`);
        }),
    },
    baseline: { name: `Emmett's aggregateStream, ${connections} connections`, run: () => emmett.aggregate(streams) },
    close: () => Promise.all([store.close(), emmett.close()]),
  };
};

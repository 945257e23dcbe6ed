import type { StoredEvent } from '@minglu/event-store';
import type { Contest } from './compare.js';
import { drive } from './measure.js';
import { logOn, oursOn, type Ours } from './ours.js';
import { application, registerParks } from './parks.js';
import { plainInsert } from './plain-insert.js';

interface Shape {
  readonly rounds: number;
  readonly commands: number;
  readonly concurrency: number;
  readonly connections: number;
}

/**
 * OpenApplication by different parks through the real handler, against INSERTs of the same rows. Ours runs first in each
 * round, because the baseline inserts its rows.
 */
export const appendCommand = async (databaseUrl: string, { rounds, commands, concurrency, connections }: Shape): Promise<Contest> => {
  const ours = await oursOn(await logOn(databaseUrl));
  const plain = await plainInsert(databaseUrl, connections);
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
    baseline: {
      name: `plain INSERT, ${connections} connection${connections > 1 ? 's' : ''}`,
      run: async () => plain.insert(await eventsAfter(ours.store, head)),
    },
    close: () => Promise.all([ours.store.close(), plain.close()]),
  };
};

export const openApplications = (ours: Ours, parks: readonly string[], concurrency: number) => {
  const commands = parks.map(application);
  return drive(commands.length, concurrency, (index) => ours.give(commands[index]!));
};

export const eventsAfter = async (store: Ours['store'], after: number): Promise<readonly StoredEvent[]> => {
  const events: StoredEvent[] = [];
  for await (const page of store.readAll({ after })) events.push(...page);
  return events;
};

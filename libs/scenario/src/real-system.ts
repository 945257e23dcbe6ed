import { randomBytes, randomUUID } from 'node:crypto';
import { createDatabase, dropDatabase, startPostgres } from '@minglu/embedded/postgres';
import { keysFrom, simulatedClock, type Keys, type SimulatedClock } from '@minglu/casework';
import type { EventMetadata, Instant } from '@minglu/kernel';
import { migrateAll, openSystem, seed, simulate, type System } from '@minglu/system';
import { EXAMINER, type RunningSystems, type ScenarioEvent, type ScenarioSystem } from './port.js';

/** Looks at a system while a scenario runs on it. If it throws, the run of the scenario breaks. */
interface SystemObserver {
  /** Called once before the first step, and after each step. */
  readonly afterStep?: () => Promise<void>;
  readonly beforeClose?: () => Promise<void>;
}

/** The way of the commands into a system. `stop` ends it before the system is closed. */
export type Entrance = (
  system: System,
  clock: SimulatedClock,
  keys: Keys,
) => Promise<Pick<ScenarioSystem, 'execute'> & { readonly stop: () => Promise<void> }>;

const direct: Entrance = async (system, clock) => ({
  execute: async ({ type, data, by }) => {
    const answer = await system.casework.execute({ commandId: randomUUID(), type, data, actor: by, at: clock.now() });
    return answer.outcome === 'accepted' ? { accepted: true, warnings: answer.warnings } : { accepted: false, refusal: answer.refusal };
  },
  stop: async () => undefined,
});

/**
 * Each scenario on a system in this process, with its own database.
 * @param databaseUrl a PostgreSQL server; a temporary one by default
 * @param observe called with each system and its clock
 * @param entrance how the commands reach the system
 */
export const realSystems = async (
  databaseUrl: string | undefined,
  onError: (error: unknown, where: string) => void,
  observe: (system: System, now: () => Instant) => SystemObserver = () => ({}),
  entrance: Entrance = direct,
): Promise<RunningSystems> => {
  const server = databaseUrl ? null : await startPostgres({ fast: true });
  const serverUrl = databaseUrl ?? server!.url;
  const newName = () => `minglu_scenario_${randomUUID().replaceAll('-', '')}`;
  /** A database with all tables. A copy of it is made faster than its tables are. */
  const template = newName();
  let migrated: Promise<void> | undefined;
  const migrate = async (): Promise<void> => {
    await migrateAll(await createDatabase(serverUrl, template));
  };
  return {
    systems: async (start) => {
      await (migrated ??= migrate());
      const name = newName();
      const url = await createDatabase(serverUrl, name, template);
      const clock = simulatedClock(start);
      const keys = keysFrom(randomBytes(32));
      const system = await openSystem({ databaseUrl: url, keys, onError, connections: 2, clock });
      await seed(system, start);
      const { catchUp, advanceTo } = simulate(system, clock);
      const { afterStep, beforeClose } = observe(system, clock.now);
      const { execute, stop } = await entrance(system, clock, keys);
      await catchUp();
      return {
        execute,
        now: clock.now,
        settle: async () => {
          await catchUp();
          await afterStep?.();
        },
        advanceTo,
        head: system.store.head,
        eventsAfter: (after) => eventsAfter(system.store, after),
        status: async (id, asOf) => (await system.readModel.dossier(EXAMINER, id, asOf))?.status,
        flags: async (id, asOf) => (await system.readModel.dossier(EXAMINER, id, asOf))?.flags,
        deadlines: (of, asOf) => system.readModel.deadlines(EXAMINER, of, asOf),
        publicCount: async (type) => (await eventsAfter(system.store, 0)).filter((event) => event.isPublic && event.type === type).length,
        close: async () => {
          try {
            await beforeClose?.();
          } finally {
            await stop();
            await system.close();
            await dropDatabase(serverUrl, name);
          }
        },
      } satisfies ScenarioSystem;
    },
    stop: async () => {
      if (migrated) await dropDatabase(serverUrl, template);
      await server?.stop();
    },
  };
};

const eventsAfter = async (store: System['store'], after: number): Promise<ScenarioEvent[]> => {
  const events: ScenarioEvent[] = [];
  for await (const page of store.readAll({ after })) {
    for (const { position, eventId, type, payload, metadata, streamId } of page) {
      events.push({
        position,
        eventId,
        type,
        data: JSON.parse(payload) as Record<string, unknown>,
        streamId,
        isPublic: (JSON.parse(metadata) as EventMetadata).classification === 'PUBLIC',
      });
    }
  }
  return events;
};

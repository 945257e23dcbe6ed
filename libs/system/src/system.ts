import type { Instant } from '@minglu/kernel';
import type { EventStore } from '@minglu/event-store';
import { logConsumer, type Aside, type Consumer } from '@minglu/messaging';
import type { CommandHandler, Keys } from '@minglu/casework';
import { clockwork, type Clockwork } from '@minglu/procedure/adapters';
import { projector, histories, readModel, registers, type ReadModel } from '@minglu/projections/adapters';
import { migrateAll } from './migrations.js';
import { commandHandlerOf, registry, SYSTEM } from './command-handler.js';
import { EMBEDDED_READ_MODEL, READ_MODEL } from './read-model.js';
import { seedThrough } from './seed.js';
import { logAs, poolAs, readModelSource } from './skeleton/connections.js';

export interface SystemOptions {
  /** PostgreSQL, as a user that may create schemas and roles. */
  readonly databaseUrl: string;
  readonly keys: Keys;
  /** Hears of what went wrong behind the scenes and will be tried again. */
  readonly onError: (error: unknown, where: string) => void;
  /** Connections of the read side; scenarios need few. */
  readonly connections?: number;
}

/** All of Minglu's services over one database, in one process, subscriptions read straight from the log. */
export interface System {
  readonly casework: CommandHandler;
  readonly clockwork: Clockwork;
  readonly readModel: ReadModel;
  readonly store: EventStore;
  /** The log with the rights of those who only read it. */
  readonly log: EventStore;
  /** Lets everything happen that is due at this instant, and the read model catch up. Gives the head of the log. */
  readonly settle: (now: Instant) => Promise<number>;
  /** Brings the read model to the head of the log; gives that position. */
  readonly refresh: () => Promise<number>;
  /** What the read model has set aside, and how much it has taken. */
  readonly aside: () => Promise<Aside>;
  readonly taken: Consumer['taken'];
  /** True when the database answers. */
  readonly isReady: () => Promise<boolean>;
  readonly close: () => Promise<void>;
}

export const openSystem = async ({ databaseUrl, keys, onError, connections = 8 }: SystemOptions): Promise<System> => {
  await migrateAll(databaseUrl);

  const store = logAs(databaseUrl, 'minglu_casework', connections);
  const log = logAs(databaseUrl, 'minglu_audit', connections);
  const procedurePool = poolAs(databaseUrl, 'minglu_procedure', 4, onError);
  const queryPool = poolAs(databaseUrl, 'minglu_query', 4, onError);
  const source = await readModelSource(databaseUrl, connections);

  const handler = commandHandlerOf(store, keys);
  const clock = clockwork({
    pool: procedurePool,
    log,
    registry,
    give: async (command, at) => {
      const answer = await handler.execute({ ...command, actor: SYSTEM, at });
      return answer.outcome === 'refused' ? answer.refusal : undefined;
    },
    onError: (error, command) => onError(error, command ? `the system command ${command.commandId}` : 'the timers'),
  });
  // The inbox is that of the services apart: whichever of the two runs on a database takes up where the other stood.
  const projection = logConsumer({
    name: READ_MODEL,
    pool: queryPool,
    schema: 'query',
    log,
    checkpoints: 'query.checkpoints',
    checkpoint: EMBEDDED_READ_MODEL,
    handler: projector(registry),
    onError: (error) => onError(error, 'the read model'),
    onTaken: ({ parked }) => {
      for (const { streamId, streamVersion, reason } of parked)
        onError(new Error(`${streamId} @${streamVersion} was set aside: ${reason}`), 'the read model');
    },
  });

  return {
    casework: handler,
    clockwork: clock,
    readModel: readModel(registers(source), histories(log, registry)),
    store,
    log,
    settle: async (now) => {
      await clock.settle(now);
      return projection.catchUp();
    },
    refresh: () => projection.catchUp(),
    aside: projection.aside,
    taken: projection.taken,
    isReady: async () => {
      await store.head();
      return true;
    },
    close: async () => {
      await projection.stop();
      await Promise.all([store.close(), log.close(), procedurePool.end(), queryPool.end(), source.destroy()]);
    },
  };
};

/** Gives a fresh log its reference data; on a log that has it, nothing happens. */
export const seed = ({ casework, store }: System, at: Instant): Promise<void> => seedThrough(casework, store, at);

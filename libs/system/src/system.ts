import type { Instant } from '@minglu/kernel';
import { eventStoreMigrations, migrate, postgresStore, subscribe, type EventStore } from '@minglu/event-store';
import type { Casework, Keys } from '@minglu/platform';
import { clockwork, procedureMigrations, type Clockwork } from '@minglu/procedure/adapters';
import {
  projectionMigrations,
  projector,
  histories,
  readModel,
  readModelEntities,
  registers,
  type ReadModel,
} from '@minglu/projections/adapters';
import { shippedReferenceData } from '@minglu/reference';
import { Pool } from 'pg';
import { DataSource } from 'typeorm';
import { office, registry, SYSTEM } from './office.js';

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
  readonly casework: Casework;
  readonly clockwork: Clockwork;
  readonly readModel: ReadModel;
  readonly store: EventStore;
  /** Lets everything happen that is due at this instant, and the read model catch up. Gives the head of the log. */
  readonly settle: (now: Instant) => Promise<number>;
  /** Brings the read model to the head of the log; gives that position. */
  readonly refresh: () => Promise<number>;
  /** True when the database answers. */
  readonly isReady: () => Promise<boolean>;
  readonly close: () => Promise<void>;
}

/** Each part connects with the rights of its own service (role per design). */
const connectionAs = (databaseUrl: string, role: string) => ({ connectionString: databaseUrl, options: `-c role=${role} -c TimeZone=UTC` });

export const openSystem = async ({ databaseUrl, keys, onError, connections = 8 }: SystemOptions): Promise<System> => {
  const owner = new Pool({ connectionString: databaseUrl, max: 1 });
  try {
    await migrate(owner, [...eventStoreMigrations, ...procedureMigrations, ...projectionMigrations]);
  } finally {
    await owner.end();
  }

  const store = postgresStore({ connection: connectionAs(databaseUrl, 'minglu_casework'), readers: connections });
  const log = postgresStore({ connection: connectionAs(databaseUrl, 'minglu_audit'), readers: connections });
  const procedurePool = new Pool({ ...connectionAs(databaseUrl, 'minglu_procedure'), max: 4 });
  const queryPool = new Pool({ ...connectionAs(databaseUrl, 'minglu_query'), max: 4 });
  for (const pool of [procedurePool, queryPool]) outliveConnections(pool, onError);
  const source = await new DataSource({
    type: 'postgres',
    url: databaseUrl,
    entities: readModelEntities,
    extra: { options: '-c role=minglu_query -c TimeZone=UTC', max: connections },
  }).initialize();

  const handler = office(store, keys);
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
  const projection = subscribe({
    name: 'read-model/1',
    pool: queryPool,
    log,
    checkpoints: 'query.checkpoints',
    handler: projector(registry),
    onError: (error) => onError(error, 'the read model'),
  });

  return {
    casework: handler,
    clockwork: clock,
    readModel: readModel(registers(source), histories(log, registry)),
    store,
    settle: async (now) => {
      await clock.settle(now);
      return projection.catchUp();
    },
    refresh: () => projection.catchUp(),
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

/**
 * A connection that breaks must not end the process. Idle, the pool tells of it; in somebody's hands between two queries
 * (a timer's, while its command is given) nobody would listen, and its next query says so anyway.
 */
const outliveConnections = (pool: Pool, onError: SystemOptions['onError']): void => {
  pool.on('error', (error) => onError(error, 'an idle database connection'));
  pool.on('connect', (client) => client.on('error', () => undefined));
};

/** Gives a fresh log its reference data; on a log that has it, nothing happens. */
export const seed = async ({ casework: { execute }, store }: System, at: Instant): Promise<void> => {
  for (const { commandId, do: type, with: data } of shippedReferenceData) {
    // 已播种的不再提交：其后由部以命令更新，随软件发布的数据不与之相争。
    if (await store.findCommand(commandId)) continue;
    const answer = await execute({ commandId, type, data, actor: SYSTEM, at });
    if (answer.outcome === 'refused') throw new Error(`the shipped reference data was refused: ${commandId}: ${answer.refusal.message.en}`);
  }
};

import { randomBytes, randomUUID } from 'node:crypto';
import type { Actor, Instant } from '@minglu/kernel';
import { eventStoreMigrations, memoryStore, migrate, postgresStore, type EventStore } from '@minglu/event-store';
import { keysFrom, type CommandAnswer } from '@minglu/casework';
import { shippedReferenceData } from '@minglu/reference';
import { commandHandlerOf, SYSTEM } from '@minglu/system';
import pg from 'pg';

/** The real command handler on a store with the shipped reference data. */
export interface Ours {
  readonly store: EventStore;
  /** Rejects if the command is refused. */
  readonly give: (command: Given) => Promise<Extract<CommandAnswer, { outcome: 'accepted' }>>;
}
export interface Given {
  readonly type: string;
  readonly data: Record<string, unknown>;
  readonly actor: Actor;
  readonly at: Instant;
  readonly commandId?: string;
}

/** Enough for all streams of a benchmark to stay cached. */
const CACHED_STREAMS = 250_000;

export const oursOn = async (store: EventStore, cachedStreams = CACHED_STREAMS): Promise<Ours> => {
  const { execute } = commandHandlerOf(store, keysFrom(randomBytes(32)), { cachedStreams });
  const give: Ours['give'] = async ({ commandId = randomUUID(), ...command }) => {
    const answer = await execute({ ...command, commandId });
    if (answer.outcome === 'refused') throw new Error(`${command.type} was refused: ${answer.refusal.code}: ${answer.refusal.message.en}`);
    return answer;
  };
  for (const { commandId, do: type, with: data } of shippedReferenceData)
    await give({ commandId, type, data, actor: SYSTEM, at: '2022-12-01T00:00:00.000Z' });
  return { store, give };
};

export const oursInMemory = (): Promise<Ours> => oursOn(memoryStore());

/** Migrates a database and opens its log with the rights of casework. */
export const logOn = async (databaseUrl: string, readers = 8): Promise<EventStore> => {
  const owner = new pg.Pool({ connectionString: databaseUrl, max: 1 });
  await migrate(owner, eventStoreMigrations).finally(() => owner.end());
  return postgresStore({ connection: { connectionString: databaseUrl, options: '-c role=minglu_casework -c TimeZone=UTC' }, readers });
};

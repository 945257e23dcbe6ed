import { randomBytes, randomUUID } from 'node:crypto';
import { parseInstant, type Actor } from '@minglu/kernel';
import type { TestCommand } from '@minglu/kernel/testing';
import {
  admin,
  allMet,
  approver,
  command,
  consent,
  filing,
  importing,
  officer,
  on,
  opening,
  posting,
  submission,
  throughReview,
} from '@minglu/dossier/testing';
import { memoryStore, metadataIn, type EventStore, type StoredEvent } from '@minglu/event-store';
import { appendOf, newDatabase, type Database } from '@minglu/event-store/testing';
import { keysFrom, type CommandAnswer, type CommandHandler } from '@minglu/casework';
import { shippedReferenceData } from '@minglu/reference';
import { shippedCalendars } from '@minglu/regulation';
import { commandHandlerOf, openSystem, seed, SYSTEM, type System } from '@minglu/system';

// Helpers of the integration specs: the real acts on a store in memory, or the whole system on a new database.

export const keys = keysFrom(randomBytes(32));
export const SEEDED_AT = '2022-12-01T00:00:00.000Z';

/** The command handler of the system. */
export const handlerOn = (store: EventStore): CommandHandler => commandHandlerOf(store, keys);

export const give = (
  { execute }: CommandHandler,
  { by, at, do: type, with: data }: TestCommand,
  commandId: string = randomUUID(),
): Promise<CommandAnswer> => execute({ commandId, type, data, actor: by, at: parseInstant(at)! });

/** Sends commands one after another; throws if one is refused. */
export const given = async (handler: CommandHandler, ...commands: readonly TestCommand[]): Promise<void> => {
  for (const one of commands) {
    const answer = await give(handler, one);
    if (answer.outcome === 'refused') throw new Error(`${one.do} was refused: ${answer.refusal.code} ${answer.refusal.message.zh}`);
  }
};

/** A store in memory with the shipped reference data, and a command handler on it. */
export const handlerInMemory = async (): Promise<{ readonly store: EventStore; readonly handler: CommandHandler }> => {
  const store = memoryStore();
  const handler = handlerOn(store);
  for (const { commandId, do: name, with: data } of shippedReferenceData)
    await give(handler, { by: SYSTEM, at: SEEDED_AT, do: name, with: data }, commandId);
  return { store, handler };
};

export interface SystemOnDatabase {
  readonly system: System;
  readonly database: Database;
  /** Errors of the background work. */
  readonly errors: unknown[];
  readonly close: () => Promise<void>;
}

/** The whole system, seeded, on a new database. */
export const systemOnDatabase = async (): Promise<SystemOnDatabase> => {
  const database = await newDatabase();
  const errors: unknown[] = [];
  const system = await systemOn(database, errors);
  await seed(system, SEEDED_AT);
  return {
    system,
    database,
    errors,
    close: async () => {
      await system.close();
      await database.drop();
    },
  };
};

/** Another system on an existing database, as another process would open it. */
export const systemOn = ({ connection }: Database, errors: unknown[] = []): Promise<System> =>
  openSystem({ databaseUrl: connection.connectionString!, keys, onError: (error) => void errors.push(error), connections: 4 });

export const refusalOf = (answer: CommandAnswer): string | null => (answer.outcome === 'refused' ? answer.refusal.code : null);
export { metadataIn as metadataOf };
export const dataOf = ({ payload }: StoredEvent): Record<string, unknown> => JSON.parse(payload) as Record<string, unknown>;

export const wholeLog = async (store: EventStore, after = 0): Promise<StoredEvent[]> => {
  const log: StoredEvent[] = [];
  for await (const page of store.readAll({ after })) log.push(...page);
  return log;
};
export const typesAfter = async (store: EventStore, after: number): Promise<string[]> =>
  (await wholeLog(store, after)).map(({ type }) => type);

/** Appends copies of the last event of a stream, with the given types; null keeps the type. */
export const appendCopies = async (store: EventStore, streamId: string, types: readonly (string | null)[]): Promise<void> => {
  const last = (await store.readStream(streamId)).at(-1)!;
  const events = types.map((type) => ({ ...last, eventId: randomUUID(), type: type ?? last.type, classification: 'INTERNAL' as const }));
  const { outcome } = await store.append(
    appendOf({ at: last.recordedAt, writes: [{ streamId, expectedVersion: last.streamVersion, events }] }),
  );
  expect(outcome).toBe('appended');
};

/** Corrects a field of the last event of a type of case `a`, with its approval an hour later. */
export const givenCorrection = async (
  { casework, store }: Pick<System, 'casework' | 'store'>,
  [correctionId, type, field, newValue]: readonly [correctionId: string, type: string, field: string, newValue: unknown],
  day: string,
): Promise<void> => {
  const targetEventId = (await store.readStream('dossier/a')).findLast((event) => event.type === type)!.eventId;
  await given(
    casework,
    command(officer, on(day), 'CorrectRecord', { correctionId, targetEventId, field, newValue, reason: '笔误' }),
    command(approver, on(day, '11:00:00'), 'ApproveCorrection', { correctionId }),
  );
};

/** A city in publicity, an objection and a policy: with a correction these fill every table of the read model. */
export const readModelFilled = (): readonly TestCommand[] => [
  ...inPublicity('a', '330100', '2025-09-26', 'p1'),
  filing('o1', on('2025-09-28'), { caseId: 'a', publicityId: 'p1' }),
  command(admin, on('2025-09-29'), 'SetPolicy', { key: 'policy/panel-minimum', value: 7, documentNumber: '1号' }),
];
const READ_MODEL_TABLES = [
  'dossiers',
  'deadlines',
  'campaigns',
  'settings',
  'corrections',
  'places',
  'listed',
  'documents',
  'steps',
  'objections',
  'changes',
  'change_counter',
  'figures',
  'figures_complete',
];
/** Every row of the read model, by table. */
export const readModelRows = async ({ pool }: Pick<Database, 'pool'>): Promise<Readonly<Record<string, readonly unknown[]>>> =>
  Object.fromEntries(
    await Promise.all(
      READ_MODEL_TABLES.map(async (table) => {
        const { rows } = await pool.query<{ row: unknown }>(`SELECT to_jsonb(t) AS row FROM query.${table} t ORDER BY 1`);
        return [table, rows.map(({ row }) => row)] as const;
      }),
    ),
  );

/**
 * A city in creation under the former measure, up to the passed review: imported, three years completed, self-assessed, reviewed. All within one
 * hour from 8:00 of `day`, so that no deadline ends in between.
 */
export const passedReview = (caseId: string, cityCode: string, day: string, startDate = '2022-01-10'): readonly TestCommand[] => [
  importing(caseId, cityCode, day, startDate),
  ...throughReview(caseId, cityCode, day),
];

/** An application of 2023 that the formal review has rejected. */
export const rejectedCase = (caseId: string, cityCode: string): readonly TestCommand[] => [
  opening({ caseId }, on('2023-11-01'), cityCode),
  consent('application', { caseId }, on('2023-11-03'), `${cityCode.slice(0, 2)}0000`),
  submission({ caseId }, on('2023-11-07'), cityCode),
  command(officer, on('2023-11-10'), 'RejectFormalReview', { caseId, checklist: { ...allMet, materialsComplete: false }, reasons: '不符' }),
];

/** The same, with the publicity started at 10:00 of that day. */
export const inPublicity = (
  caseId: string,
  cityCode: string,
  day: string,
  publicityId = `p-${caseId}`,
  startDate?: string,
): readonly TestCommand[] => [...passedReview(caseId, cityCode, day, startDate), posting(publicityId, [caseId], `${day}T10:00:00+08:00`)];

/** Revision of a work calendar (调整放假安排): the shipped year with more days off. */
export const revision = (
  year: number,
  at: string,
  moreDaysOff: readonly string[],
  noticeNumber = `调整${year}`,
  by: Actor = admin,
): TestCommand => {
  const { offDays, makeupWorkdays } = shippedCalendars.find((one) => one.year === year)!;
  return command(by, at, 'ReviseWorkCalendar', {
    year,
    noticeNumber,
    offDays: [...offDays, ...moreDaysOff],
    makeupWorkdays: makeupWorkdays.filter((day) => !moreDaysOff.includes(day)),
  });
};

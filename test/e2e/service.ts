import { randomBytes } from 'node:crypto';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { newDatabase, type Database } from '@minglu/event-store/testing';
import { parseInstant, type Actor } from '@minglu/kernel';
import { keysFrom, simulatedClock, type Keys, type SimulatedClock } from '@minglu/casework';
import { accessTokenIssuer, roomFor, type EdgeSettings } from '@minglu/http';
import { anyIds, openSystem, seed, startBackgroundWork, wholeService, type IdentitySettings, type System } from '@minglu/system';

/** The whole service with a database of its own and a simulated clock. */
export interface TestService {
  /** Base URL on a random port of the loopback interface. */
  readonly url: string;
  readonly app: NestFastifyApplication;
  readonly system: System;
  readonly clock: SimulatedClock;
  readonly database: Database;
  readonly keys: Keys;
  readonly tokenOf: (actor: Actor) => Promise<string>;
  /** Ends the service; its database stays. */
  readonly stop: () => Promise<void>;
  /** Ends the service and drops its database. */
  readonly close: () => Promise<void>;
}

/** @param installation default: a new database and new keys, and tokens of the own issuer */
export const startService = async (
  start: string,
  installation: {
    readonly database?: Database;
    readonly keys?: Keys;
    readonly identity?: IdentitySettings;
    readonly answerMs?: number;
    readonly areMaterialsChecked?: boolean;
    readonly edge?: EdgeSettings;
    /** The pages of the console, with the sample persons to sign in as. */
    readonly pagesFolder?: string;
  } = {},
): Promise<TestService> => {
  const {
    database = await newDatabase(),
    keys = keysFrom(randomBytes(32)),
    identity,
    answerMs,
    areMaterialsChecked = false,
    edge,
    pagesFolder,
  } = installation;
  const failures: unknown[] = [];
  const onError = (error: unknown): void => void failures.push(error);
  const clock = simulatedClock(parseInstant(start)!);
  const databaseUrl = database.connection.connectionString!;
  const system = await openSystem({ databaseUrl, keys, onError, connections: 4, clock, areMaterialsChecked });
  await seed(system, clock.now());
  const work = startBackgroundWork(system, clock, onError);
  const app = await wholeService({
    system,
    work,
    clock,
    keys,
    ...(identity ? { identity } : {}),
    ...(answerMs === undefined ? {} : { answerMs }),
    logLevel: 'silent',
    docs: false,
    mayChooseId: anyIds,
    ...(edge ? { edge } : {}),
    ...(pagesFolder === undefined ? {} : { pagesFolder, browser: { at: 'development' as const } }),
  });
  await app.listen(roomFor({ host: '127.0.0.1', port: 0 }));
  const issuer = accessTokenIssuer(keys.accessTokens);
  const stop = async (): Promise<void> => {
    await app.close();
    await work.stop();
    await system.close();
  };
  return {
    url: await app.getUrl(),
    app,
    system,
    clock,
    database,
    keys,
    tokenOf: (actor) => issuer.issue(actor),
    stop,
    close: async () => {
      await stop();
      // Dropping the database cuts connections that are still closing. These errors do not count.
      const backgroundErrors = [...failures];
      await database.drop();
      expect(backgroundErrors).toEqual([]);
    },
  };
};

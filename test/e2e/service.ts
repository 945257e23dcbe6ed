import { randomBytes } from 'node:crypto';
import { serverUrl } from '@minglu/event-store/testing';
import { parseInstant, type Actor } from '@minglu/kernel';
import { keysFrom, simulatedClock, type SimulatedClock } from '@minglu/casework';
import { accessTokenIssuer, consistencyTokens, type ConsistencyTokens } from '@minglu/http';
import { createDatabase, dropDatabase } from '@minglu/embedded/postgres';
import { openSystem, seed, startBackgroundWork, wholeService, type System } from '@minglu/system';

/** The whole service with a database of its own and a simulated clock. */
export interface TestService {
  /** Base URL on a random port of the loopback interface. */
  readonly url: string;
  readonly system: System;
  readonly clock: SimulatedClock;
  /** With the key of this service. */
  readonly consistencyTokens: ConsistencyTokens;
  readonly tokenOf: (actor: Actor) => Promise<string>;
  readonly close: () => Promise<void>;
}

export const startService = async (start: string): Promise<TestService> => {
  const server = serverUrl();
  const name = `minglu_e2e_${randomBytes(6).toString('hex')}`;
  const databaseUrl = await createDatabase(server, name);
  const keys = keysFrom(randomBytes(32));
  const failures: unknown[] = [];
  const onError = (error: unknown): void => void failures.push(error);
  const clock = simulatedClock(parseInstant(start)!);
  const system = await openSystem({ databaseUrl, keys, onError, connections: 4 });
  await seed(system, clock.now());
  const work = startBackgroundWork(system, clock, onError);
  const app = await wholeService({ system, work, clock, keys, logLevel: 'silent', docs: false });
  await app.listen({ host: '127.0.0.1', port: 0 });
  const issuer = accessTokenIssuer(keys.accessTokens);
  return {
    url: await app.getUrl(),
    system,
    clock,
    consistencyTokens: consistencyTokens(keys.consistencyTokens),
    tokenOf: (actor) => issuer.issue(actor),
    close: async () => {
      await app.close();
      await work.stop();
      await system.close();
      // Dropping the database cuts connections that are still closing. These errors do not count.
      const backgroundErrors = [...failures];
      await dropDatabase(server, name);
      expect(backgroundErrors).toEqual([]);
    },
  };
};

import { randomBytes } from 'node:crypto';
import { serverUrl } from '@minglu/event-store/testing';
import { parseInstant, type Actor } from '@minglu/kernel';
import { keysFrom, simulatedClock, type SimulatedClock } from '@minglu/casework';
import { accessTokens, consistencyTokens, type ConsistencyTokens } from '@minglu/http';
import { createDatabase, dropDatabase } from '@minglu/embedded/postgres';
import { ROLES } from '@minglu/regulation';
import { goLive, openSystem, seed, wholeService, type System } from '@minglu/system';

/** A whole service over a database of its own, its clock in the tests' hands. */
export interface TestService {
  /** Its base address on a random port of the loopback. */
  readonly url: string;
  readonly system: System;
  readonly clock: SimulatedClock;
  /** Marks places in the log as this service does. */
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
  const live = goLive(system, clock, onError);
  const app = await wholeService({ system, live, clock, keys, logLevel: 'silent', docs: false });
  await app.listen({ host: '127.0.0.1', port: 0 });
  const issuer = accessTokens(keys.accessTokens, ROLES);
  return {
    url: await app.getUrl(),
    system,
    clock,
    consistencyTokens: consistencyTokens(keys.consistencyTokens),
    tokenOf: (actor) => issuer.issue(actor),
    close: async () => {
      await app.close();
      await live.stop();
      await system.close();
      // 删除数据库会切断尚在收尾的连接，那不是服务的差错。
      const behindTheScenes = [...failures];
      await dropDatabase(server, name);
      expect(behindTheScenes).toEqual([]);
    },
  };
};

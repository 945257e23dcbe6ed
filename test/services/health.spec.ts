import { closeSync, openSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import type { ServiceName } from '@minglu/embedded/fleet';
import { eventually } from '@minglu/event-store/testing';
import { deleteTopics, kafkaClient, topicNames } from '@minglu/messaging';
import { describeOnKafka, testKafka } from '@minglu/messaging/testing';
import { mayMount } from './faults.js';
import { databaseFaults, fleetOnOwnDatabase, type Fault, type FleetOnOwnDatabase } from './own-database.js';
import type { TestFleet } from './support.js';

const MAY_FILL = mayMount();
/** Megabytes: a cluster with its first segment of WAL, and some room. */
const DISK = 256;
/** Time for health to turn red, and green again. */
const NOTICED_MS = 15_000;

describeOnKafka('the health of a running installation', () => {
  let own: FleetOnOwnDatabase;
  let one: TestFleet;
  beforeAll(async () => {
    own = await fleetOnOwnDatabase(testKafka, MAY_FILL ? DISK : undefined);
    one = own.one;
  }, 180_000);
  afterAll(() => own?.close(), 120_000);

  const health = async (service: ServiceName): Promise<{ readonly ok: boolean; readonly text: string }> => {
    const response = await fetch(new URL('/health', one.fleet.urlOf(service)), { signal: AbortSignal.timeout(5_000) });
    return { ok: response.ok, text: await response.text() };
  };
  const isGreen = (service: ServiceName) =>
    health(service).then(
      ({ ok }) => ok,
      () => false,
    );
  const session = async (sql = ''): Promise<Client> => {
    const client = new Client({ connectionString: one.databaseUrl });
    client.on('error', () => undefined);
    await client.connect();
    await client.query(sql);
    return client;
  };

  const restarted = async (prepare: () => void): Promise<void> => {
    await own.stop();
    prepare();
    await own.start();
  };
  const standby: Fault = async () => {
    const signal = join(own.server().cluster, 'standby.signal');
    await restarted(() => closeSync(openSync(signal, 'w')));
    return () => restarted(() => rmSync(signal));
  };
  const full: Fault = async () => {
    own.disk!.fill();
    return async () => own.disk!.free();
  };
  const locked: Fault = async () => {
    const holder = await session('BEGIN; LOCK TABLE append_lock IN EXCLUSIVE MODE');
    return () => holder.end();
  };
  const exhausted: Fault = async () => {
    const sessions: Client[] = [];
    for (;;)
      try {
        sessions.push(await session());
      } catch {
        return () => Promise.all(sessions.map((each) => each.end()));
      }
  };
  const { silent, stopped } = databaseFaults(() => own);
  const withoutTopic: Fault = async () => {
    const { public: name } = topicNames(one.prefix);
    await deleteTopics(kafkaClient(one.kafka(), 'tests'), [{ name }]);
    return async () => undefined;
  };

  const FAULTS: readonly (readonly [string, ServiceName, string, Fault])[] = [
    ['another session holds the lock of the log', 'casework', 'a lock is held', locked],
    ['no connection is free', 'casework', 'no connection is free', exhausted],
    ['the database is a standby', 'casework', 'read-only', standby],
    ['the database is a standby', 'procedure', 'read-only', standby],
    ['the database is a standby', 'publisher', 'read-only', standby],
    ['the database is a standby', 'query', 'read-only', standby],
    ['the disk of the database is full', 'casework', 'disk of the database is full', full],
    ['the database is silent', 'audit', 'answer', silent],
    ['the database is stopped', 'audit', 'cannot be reached', stopped],
    ['a topic is missing', 'publisher', 'topic', withoutTopic],
  ];

  it.each(FAULTS)(
    'is red when %s: %s names the cause (%s)',
    async (name, service, cause, make) => {
      if (make === full && !own.disk) return void process.stderr.write(`skipped, only root may mount a disk: ${name}\n`);
      await eventually(`${service} is green`, () => isGreen(service), 60_000);
      const mend = await make();
      try {
        await eventually(
          `${service} is red and names the cause`,
          () =>
            health(service).then(
              ({ ok, text }) => !ok && text.includes(cause),
              () => false,
            ),
          NOTICED_MS,
        );
      } finally {
        await mend();
      }
      if (make !== withoutTopic) await eventually(`${service} is green again`, () => isGreen(service), 60_000);
    },
    180_000,
  );
});

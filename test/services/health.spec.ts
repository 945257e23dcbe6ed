import { chmodSync, closeSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { startPostgres, type RunningPostgres } from '@minglu/embedded/postgres';
import type { ServiceName } from '@minglu/embedded/fleet';
import { eventually } from '@minglu/event-store/testing';
import { deleteTopics, kafkaClient, topicNames } from '@minglu/messaging';
import { describeOnKafka, testBrokers } from '@minglu/messaging/testing';
import { makeNetworkLink, mayMount, mountDisk, type Disk, type NetworkLink } from './faults.js';
import { startTestFleet, type TestFleet } from './support.js';

const MAY_FILL = mayMount();
/** Megabytes: a cluster with its first segment of WAL, and some room. */
const DISK = 256;
/** Time for health to turn red, and green again. */
const NOTICED_MS = 15_000;

describeOnKafka('the health of a running installation', () => {
  let one: TestFleet;
  let server: RunningPostgres;
  let link: NetworkLink;
  let disk: Disk | undefined;
  const dataDir = mkdtempSync(join(tmpdir(), 'minglu-health-'));

  const start = async (): Promise<void> => {
    server = await startPostgres({ dataDir });
    link.leadTo(server.port);
  };
  beforeAll(async () => {
    if (MAY_FILL) disk = mountDisk(dataDir, DISK);
    chmodSync(dataDir, 0o755); // a server that root starts runs as another user
    link = await makeNetworkLink();
    await start();
    const url = new URL(server.url);
    url.port = String(link.port);
    one = await startTestFleet(testBrokers(), url.href);
  }, 180_000);
  afterAll(async () => {
    try {
      await one?.close();
    } finally {
      await link?.close();
      await server?.stop();
      disk?.unmount();
      rmSync(dataDir, { recursive: true, force: true });
    }
  }, 120_000);

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

  /** Makes a fault; resolves to the work that mends it. */
  type Fault = () => Promise<() => Promise<unknown>>;
  const restarted = async (prepare: () => void): Promise<void> => {
    await server.stop();
    prepare();
    await start();
  };
  const standby: Fault = async () => {
    const signal = join(server.cluster, 'standby.signal');
    await restarted(() => closeSync(openSync(signal, 'w')));
    return () => restarted(() => rmSync(signal));
  };
  const full: Fault = async () => {
    disk!.fill();
    return async () => disk!.free();
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
  const silent: Fault = async () => {
    link.cut('dead');
    return async () => link.heal();
  };
  const stopped: Fault = async () => {
    await server.stop();
    return start;
  };
  const withoutTopic: Fault = async () => {
    const { public: name } = topicNames(one.prefix);
    await deleteTopics(kafkaClient(one.brokers, 'tests'), [{ name }]);
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
      if (make === full && !disk) return void process.stderr.write(`skipped, only root may mount a disk: ${name}\n`);
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

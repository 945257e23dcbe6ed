import { randomUUID } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Actor } from '@minglu/kernel';
import { admin, auditor, city } from '@minglu/dossier/testing';
import { kafkaClient, topicNames } from '@minglu/messaging';
import { discardCluster, findProgram, makeCluster, type Cluster } from '@minglu/embedded/kafka';
import { eventually } from '@minglu/event-store/testing';
import { describeOnKafka } from '@minglu/messaging/testing';
import { startPostgres, type RunningPostgres } from '@minglu/embedded/postgres';
import { Client } from 'pg';
import type { ServiceName } from '@minglu/embedded/fleet';
import { makeNetworkLink, mayMount, mountDisk, type Cut, type Disk, type NetworkLink } from './faults.js';
import { insist, ROOT, startServiceProcess, startTestFleet, urlOf, type TestFleet } from './support.js';

const LONG = process.env['MINGLU_LONG'] === '1';
const KILLS = LONG ? 200 : 10;
const CRASHES = LONG ? 10 : 1;
const CUTS = LONG ? 5 : 1;
const PAUSES = LONG ? 30 : 3;
/** Upper bounds of a whole test, and of one condition in it. They measure nothing. */
const LIMIT_MS = LONG ? 1_800_000 : 240_000;
const PATIENCE_MS = 120_000;
const MORTAL: readonly ServiceName[] = ['casework', 'publisher', 'procedure', 'query', 'audit', 'materials', 'gateway'];

/** Filling a disk needs three brokers and a separate disk. */
const MAY_FILL = LONG && mayMount();
const skipped: typeof it = ((name: string, ...rest: [() => Promise<void>, number]) => {
  process.stderr.write(`skipped, ${LONG ? 'only root may mount a disk' : 'MINGLU_LONG is not 1'}: ${name}\n`);
  // eslint-disable-next-line no-restricted-properties -- there is no disk to fill; the line above prints the reason
  it.skip(name, ...rest);
}) as typeof it;

interface Logged {
  readonly position: number;
  readonly eventId: string;
  readonly streamId: string;
  readonly streamVersion: number;
  readonly metadata: { readonly commandId: string };
}

/** Number of parks registered so far in all loads, so that ids are unique. */
let parks = 0;

/** Sends commands until stopped. Adds the ids of acknowledged commands to `acknowledged`. */
const load = (one: TestFleet, workers: number, acknowledged: Set<string>) => {
  let go = true;
  const give = async (by: Actor, type: string, data: unknown, key: string): Promise<void> => {
    const status = await insist(one, by, type, data, key);
    if (status !== 201) throw new Error(`${type} ${key}: status ${status}`);
    acknowledged.add(`http/${by.role}/${by.org}/${by.person}/${key}`);
  };
  const work = async (): Promise<void> => {
    while (go) {
      const n = (parks += 1);
      const park = `park-${n}`;
      await give(admin, 'RegisterPark', { parkId: park, name: `园区${n}`, cityCode: '441900' }, `register-${n}`);
      await give(
        admin,
        'ImportPilotPark',
        { caseId: `k${n}`, parkId: park, documentNumber: '280号', startDate: '2021-01-01' },
        `import-${n}`,
      );
      for (const period of ['2024-H1', '2024-H2', '2025-H1'])
        await give(
          city(park),
          'ReportProgress',
          { caseId: `k${n}`, period, figures: [], narrative: '按方案推进' },
          `progress-${n}-${period}`,
        );
    }
  };
  const done = Promise.all(Array.from({ length: workers }, work));
  done.catch(() => undefined); // `stop` rejects with the error
  return {
    stop: async (): Promise<void> => {
      go = false;
      await done;
    },
  };
};

const wholeLog = async (one: TestFleet): Promise<readonly Logged[]> => {
  const all: Logged[] = [];
  for (;;) {
    const { status, body } = await one.ask(`/log?after=${all.length}&limit=1000`, auditor);
    if (status !== 200) throw new Error(`GET /log answered ${status}`);
    const { items, head } = body as unknown as { items: readonly Logged[]; head: number };
    all.push(...items);
    if (all.length >= head) return all;
  }
};

/** Every record of the dossier topic, in order per partition. */
const published = async (
  one: TestFleet,
  atLeast: number,
): Promise<readonly { readonly key: string; readonly id: string; readonly version: number }[]> => {
  const consumer = kafkaClient(one.kafka(), 'reader').consumer({ groupId: `${one.prefix}${randomUUID()}`, sessionTimeout: 6_000 });
  const found: { key: string; id: string; version: number }[] = [];
  await consumer.connect();
  await consumer.subscribe({ topics: [topicNames(one.prefix).dossier], fromBeginning: true });
  await consumer.run({
    eachMessage: async ({ message: { key, headers } }) => {
      found.push({ key: key!.toString(), id: headers!['ce_id']!.toString(), version: Number(headers!['streamversion']) });
    },
  });
  await eventually('the topic is read', () => new Set(found.map(({ id }) => id)).size >= atLeast, PATIENCE_MS);
  await consumer.disconnect();
  return found;
};

const health = (one: TestFleet, name: ServiceName): Promise<Response> => fetch(new URL('/health', one.fleet.urlOf(name)));

/**
 * Expectations after any fault. All services are ready. Each acknowledged command is in the log once. Each event of the log is published, first
 * occurrences in order, and projected once. Resolves to the number of records that were published more than once.
 */
const expectNothingLost = async (one: TestFleet, acknowledged: ReadonlySet<string>): Promise<number> => {
  for (const name of MORTAL) {
    await one.fleet.up(name);
    const ready = () =>
      health(one, name).then(
        ({ ok }) => ok,
        () => false,
      );
    await eventually(`${name} is ready`, ready, PATIENCE_MS);
  }
  const log = await wholeLog(one);
  expect(log.map(({ position }) => position)).toEqual(log.map((_, index) => index + 1));
  const commands = log.map(({ metadata }) => metadata.commandId).filter((id) => id.startsWith('http/'));
  const logged = new Set(commands);
  expect(logged.size).toBe(commands.length);
  const missing = [...acknowledged].filter((id) => !logged.has(id));
  expect(missing).toEqual([]);

  const dossiers = log.filter(({ streamId }) => streamId.startsWith('dossier/'));
  const records = await published(one, dossiers.length);
  const first = new Map<string, { readonly key: string; readonly version: number }>();
  for (const { id, ...record } of records) if (!first.has(id)) first.set(id, record);
  expect(new Set(first.keys())).toEqual(new Set(dossiers.map(({ eventId }) => eventId)));
  const next = new Map<string, number>();
  for (const { key, version } of first.values()) {
    expect({ key, version }).toEqual({ key, version: (next.get(key) ?? 0) + 1 });
    next.set(key, version);
  }

  const model = async (): Promise<{ taken: number; parked: number }> => {
    return ((await (await health(one, 'query')).json()) as { info: { readModel: { taken: number; parked: number } } }).info.readModel;
  };
  await eventually('the read model is complete', async () => (await model().catch(() => null))?.taken === log.length, PATIENCE_MS);
  expect(await model()).toMatchObject({ taken: log.length, parked: 0 });
  for (const [stream, version] of [...next].slice(0, 25)) {
    const { body } = await one.ask(`/dossiers/${stream.slice('dossier/'.length)}`, auditor);
    expect({ stream, version: body['version'] }).toEqual({ stream, version });
  }
  return records.length - first.size;
};

const chance = (() => {
  let state = 20_261_127;
  return (n: number): number => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * n);
  };
})();

/** Causes a fault under load, expects that nothing is lost, and prints the figures. */
const survive = async (one: TestFleet, acknowledged: Set<string>, title: string, fault: () => Promise<void>): Promise<void> => {
  const [began, before] = [performance.now(), acknowledged.size];
  const { stop } = load(one, 4, acknowledged);
  try {
    await fault();
  } finally {
    await stop();
  }
  const repeated = await expectNothingLost(one, acknowledged);
  const seconds = Math.round((performance.now() - began) / 1_000);
  process.stderr.write(
    `  ${title}: ${acknowledged.size - before} commands acknowledged, none lost, none repeated (${repeated} records repeated on its topic so far), ${seconds} s\n`,
  );
};

describeOnKafka('the services, while faults happen under load,', () => {
  let cluster: Cluster;
  let folder: string;
  let links: readonly NetworkLink[];
  let disk: Disk | undefined;
  const size = LONG ? 3 : 1;
  beforeAll(async () => {
    folder = join(mkdtempSync(join(tmpdir(), 'minglu-faults-')), 'kafka');
    if (MAY_FILL) disk = mountDisk(join(folder, `broker-${size}`), 512);
    links = await Promise.all(Array.from({ length: size }, makeNetworkLink));
    cluster = await makeCluster(folder, await findProgram(ROOT), size, { advertised: links.map(({ port }) => port) });
    await cluster.start();
    for (const [n, { outside }] of (await cluster.status()).entries()) links[n]!.leadTo(outside!.port);
  }, 180_000);
  afterAll(async () => {
    await Promise.all((links ?? []).map(({ close }) => close()));
    await cluster?.stop();
    disk?.unmount();
    if (cluster) await discardCluster(folder, cluster);
    rmSync(dirname(folder), { recursive: true, force: true });
  }, 120_000);

  describe('when each is killed and restarted', () => {
    let one: TestFleet;
    beforeAll(async () => {
      one = await startTestFleet(cluster.access);
    }, 180_000);
    afterAll(() => one?.close(), 120_000);

    it(
      `lose, repeat and reorder nothing after ${KILLS} kills, and after a broker was killed and restarted`,
      async () => {
        const before = one.exits.length;
        await survive(one, new Set(), `${KILLS} kills of services`, async () => {
          for (let kills = 0; kills < KILLS; kills += 1) {
            await delay(50 + chance(400));
            const name = MORTAL[chance(MORTAL.length)]!;
            await one.fleet.up(name);
            one.fleet.kill(name);
            if (kills % 50 === 5) {
              const victim = 1 + chance(size);
              await cluster.stopNode(victim, 'SIGKILL');
              await delay(1_000);
              await cluster.startNode(victim);
            }
          }
          for (const name of MORTAL) await one.fleet.up(name);
        });
        expect(one.exits.length - before).toBeGreaterThanOrEqual(KILLS);
      },
      LIMIT_MS,
    );
  });

  describe('when PostgreSQL, the network or a broker fails', () => {
    let one: TestFleet;
    let server: RunningPostgres;
    let toPostgres: NetworkLink;
    const dataDir = mkdtempSync(join(tmpdir(), 'minglu-faults-'));
    const acknowledged = new Set<string>();
    const start = async (): Promise<void> => {
      server = await startPostgres({ dataDir });
      toPostgres.leadTo(server.port);
    };
    beforeAll(async () => {
      chmodSync(dataDir, 0o755); // a server that root starts runs as another user
      toPostgres = await makeNetworkLink();
      await start();
      const url = new URL(server.url);
      url.port = String(toPostgres.port);
      one = await startTestFleet(
        (login) => ({ ...cluster.access(login), brokers: links.map(({ port }) => `127.0.0.1:${port}`) }),
        url.href,
      );
    }, 180_000);
    afterAll(async () => {
      try {
        await one?.close();
      } finally {
        await toPostgres?.close();
        await server?.stop();
        rmSync(dataDir, { recursive: true, force: true });
      }
    }, 120_000);

    /** Waits until `count` more commands are acknowledged. */
    const more = (count: number): Promise<void> => {
      const enough = acknowledged.size + count;
      return eventually(`${count} more commands are acknowledged`, () => acknowledged.size >= enough, PATIENCE_MS);
    };

    it(
      'take each command once although PostgreSQL crashes, and reconnect by themselves',
      async () => {
        const before = one.exits.length;
        await survive(one, acknowledged, `${CRASHES} crashes of PostgreSQL`, async () => {
          for (let round = 0; round < CRASHES; round += 1) {
            await more(40 + chance(40));
            process.kill(server.pid, round % 2 ? 'SIGKILL' : 'SIGQUIT');
            await server.lost;
            await start();
          }
          await more(40);
        });
        expect(one.exits.length - before).toBe(0);
      },
      LIMIT_MS,
    );

    it.each<Cut>(['reset', 'late', 'dead'])(
      'publish and project everything after the network to the brokers is restored (%s)',
      async (how) => {
        await survive(one, acknowledged, `${CUTS} cuts of the network to the brokers (${how})`, async () => {
          for (let round = 0; round < CUTS; round += 1) {
            await more(40);
            await eventually('the services are connected', () => links.some(({ connections }) => connections() > 0), PATIENCE_MS);
            for (const { cut } of links) cut(how);
            try {
              await more(40 + chance(40));
              // The last cut is longer than a request, a session and a lease.
              if (round === 4) await delay(35_000);
            } finally {
              for (const { heal } of links) heal();
            }
          }
        });
      },
      LIMIT_MS,
    );

    it(
      'keep the order of every stream although a publisher is paused past its lease while another publishes',
      async () => {
        const second = startServiceProcess('publisher', {
          ...one.publisher,
          LOG_LEVEL: 'silent',
        });
        const owner = new Client({ connectionString: one.databaseUrl });
        await owner.connect();
        const holder = async (): Promise<{ owner: string; position: number }> =>
          (await owner.query(`SELECT owner, position::int FROM publisher.lease`)).rows[0];
        const pids = [second.pid!, one.fleet.pidOf('publisher')!];
        try {
          const urls = [await urlOf(second), one.fleet.urlOf('publisher')];
          const isActive = async (url: string): Promise<boolean> => {
            const { info, error } = (await (await fetch(new URL('/health', url))).json()) as Record<
              'info' | 'error',
              { broker?: { active: boolean } }
            >;
            return (info.broker ?? error.broker)?.active === true;
          };
          await survive(one, acknowledged, `${PAUSES} pauses of the publisher past its lease`, async () => {
            for (let round = 0; round < PAUSES; round += 1) {
              await more(10 + chance(30));
              let active = -1;
              // A publisher that was paused reports itself active until its next round: wait for exactly one.
              await eventually('exactly one publisher is active', async () => {
                const are = await Promise.all(urls.map(isActive));
                active = are.indexOf(true);
                return active >= 0 && active === are.lastIndexOf(true);
              });
              process.kill(pids[active]!, 'SIGSTOP');
              const paused = await holder();
              // In the long form some leases expire by themselves; the others are ended here.
              if (!LONG || round % 10 > 0) await owner.query(`UPDATE publisher.lease SET until = clock_timestamp() - interval '1 ms'`);
              await eventually(
                'the other publisher publishes',
                async () => {
                  const now = await holder();
                  return now.owner !== paused.owner && now.position > paused.position;
                },
                PATIENCE_MS,
              );
              process.kill(pids[active]!, 'SIGCONT');
            }
          });
        } finally {
          for (const pid of pids) process.kill(pid, 'SIGCONT');
          second.kill('SIGKILL');
          await owner.end();
        }
      },
      LIMIT_MS,
    );

    (MAY_FILL ? it : skipped)(
      'go on while the disk of one broker is full, and use the broker again when there is space',
      async () => {
        const pidOf = async (): Promise<number | null> => (await cluster.status())[size - 1]!.pid;
        await survive(one, acknowledged, '3 full disks of a broker', async () => {
          for (let round = 0; round < 3; round += 1) {
            await more(100);
            disk!.fill();
            await eventually('the broker has ended', async () => (await pidOf()) === null, PATIENCE_MS);
            await more(100);
            disk!.free();
            await cluster.startNode(size);
          }
        });
      },
      LIMIT_MS,
    );
  });
});

import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Actor } from '@minglu/kernel';
import { admin, auditor, city } from '@minglu/dossier/testing';
import { kafkaClient, topicNames } from '@minglu/messaging';
import { discardCluster, findProgram, makeCluster, type Cluster } from '@minglu/messaging/embedded';
import { describeOnKafka, eventually } from '@minglu/messaging/testing';
import type { ServiceName } from '../../apps/cli/src/services/fleet.js';
import { insist, ROOT, startTestFleet, type TestFleet } from './support.js';

const LONG = process.env['MINGLU_LONG'] === '1';
const KILLS = LONG ? 200 : 10;
const MORTAL: readonly ServiceName[] = ['casework', 'publisher', 'procedure', 'query', 'audit', 'door'];

interface Logged {
  readonly position: number;
  readonly eventId: string;
  readonly streamId: string;
  readonly streamVersion: number;
  readonly metadata: { readonly commandId: string };
}

/** Officers and parks at work, until they are told to stop; gives the command ids that were acknowledged. */
const load = (one: TestFleet, workers: number) => {
  let go = true;
  let parks = 0;
  const acknowledged = new Set<string>();
  const give = async (by: Actor, type: string, data: unknown, key: string): Promise<void> => {
    const status = await insist(one, by, type, data, key);
    if (status !== 201) throw new Error(`${type} ${key} was answered ${status}`);
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
  return {
    acknowledged,
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
    if (status !== 200) throw new Error(`the log was answered ${status}`);
    const { items, head } = body as unknown as { items: readonly Logged[]; head: number };
    all.push(...items);
    if (all.length >= head) return all;
  }
};

/** Every record of the dossier topic, in the order of its partitions. */
const published = async (
  one: TestFleet,
  atLeast: number,
): Promise<readonly { readonly key: string; readonly id: string; readonly version: number }[]> => {
  const consumer = kafkaClient(one.brokers, 'reader').consumer({ groupId: `${one.prefix}reader`, sessionTimeout: 6_000 });
  const found: { key: string; id: string; version: number }[] = [];
  await consumer.connect();
  await consumer.subscribe({ topics: [topicNames(one.prefix).dossier], fromBeginning: true });
  await consumer.run({
    eachMessage: async ({ message: { key, headers } }) => {
      found.push({ key: key!.toString(), id: headers!['ce_id']!.toString(), version: Number(headers!['streamversion']) });
    },
  });
  await eventually('the topic is read', () => new Set(found.map(({ id }) => id)).size >= atLeast, 60_000);
  await consumer.disconnect();
  return found;
};

/** What must hold after any fault: acknowledged is logged once; logged is published, first occurrences in order; published is projected, once. */
const expectNothingLost = async (one: TestFleet, acknowledged: ReadonlySet<string>): Promise<void> => {
  for (const name of MORTAL) await one.fleet.up(name);
  const log = await wholeLog(one);
  expect(log.map(({ position }) => position)).toEqual(log.map((_, index) => index + 1));
  const commands = log.map(({ metadata }) => metadata.commandId).filter((id) => id.startsWith('http/'));
  expect(new Set(commands).size).toBe(commands.length);
  const missing = [...acknowledged].filter((id) => !commands.includes(id));
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
    const response = await fetch(new URL('/health', one.fleet.urlOf('query')));
    return ((await response.json()) as { info: { readModel: { taken: number; parked: number } } }).info.readModel;
  };
  await eventually('the read model is whole', async () => (await model()).taken === log.length, 60_000);
  expect(await model()).toMatchObject({ taken: log.length, parked: 0 });
  for (const [stream, version] of [...next].slice(0, 25)) {
    const { body } = await one.ask(`/dossiers/${stream.slice('dossier/'.length)}`, auditor);
    expect({ stream, version: body['version'] }).toEqual({ stream, version });
  }
};

const chance = (() => {
  let state = 20_261_127;
  return (n: number): number => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * n);
  };
})();

describeOnKafka('the services, while faults happen under load,', () => {
  let cluster: Cluster;
  let folder: string;
  let one: TestFleet;
  const size = LONG ? 3 : 1;
  beforeAll(async () => {
    folder = join(mkdtempSync(join(tmpdir(), 'minglu-faults-')), 'kafka');
    cluster = await makeCluster(folder, await findProgram(ROOT), size);
    await cluster.start();
    one = await startTestFleet(cluster.brokers);
  }, 180_000);
  afterAll(async () => {
    await one?.close();
    if (cluster) await discardCluster(folder, cluster);
  }, 120_000);

  it(
    `lose, double and reorder nothing by ${KILLS} kills of any of them, and by a broker that dies and comes back`,
    async () => {
      const before = one.exits.length;
      const { acknowledged, stop } = load(one, 4);
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
      await stop();
      expect(one.exits.length - before).toBeGreaterThanOrEqual(KILLS);
      await expectNothingLost(one, acknowledged);
      process.stderr.write(`  ${KILLS} kills of services: ${acknowledged.size} commands acknowledged, none lost, none doubled\n`);
    },
    LONG ? 1_800_000 : 240_000,
  );
});

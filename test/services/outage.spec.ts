import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { admin, auditor } from '@minglu/dossier/testing';
import { discardCluster, findProgram, makeCluster, type Cluster } from '@minglu/embedded/kafka';
import { eventually } from '@minglu/event-store/testing';
import { describeOnKafka } from '@minglu/messaging/testing';
import { databaseFaults, fleetOnOwnDatabase, freeze, type Fault, type FleetOnOwnDatabase } from './own-database.js';
import { ROOT } from './support.js';

/** A request is answered within three seconds. The rest is for a busy machine. */
const ANSWERED_MS = 3_000 + 3_000;
const HEALTHY_MS = 2_000 + 3_000;
const REPEATS = 30;

describeOnKafka('a running installation, while a part of it is away', () => {
  let own: FleetOnOwnDatabase;
  let cluster: Cluster;
  const folder = mkdtempSync(join(tmpdir(), 'minglu-outage-'));
  beforeAll(async () => {
    cluster = await makeCluster(folder, await findProgram(ROOT), 1);
    await cluster.start();
    own = await fleetOnOwnDatabase(cluster.access);
  }, 240_000);
  afterAll(async () => {
    await own?.close();
    if (cluster) await discardCluster(folder, cluster);
  }, 120_000);

  interface Timed {
    readonly status: number;
    readonly code: unknown;
    readonly ms: number;
    readonly text: string;
    readonly after: string;
  }
  const timed = async (path: string, body?: unknown, key?: string, patienceMs = 60_000): Promise<Timed> => {
    const begin = performance.now();
    const { status, body: answer } = await own.one.askOnce(path, body === undefined ? auditor : admin, body, key, patienceMs);
    return { status, code: answer['code'], ms: performance.now() - begin, text: JSON.stringify(answer), after: String(answer['after']) };
  };
  const register = (park: string, patienceMs?: number): Promise<Timed> =>
    timed(
      '/commands',
      { type: 'RegisterPark', data: { parkId: park, name: `园区${park}`, cityCode: '441900' } },
      `register-${park}`,
      patienceMs,
    );
  const registered = async (park: string): Promise<Timed> => {
    let answer: Timed | null = null;
    await eventually(`${park} is registered`, async () => (answer = await register(park).catch(() => null))?.status === 201, 60_000);
    return answer!;
  };
  const events = async (park: string): Promise<number> => {
    const { body } = await own.one.ask('/log?after=0&limit=1000', auditor);
    return (body['items'] as unknown as { streamId: string }[]).filter(({ streamId }) => streamId.endsWith(`/${park}`)).length;
  };

  const frozen: Fault = async () => {
    const thaw = freeze(own.server().pid);
    return async () => thaw();
  };
  const { silent, stopped } = databaseFaults(() => own);

  it.each<[string, Fault]>([
    ['frozen', frozen],
    ['silent', silent],
    ['stopped', stopped],
  ])(
    'answers 503 in three seconds while the database is %s, and at once when it is back',
    async (name, make) => {
      const { after } = await registered(`before-${name}`);
      const mend = await make();
      try {
        const asked = [
          `/dossiers?after=${after}`,
          '/dossiers',
          '/log?limit=1',
          '/feed',
          '/dossiers/x/events',
          '/deadlines/x?at=2026-01-01T00:00:00Z',
        ];
        const [command, healths, ...reads] = await Promise.all([
          register(`during-${name}`),
          Promise.all(Array.from({ length: 10 }, () => timed('/health'))),
          ...asked.map((path) => timed(path)),
        ]);
        process.stderr.write(
          `${name}: command ${command.ms.toFixed(0)} ms ${String(command.code)}; reads ${reads.map(({ ms }) => ms.toFixed(0)).join(' ')} ms; health ${Math.max(...healths.map(({ ms }) => ms)).toFixed(0)} ms\n`,
        );
        expect(command).toMatchObject({ status: 503, code: expect.stringMatching(/^(?:service-away|outcome-unknown)$/) as string });
        for (const read of reads) {
          expect(read).toMatchObject({ status: 503, code: 'service-away' });
          expect(read.text).not.toContain('Idempotency-Key');
        }
        for (const { ms } of [command, ...reads]) expect(ms).toBeLessThan(ANSWERED_MS);
        for (const { status, ms } of healths) expect([status, ms < HEALTHY_MS]).toEqual([503, true]);
        await Promise.all(Array.from({ length: REPEATS }, (_, n) => register(`repeated-${name}`, 100 + n * 20).catch(() => null)));
      } finally {
        await mend();
      }
      const first = await register(`repeated-${name}`);
      process.stderr.write(`${name}: the repeat after ${REPEATS} abandoned ones ${first.ms.toFixed(0)} ms ${first.status}\n`);
      expect(first.ms).toBeLessThan(ANSWERED_MS);
      for (const park of [`repeated-${name}`, `during-${name}`, `other-${name}`]) {
        await registered(park);
        expect(await events(park)).toBe(1);
      }
    },
    240_000,
  );

  it('does not know the outcome of a command while another session holds the lock of the log, and answers reads', async () => {
    await registered('before-locked');
    const holder = new Client({ connectionString: own.one.databaseUrl });
    await holder.connect();
    await holder.query('BEGIN; LOCK TABLE append_lock IN EXCLUSIVE MODE');
    try {
      const command = await register('during-locked');
      expect(command).toMatchObject({ status: 503, code: 'outcome-unknown' });
      expect(command.ms).toBeLessThan(ANSWERED_MS);
      expect((await timed('/log?limit=1')).status).toBe(200);
    } finally {
      await holder.end();
    }
    await registered('during-locked');
    expect(await events('during-locked')).toBe(1);
  }, 120_000);

  it('takes commands while the broker is frozen; a read that waits for its effect says that it cannot be had', async () => {
    await registered('before-broker');
    const thaw = freeze((await cluster.status())[0]!.pid!);
    try {
      const command = await registered('during-broker');
      const waiting = await timed(`/dossiers?after=${command.after}`);
      process.stderr.write(
        `broker frozen: command ${command.ms.toFixed(0)} ms; waiting read ${waiting.ms.toFixed(0)} ms ${String(waiting.code)}\n`,
      );
      expect(waiting).toMatchObject({ status: 503, code: 'service-away' });
      expect(waiting.ms).toBeLessThan(ANSWERED_MS);
      expect((await timed('/dossiers')).status).toBe(200);
    } finally {
      thaw();
    }
  }, 120_000);
});

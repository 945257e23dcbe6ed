import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { DossierEvent } from '@minglu/dossier';
import { admin, command, someone } from '@minglu/dossier/testing';
import type { RecordedEvent } from '@minglu/kernel';
import { decodeStored } from '@minglu/event-store';
import { describeOnPostgres, newDatabase } from '@minglu/event-store/testing';
import { keysFrom } from '@minglu/casework';
import { createDatabase, startPostgres, withDatabase, type RunningPostgres } from '@minglu/embedded/postgres';
import { viewOf } from '@minglu/projections';
import { openSystem, registry, seed, type System } from '@minglu/system';
import { give, given, inPublicity, metadataOf, SEEDED_AT, wholeLog } from '../support.js';

/** Five in the short form; fifty with MINGLU_LONG=1. */
const ROUNDS = process.env['MINGLU_LONG'] === '1' ? 50 : 5;
const WRITER = fileURLToPath(new URL('./writer.mjs', import.meta.url));
const CASES = ['c0', 'c1', 'c2'];
const NOW = '2025-10-09T02:00:00.000Z';

const open = (databaseUrl: string): Promise<System> =>
  openSystem({ databaseUrl, keys: keysFrom(Buffer.alloc(32, 7)), onError: () => undefined, connections: 4 });

/** Three cases in publicity, to be objected to. */
const prepare = async (databaseUrl: string): Promise<void> => {
  const system = await open(databaseUrl);
  await seed(system, SEEDED_AT);
  for (const [n, cityCode] of ['330100', '340100', '350100'].entries())
    await given(system.casework, ...inPublicity(CASES[n]!, cityCode, '2025-09-26'));
  await system.close();
};

/** Runs a writer until some time after its first acknowledgement, then calls `strike`. Resolves to the acknowledged command ids and positions. */
const writeUntil = async (
  databaseUrl: string,
  run: number,
  strike: (writer: { readonly kill: () => void }) => void,
): Promise<Map<string, number>> => {
  const writer = spawn(process.execPath, [WRITER, databaseUrl, String(run)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(writer, 'close');
  let output = '';
  writer.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  await Promise.race([once(writer.stdout, 'data'), ended]);
  await delay(Math.random() * 250);
  strike({ kill: () => void writer.kill('SIGKILL') });
  await ended;
  // The last line may be incomplete.
  const lines = output
    .slice(0, output.lastIndexOf('\n') + 1)
    .split('\n')
    .filter(Boolean);
  return new Map(lines.map((line) => line.split(' ') as [string, string]).map(([id, position]) => [id, Number(position)]));
};

/** Each acknowledged command is in the log once, no command is there in part, and the read model equals a fold of the log. */
const expectNothingLost = async (databaseUrl: string, acknowledged: ReadonlyMap<string, number>): Promise<void> => {
  const system = await open(databaseUrl);
  try {
    const log = await wholeLog(system.store);
    expect(log.map(({ position }) => position)).toEqual(log.map((_, n) => n + 1));
    const versions = new Map<string, number>();
    for (const { streamId, streamVersion } of log) {
      expect(streamVersion).toBe((versions.get(streamId) ?? 0) + 1);
      versions.set(streamId, streamVersion);
    }
    const positions = new Map<string, number[]>();
    for (const event of log) {
      const { commandId } = metadataOf(event);
      positions.set(commandId, [...(positions.get(commandId) ?? []), event.position]);
    }
    const lost = [...acknowledged].filter(([id, position]) => String(positions.get(id)) !== String(position));
    expect(lost).toEqual([]);
    const written = [...positions.keys()].filter((id) => id.startsWith('run'));
    for (const id of written.slice(-200)) expect((await system.store.findCommand(id))?.position).toBe(positions.get(id)![0]);

    const [lastId] = [...acknowledged.keys()].slice(-1);
    const again = lastId!.endsWith('0') ? null : await repeat(system, lastId!);
    if (again) expect(again).toMatchObject({ outcome: 'accepted', repeated: true, position: acknowledged.get(lastId!) });
    expect(await system.store.head()).toBe(log.length);

    expect(await system.runUntil(NOW)).toBe(log.length);
    const readers = { role: 'auditor', org: 'MIIT', person: 'auditor-1' };
    for (const caseId of CASES) {
      const history = (await system.store.readStream(`dossier/${caseId}`)).map(
        (stored) => decodeStored(stored, registry) as RecordedEvent<DossierEvent>,
      );
      const folded = viewOf(history)!;
      expect(await system.readModel.dossier(readers, caseId)).toMatchObject({ status: folded.state.status, version: history.length });
    }
  } finally {
    await system.close();
  }
};

/** Sends a command of the writer again, unchanged. */
const repeat = (system: System, id: string) => {
  const n = Number(id.split('-')[1]);
  return n % 4
    ? give(
        system.casework,
        command(someone, NOW, 'FileObjection', {
          objectionId: id,
          publicityId: `p-c${n % 3}`,
          caseId: `c${n % 3}`,
          nameMode: 'real-name',
          name: '某某',
          contact: '13800000000',
          grounds: '不符',
          evidence: [],
        }),
        id,
      )
    : give(system.casework, command(admin, NOW, 'RegisterPark', { parkId: id, name: id, cityCode: '440100' }), id);
};

describeOnPostgres('after kill -9', () => {
  it(
    `of the process under load, ${ROUNDS} times, no acknowledged command is missing`,
    async () => {
      const database = await newDatabase();
      const url = database.connection.connectionString!;
      try {
        await prepare(url);
        const acknowledged = new Map<string, number>();
        for (let run = 0; run < ROUNDS; run += 1)
          for (const [id, position] of await writeUntil(url, run, ({ kill }) => kill())) acknowledged.set(id, position);
        await expectNothingLost(url, acknowledged);
        process.stderr.write(`  ${ROUNDS} kills of the process: ${acknowledged.size} commands acknowledged, none lost\n`);
      } finally {
        await database.drop();
      }
    },
    ROUNDS * 12_000 + 60_000,
  );
});

describe('after kill -9 of PostgreSQL', () => {
  it(
    `under load, ${ROUNDS} times, no acknowledged command is missing`,
    async () => {
      const dataDir = mkdtempSync(join(tmpdir(), 'minglu-crash-'));
      chmodSync(dataDir, 0o755); // a server that root starts runs as another user
      let server: RunningPostgres | undefined;
      try {
        server = await startPostgres({ dataDir });
        await prepare(await createDatabase(server.url, 'minglu'));
        const acknowledged = new Map<string, number>();
        for (let run = 0; run < ROUNDS; run += 1) {
          const { url, pid } = server;
          const written = await writeUntil(withDatabase(url, 'minglu'), run, ({ kill }) => {
            process.kill(pid, 'SIGKILL');
            setTimeout(kill, 50);
          });
          for (const [id, position] of written) acknowledged.set(id, position);
          server = await startPostgres({ dataDir });
        }
        await expectNothingLost(withDatabase(server.url, 'minglu'), acknowledged);
        process.stderr.write(`  ${ROUNDS} kills of PostgreSQL: ${acknowledged.size} commands acknowledged, none lost\n`);
      } finally {
        await server?.stop();
        rmSync(dataDir, { recursive: true, force: true });
      }
    },
    ROUNDS * 15_000 + 60_000,
  );
});

import { spawn } from 'node:child_process';
import { hash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describeOnPostgres, newDatabase, type Database } from '@minglu/event-store/testing';
import {
  checkMaterials,
  folderStore,
  postgresRegister,
  removeLeftovers,
  s3Store,
  type MaterialStore,
  type S3Settings,
} from '@minglu/materials';
import { migrateAll } from '@minglu/system';
import { waitUntil } from '@minglu/embedded/wait';
import { BUILD_MS, newBucket, startS3, whyWithoutS3, type S3Server } from './s3-server.js';

/** Runs dist/libs, which `npm test` and `npm run test:unit -- <pattern>` build. */
const RECEIVER = fileURLToPath(new URL('./receiver.mjs', import.meta.url));
/** Fifteen kills in the short form; 220 with MINGLU_LONG=1. */
const LONG = process.env['MINGLU_LONG'] === '1';
const KILLS = LONG ? { folder: 180, bucket: 40 } : { folder: 12, bucket: 3 };

interface Said {
  readonly files: Set<string>;
  readonly removed: Set<string>;
  /** Uploads that are not being completed, with the digests of their parts by number. */
  readonly uploads: Map<string, Map<number, string>>;
}

/** Runs a receiver, kills it some time after its first file, and adds its acknowledgements. */
const receiveUntilKilled = async (settings: object, said: Said): Promise<void> => {
  const receiver = spawn(process.execPath, [RECEIVER, JSON.stringify(settings)], { stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = once(receiver, 'close');
  let [output, errors] = ['', ''];
  receiver.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  receiver.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  const acknowledged = waitUntil(() => /^file /m.test(output), { withinMs: 120_000, everyMs: 5 });
  await Promise.race([acknowledged, ended]);
  await delay(Math.random() * 400);
  receiver.kill('SIGKILL');
  const [code, signal] = (await ended) as [number | null, string | null];
  if (signal !== 'SIGKILL') throw new Error(`the receiver ended by itself with ${code}:\n${errors}`);
  // The last line may be incomplete.
  for (const line of output.slice(0, output.lastIndexOf('\n') + 1).split('\n')) {
    const [word, id = '', part, sha256 = ''] = line.split(' ');
    if (word === 'file') said.files.add(id);
    if (word === 'remove') said.removed.add(id);
    if (word === 'begun') said.uploads.set(id, new Map());
    if (word === 'part') said.uploads.get(id)!.set(Number(part), sha256);
    if (word === 'completing') said.uploads.delete(id);
  }
};

const digestOf = async (stream: AsyncIterable<unknown>): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return hash('sha256', Buffer.concat(chunks));
};

/** Each acknowledged file and part is there and whole, no bytes are visible in part, and all that is left over may be removed. */
const expectNothingLost = async (store: MaterialStore, { pool }: Database, said: Said): Promise<void> => {
  const register = postgresRegister(pool);
  const kept = [...said.files].filter((sha256) => !said.removed.has(sha256));
  expect(await register.missing(kept)).toEqual([]);
  // A whole day later nothing may be under way.
  const checked = { store, register, isHeld: async () => false, now: () => new Date(Date.now() + 25 * 3_600_000) };
  const report = await checkMaterials(checked, { hash: true });
  expect([report.lost, report.damaged]).toEqual([[], []]);
  expect(report.files).toBeGreaterThanOrEqual(kept.length);
  for await (const { sha256 } of store.list()) expect(await digestOf(await store.open(sha256))).toBe(sha256);
  for (const [id, parts] of said.uploads) {
    const row = await register.upload(id);
    for (const [part, sha256] of parts) {
      expect(row?.parts).toContainEqual({ part, sha256, size: expect.any(Number) as number });
      expect(await digestOf(await store.parts.open(id, { part, sha256 }))).toBe(sha256);
    }
  }
  await removeLeftovers(checked);
  expect(await checkMaterials(checked, { hash: true })).toMatchObject({
    files: report.files,
    lost: [],
    damaged: [],
    orphans: [],
    abandoned: [],
  });
  for await (const { upload } of store.parts.uploads()) expect(upload).toBe('no upload');
};

describeOnPostgres('a receiver that is killed at random', () => {
  const folders: string[] = [];
  const databases: Database[] = [];
  let server: S3Server | null = null;
  const newFolder = (): string => {
    folders.push(mkdtempSync(join(tmpdir(), 'minglu-killed-')));
    return folders.at(-1)!;
  };
  const migrated = async (): Promise<Database> => {
    const database = await newDatabase();
    databases.push(database);
    await migrateAll(database.connection.connectionString!);
    return database;
  };
  afterAll(async () => {
    await Promise.all(databases.map((database) => database.drop()));
    await server?.stop();
    folders.forEach((folder) => rmSync(folder, { recursive: true, force: true }));
  });

  const killed = async (
    kills: number,
    place: { readonly folder: string } | { readonly bucket: S3Settings },
    store: MaterialStore,
  ): Promise<void> => {
    const database = await migrated();
    const said: Said = { files: new Set(), removed: new Set(), uploads: new Map() };
    const settings = { databaseUrl: database.connection.connectionString, ...place };
    for (let round = 0; round < kills; round += 1) await receiveUntilKilled(settings, said);
    process.stdout.write(`${kills} kills (${store.kind}): ${said.files.size} files and ${said.uploads.size} uploads were acknowledged\n`);
    expect(said.files.size).toBeGreaterThanOrEqual(kills);
    await expectNothingLost(store, database, said);
  };

  it(
    'loses no acknowledged file or part in a folder, and leaves only what may be removed',
    async () => {
      const folder = newFolder();
      await killed(KILLS.folder, { folder }, folderStore(folder));
    },
    LONG ? 1_800_000 : 240_000,
  );

  const why = whyWithoutS3();
  if (why !== null) process.stdout.write(`kills with S3: skipped; ${why}\n`);
  // eslint-disable-next-line no-restricted-properties -- it prints the reason
  (why === null ? it : it.skip)(
    'loses no acknowledged file or part in a bucket, and leaves only what may be removed',
    async () => {
      server = await startS3();
      const bucket = newBucket(server, 'killed');
      const store = await s3Store(bucket);
      await killed(KILLS.bucket, { bucket }, store);
      store.close();
    },
    BUILD_MS + (LONG ? 1_800_000 : 240_000),
  );
});

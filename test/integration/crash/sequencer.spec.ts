import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { consistencyProof, sha256, verifierOf, verifyConsistency } from '@minglu/audit';
import {
  auditMigrations,
  checkpointsAfter,
  nodeReader,
  NOTHING_VERIFIED,
  ownSigners,
  verifyLog,
  type StoredCheckpoint,
} from '@minglu/audit/adapters';
import { eventStoreMigrations, migrate, postgresStore } from '@minglu/event-store';
import { describeOnPostgres, newDatabase, type Database } from '@minglu/event-store/testing';

/** Fifteen in the short form; two hundred with MINGLU_LONG=1. */
const KILLS = process.env['MINGLU_LONG'] === '1' ? 200 : 15;
const PROCESS = fileURLToPath(new URL('./sequencer.mjs', import.meta.url));

describeOnPostgres('a sequencer that is killed at any moment', () => {
  let database: Database;
  beforeAll(async () => {
    database = await newDatabase();
    await migrate(database.pool, [...eventStoreMigrations, ...auditMigrations]);
  }, 60_000);
  afterAll(() => database?.drop());

  const runAndKill = async (run: number): Promise<void> => {
    const child = spawn(process.execPath, [PROCESS, database.connection.connectionString!, String(run)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = once(child, 'close');
    await Promise.race([once(child.stdout, 'data'), ended]);
    await delay(Math.random() * 600);
    child.kill('SIGKILL');
    await ended;
  };
  const all = (tree: 'full' | 'public'): Promise<readonly StoredCheckpoint[]> => checkpointsAfter(database.pool, tree, 0, 1_000_000);

  it(`signs no checkpoint that contradicts an earlier one, in ${KILLS} kills`, async () => {
    let seen: readonly StoredCheckpoint[] = [];
    let compared = 0;
    for (let run = 0; run < KILLS; run += 1) {
      await runAndKill(run);
      const heads = await all('full');
      expect(heads.slice(0, seen.length)).toEqual(seen);
      for (const [n, head] of heads.entries()) {
        const before = heads[n - 1];
        if (!before || n < seen.length) continue;
        const [from, to] = [BigInt(before.size), BigInt(head.size)];
        const proof = await consistencyProof(sha256, from, to, nodeReader(database.pool, 'full', sha256));
        expect(verifyConsistency(sha256, { from, to, fromRoot: before.root, toRoot: head.root, proof })).toBe(true);
        compared += 1;
      }
      seen = heads;
    }
    expect(compared).toBeGreaterThan(0);
    const log = postgresStore({ connection: database.connection, readers: 2 });
    const signers = ownSigners((await log.identity()).logId, [Buffer.alloc(32, 7)]);
    const verifiers = {
      full: signers.full.map(({ vkey }) => verifierOf(vkey)),
      'full-sm3': signers['full-sm3'].map(({ vkey }) => verifierOf(vkey)),
      public: signers.public.map(({ vkey }) => verifierOf(vkey)),
      'public-sm3': signers['public-sm3'].map(({ vkey }) => verifierOf(vkey)),
    };
    let last = NOTHING_VERIFIED;
    for await (const one of verifyLog({ pool: database.pool, log, calendarStream: 'work-calendar/national', verifiers }, last)) last = one;
    expect(last.position).toBe(seen.at(-1)!.size);
    await log.close();
    process.stdout.write(
      `${KILLS} kills of the sequencer: ${compared} checkpoints consistent with the one before, ${last.position} leaves\n`,
    );
  }, 3_600_000);
});

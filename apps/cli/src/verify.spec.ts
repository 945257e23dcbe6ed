import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keysFrom } from '@minglu/casework';
import { describeOnPostgres, newDatabase, tamper, type Database } from '@minglu/event-store/testing';
import { openSystem, seed } from '@minglu/system';
import { run } from './testing/run.js';

const MASTER = '07'.repeat(32);

describeOnPostgres('cli verify', () => {
  let database: Database;
  let folder: string;
  let env: Readonly<Record<string, string>>;
  beforeAll(async () => {
    database = await newDatabase();
    folder = mkdtempSync(join(tmpdir(), 'minglu-verify-'));
    const url = database.connection.connectionString!;
    env = { DATABASE_URL: url, MINGLU_MASTER_KEY: MASTER };
    const system = await openSystem({
      databaseUrl: url,
      keys: keysFrom(Buffer.from(MASTER, 'hex')),
      onError: () => undefined,
      connections: 2,
    });
    await seed(system, '2022-12-01T00:00:00.000Z');
    await system.sequencer.catchUp();
    await system.close();
  }, 240_000);
  afterAll(async () => {
    rmSync(folder, { recursive: true });
    await database.drop();
  });

  it('shows its progress, says that the log is sound, and goes on where it ended', async () => {
    const file = join(folder, 'progress.json');
    const first = await run(['verify', '--json', '--resume', file], { env });
    const verdict = JSON.parse(first.out) as { events: number };
    expect([first.code, verdict]).toEqual([0, expect.objectContaining({ waiting: 0, fault: null })]);
    expect(first.err).toMatch(/█{30} 100% {2}\d+\/\d+ {2}\d+\/s/);
    expect((JSON.parse(readFileSync(file, 'utf8')) as { position: number }).position).toBe(verdict.events);
    const again = await run(['verify', '--json', '--resume', file], { env });
    expect([again.code, JSON.parse(again.out)]).toEqual([0, expect.objectContaining({ events: 0, fault: null })]);
  }, 240_000);

  it('compares the claims also in a run that goes on', async () => {
    const file = join(folder, 'progress.json');
    await database.pool.query(
      `UPDATE claims SET released = NOT released WHERE kind = 'calendar-year' OR kind = (SELECT min(kind) FROM claims)`,
    );
    const { code, out } = await run(['verify', '--json', '--resume', file], { env });
    const { fault, parts } = JSON.parse(out) as { fault: { reason: string }; parts: { part: string; finding: { kind: string } | null }[] };
    expect([code, fault.reason]).toEqual([1, expect.stringContaining('is not as it follows from the events')]);
    expect(parts.filter(({ finding }) => finding !== null)).toMatchObject([{ part: 'log', finding: { kind: 'claims' } }]);
    await database.pool.query(
      `UPDATE claims SET released = NOT released WHERE kind = 'calendar-year' OR kind = (SELECT min(kind) FROM claims)`,
    );
  }, 240_000);

  it('names the parts for which it lacks the means, and takes single parts', async () => {
    const { out } = await run(['verify', '--json', '--part', 'timers', 'topics'], { env });
    expect(JSON.parse(out)).toMatchObject({ parts: [{ part: 'timers', finding: null }], skipped: { topics: expect.any(String) } });
    expect(await run(['verify', '--part', 'nothing'], { env })).toMatchObject({ code: 2 });
  }, 120_000);

  it('ends with 1 and names the first bad position', async () => {
    await tamper(database, `UPDATE events SET recorded_at = recorded_at + interval '1 millisecond' WHERE position = 3`);
    const { code, out } = await run(['verify'], { env });
    expect([code, out]).toEqual([1, expect.stringMatching(/a fault, first at position 3/)]);
  }, 240_000);

  it('takes no file that is no progress', async () => {
    const file = join(folder, 'wrong.json');
    writeFileSync(file, '{}');
    expect(await run(['verify', '--resume', file], { env })).toMatchObject({ code: 2 });
  }, 120_000);
});

import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { readZip } from '@minglu/audit';
import { main } from '@minglu/audit/verifier';
import { installationKeys, type Keys } from '@minglu/casework';
import { command, filing, officer, on } from '@minglu/dossier/testing';
import { describeOnPostgres, newDatabase, type Database } from '@minglu/event-store/testing';
import { folderStore } from '@minglu/materials';
import { pdfOf } from '@minglu/materials/testing';
import { logKeys, openSystem, seed, verifyWhole } from '@minglu/system';
import { run } from '../../apps/cli/src/testing/run.js';
import { given, inPublicity } from './support.js';

const MASTER = '0b'.repeat(32);
const PROGRAM = fileURLToPath(new URL('../../dist/apps/cli/src/main.js', import.meta.url));
const LONG = process.env['MINGLU_LONG'] === '1';
/** Kills of an export: half of them while it writes. */
const KILLS = LONG ? 60 : 5;
/** A file that takes some time to be written, in bytes. */
const LARGE = 24_000_000;

describeOnPostgres('cli evidence', () => {
  let database: Database;
  let folder: string;
  let env: Readonly<Record<string, string>>;
  let keys: Keys;
  let policy: string;
  beforeAll(async () => {
    database = await newDatabase();
    folder = mkdtempSync(join(tmpdir(), 'minglu-export-'));
    const url = database.connection.connectionString!;
    env = { DATABASE_URL: url, MINGLU_MASTER_KEY: MASTER, MINGLU_MATERIALS_FOLDER: join(folder, 'materials') };
    keys = installationKeys(MASTER, folder, false);
    const files = { store: folderStore(env['MINGLU_MATERIALS_FOLDER']!), scanner: null };
    const system = await openSystem({ databaseUrl: url, keys, onError: () => undefined, connections: 2, files });
    await seed(system, '2022-12-01T00:00:00.000Z');
    const large = Buffer.concat([pdfOf('大'), randomBytes(LARGE)]);
    const draft = await files.store.newDraft();
    await draft.write(large);
    const sha256 = createHash('sha256').update(large).digest('hex');
    await files.store.keep(draft, sha256);
    await given(
      system.casework,
      ...inPublicity('c', '330200', '2025-09-26', 'p-c'),
      filing('o1', on('2025-09-28'), { caseId: 'c', publicityId: 'p-c', name: '王小明', contact: '13912345678' }),
      command(officer, on('2025-09-29'), 'OpenInvestigation', { investigationId: 'i1', subject: 'c', clue: '来信', sourceProtected: true }),
      command(officer, on('2025-09-29', '11:00:00'), 'AddEvidence', {
        investigationId: 'i1',
        eventIds: [],
        materials: [{ kind: 'evidence', name: '录像.pdf', sha256 }],
      }),
    );
    policy = join(folder, 'policy');
    const vkeys = logKeys((await system.log.identity()).logId, keys);
    writeFileSync(policy, `${vkeys.map((key) => `log ${key}`).join('\n')}\nquorum none\n`);
    await system.close();
  }, 240_000);
  afterAll(async () => {
    rmSync(folder, { recursive: true, force: true });
    await database.drop();
  });

  const verify = async (file: string) => {
    let text = '';
    await main(['package', '--policy', policy, '--json', file], (more) => (text += more));
    return JSON.parse(text) as { readonly code: number; readonly facts: Readonly<Record<string, unknown>> };
  };
  const orders = async (): Promise<readonly string[]> => {
    const { rows } = await database.pool.query<{ id: string }>(
      `SELECT payload::jsonb ->> 'exportId' AS id FROM events WHERE type = 'EvidenceExported' ORDER BY position`,
    );
    return rows.map(({ id }) => id);
  };
  const asked = (out: string, ...more: readonly string[]) => ['evidence', 'export', ...more, '--out', join(folder, out), '--person', 'p-1'];

  it('exports a case with a progress bar, and its file verifies', async () => {
    const { code, out, err } = await run(asked('a.zip', 'c', '--reasons', '移送核查', '--json'), { env });
    expect([code, err]).toEqual([0, expect.stringMatching(/█{30} 100% {2}(\d+)\/\1 {2}\d+\/s/)]);
    const file = join(folder, 'a.zip');
    const sha256 = createHash('sha256').update(readFileSync(file)).digest('hex');
    const [exportId] = await orders();
    expect(JSON.parse(out)).toEqual({ exportId, file, size: statSync(file).size, sha256 });
    expect(await verify(file)).toMatchObject({ code: 0, facts: { materials: 1, sm3: true } });
  }, 120_000);

  it('gives the package of an earlier order again to the same person, with the same bytes', async () => {
    const [exportId] = await orders();
    expect(await run(asked('b.zip', '--order', exportId!), { env })).toMatchObject({ code: 0 });
    expect(readFileSync(join(folder, 'b.zip')).equals(readFileSync(join(folder, 'a.zip')))).toBe(true);
    const foreign = [...asked('c.zip', '--order', exportId!).slice(0, -1), 'p-2'];
    expect(await run(foreign, { env })).toMatchObject({ code: 1, err: expect.stringContaining('unknown-id') as string });
    expect(await orders()).toHaveLength(1);
  }, 120_000);

  it('refuses wrong questions before anything is recorded', async () => {
    const before = await orders();
    expect(await run(asked('a.zip', 'c', '--reasons', 'x'), { env })).toMatchObject({ code: 2 });
    expect(await run(asked('d.zip', 'c'), { env })).toMatchObject({ code: 2 });
    expect(await run(asked('d.zip'), { env })).toMatchObject({ code: 2 });
    expect(await run(asked('none/d.zip', 'c', '--reasons', 'x'), { env })).toMatchObject({ code: 2 });
    expect(await run(asked('d.zip', 'none', '--reasons', 'x'), { env })).toMatchObject({
      code: 1,
      err: expect.stringContaining('unknown-id') as string,
    });
    expect(await orders()).toEqual(before);
    expect(existsSync(join(folder, 'd.zip'))).toBe(false);
  }, 120_000);

  it('leaves no part under the name of a package when it is killed, and its order gives the whole package', async () => {
    const ends: string[] = [];
    for (let kill = 0; kill < KILLS; kill += 1) {
      const name = `killed-${kill}.zip`;
      const before = await orders();
      const child = spawn(process.execPath, [PROGRAM, ...asked(name, 'c', '--reasons', '移送核查')], {
        env: { ...process.env, ...env },
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      const ended = once(child, 'close');
      // The order is announced before the first byte.
      if (kill % 2 === 0) await Promise.race([once(child.stderr, 'data'), ended]);
      await delay(Math.random() * (kill % 2 === 0 ? 60 : 1_500));
      child.kill('SIGKILL');
      await ended;
      const file = join(folder, name);
      if (existsSync(file)) expect(await verify(file)).toMatchObject({ code: 0 });
      else if (existsSync(`${file}.part`)) expect((await verify(`${file}.part`)).code).not.toBe(0);
      const fresh = (await orders()).slice(before.length);
      expect(fresh.length).toBeLessThanOrEqual(1);
      ends.push(existsSync(file) ? 'whole' : existsSync(`${file}.part`) ? 'part' : fresh.length === 1 ? 'ordered' : 'nothing');
      for (const exportId of fresh) {
        const again = `again-${kill}.zip`;
        expect(await run(asked(again, '--order', exportId), { env })).toMatchObject({ code: 0 });
        expect(await verify(join(folder, again))).toMatchObject({ code: 0 });
        if (existsSync(file)) expect(readFileSync(join(folder, again)).equals(readFileSync(file))).toBe(true);
      }
      for (const left of readdirSync(folder).filter((one) => /^(killed|again)-/.test(one))) rmSync(join(folder, left));
    }
    process.stdout.write(`${KILLS} exports were killed; they left: ${ends.join(', ')}\n`);
    expect(await verifyWhole(env['DATABASE_URL']!, keys)).toMatchObject({ fault: null });
  }, 1_200_000);

  it('adds opened texts offline, which the verifier compares with the commitments', async () => {
    const text = '王小明';
    const files = readZip(readFileSync(join(folder, 'a.zip')));
    const filed = files
      .get('data/streams/1/events.jsonl')!
      .toString()
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse((JSON.parse(line) as { payload: string }).payload) as { identity?: { name?: { ref: string } } })
      .find(({ identity }) => identity?.name);
    const { ref } = filed!.identity!.name!;
    const openings = (opening: object): string => {
      writeFileSync(join(folder, 'openings.json'), JSON.stringify({ openings: [opening] }));
      return join(folder, 'openings.json');
    };
    const open = (out: string, file: string) =>
      run(['evidence', 'open', join(folder, 'a.zip'), '--openings', file, '--out', join(folder, out)], { env });
    expect(await open('wrong.zip', openings({ ref, salt: '0'.repeat(64), text }))).toMatchObject({ code: 0 });
    expect(await verify(join(folder, 'wrong.zip'))).toMatchObject({ code: 4 });
    expect(await open('none.zip', openings({ ref: 'none', salt: '0'.repeat(64), text }))).toMatchObject({ code: 0 });
    expect(await verify(join(folder, 'none.zip'))).toMatchObject({ code: 4 });
    expect(await open('e.zip', openings({ ref, salt: 'x', text }))).toMatchObject({ code: 2 });
    expect(existsSync(join(folder, 'e.zip'))).toBe(false);
  }, 120_000);

  it('adds no file to which no event commits, and asks for something to add', async () => {
    const other = join(folder, 'other.pdf');
    writeFileSync(other, 'another file');
    const open = (...more: readonly string[]) =>
      run(['evidence', 'open', join(folder, 'a.zip'), '--out', join(folder, 'f.zip'), ...more], { env });
    expect(await open('--sealed', other)).toMatchObject({ code: 2, err: expect.stringContaining('no event of the package commits') });
    expect(await open('--sealed', join(folder, 'none.pdf'))).toMatchObject({ code: 2 });
    expect(await open()).toMatchObject({ code: 2, err: expect.stringContaining('give --openings or --sealed') });
    expect(existsSync(join(folder, 'f.zip'))).toBe(false);
  }, 120_000);
});

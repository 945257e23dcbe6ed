import { hash, randomUUID } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { postgresStore } from '@minglu/event-store';
import { appendOf, describeOnPostgres, event, newDatabase, type Database } from '@minglu/event-store/testing';
import { folderStore, materials, postgresRegister, type Materials } from '@minglu/materials';
import { pdfOf } from '@minglu/materials/testing';
import { migrateAll } from '@minglu/system';
import { run } from './testing/run.js';

describeOnPostgres('the materials command', () => {
  const folder = mkdtempSync(join(tmpdir(), 'minglu-check-'));
  let database: Database;
  let files: Materials;
  const depositor = { person: 'p-1', org: '510100' };
  beforeAll(async () => {
    database = await newDatabase();
    await migrateAll(database.connection.connectionString!);
    const register = postgresRegister(database.pool);
    files = materials({ store: folderStore(folder), register, scanner: null, isHeld: async () => false });
  });
  afterAll(async () => {
    await database.drop();
    rmSync(folder, { recursive: true, force: true });
  });
  const check = (...more: readonly string[]) =>
    run(['materials', 'check', ...more], {
      env: { DATABASE_URL: database.connection.connectionString!, MINGLU_MATERIALS_FOLDER: folder },
    });
  const stored = async (text: string): Promise<string> => {
    const received = await files.receive([pdfOf(text)] as never, { name: '报告.pdf', depositor });
    if (received.outcome !== 'stored') throw new Error(JSON.stringify(received));
    return received.material.sha256;
  };
  const pathOf = (sha256: string): string => join(folder, 'sha256', sha256.slice(0, 2), sha256);

  it('finds all files in order, then leftovers, then a damaged and a lost file', async () => {
    const [one, two] = [await stored('一'), await stored('二')];
    expect(await check()).toMatchObject({ code: 0, out: expect.stringContaining('files 2') as string });

    const orphan = hash('sha256', 'orphan');
    const draft = await folderStore(folder).newDraft();
    await draft.write(Buffer.from('orphan'));
    await folderStore(folder).keep(draft, orphan);
    expect(await check()).toMatchObject({ code: 0 }); // it may be a receiving that is under way
    utimesSync(pathOf(orphan), 0, 0);
    const upload = randomUUID();
    await postgresRegister(database.pool).begin({ id: upload, depositor, size: 10, touchedAt: new Date(0) });
    const leftovers = await check('--json');
    expect([leftovers.code, JSON.parse(leftovers.out)]).toMatchObject([
      6,
      { files: 2, lost: [], damaged: [], orphans: [{ sha256: orphan, size: 6 }], abandoned: [upload], removed: null },
    ]);
    expect(await check('--remove')).toMatchObject({ code: 0, out: expect.stringContaining('removed 1 + 1 + 0') as string });
    expect(await check()).toMatchObject({ code: 0 });

    chmodSync(pathOf(one), 0o600);
    const bytes = pdfOf('一');
    bytes[20]! ^= 1;
    writeFileSync(pathOf(one), bytes);
    rmSync(pathOf(two));
    expect(await check('--no-hash', '--json')).toMatchObject({
      code: 1,
      out: expect.stringContaining(`"lost":["${two}"],"damaged":[]`) as string,
    });
    const both = await check();
    expect(both).toMatchObject({ code: 1, out: expect.stringContaining(`damaged: ${one}`) as string });
    expect(both.out).toContain(`lost: ${two}`);
    // It goes on from where an earlier check ended.
    expect((await check('--after', 'f'.repeat(64))).out).toContain('files 0');
    expect(await check('--after', 'x')).toMatchObject({ code: 2 });
  });

  it('never removes bytes that an event names, such as those of a case under a legal hold', async () => {
    const named = hash('sha256', 'named');
    const draft = await folderStore(folder).newDraft();
    await draft.write(Buffer.from('named'));
    await folderStore(folder).keep(draft, named);
    utimesSync(pathOf(named), 0, 0);
    const store = postgresStore({ connection: database.connection });
    const naming = event({ materials: [{ name: '报告.pdf', sha256: named }] });
    await store.append(appendOf({ writes: [{ streamId: 'dossier/a', expectedVersion: 0, events: [naming] }] }));
    await store.close();
    expect(await check('--no-hash', '--remove')).toMatchObject({ out: expect.stringContaining('removed 0 + 0 + 0') as string });
    expect(await folderStore(folder).has(named)).toBe(true);
  });

  it('names a wrong setting', async () => {
    const env = { DATABASE_URL: database.connection.connectionString!, MINGLU_MATERIALS_BUCKET: 'materials' };
    expect(await run(['materials', 'check'], { env })).toMatchObject({
      code: 2,
      err: expect.stringContaining('AWS_ACCESS_KEY_ID') as string,
    });
  });
});

import { hash } from 'node:crypto';
import { PassThrough } from 'node:stream';
import { filing, on, opening } from '@minglu/dossier/testing';
import { contentHash } from '@minglu/event-store/hashing';
import { describeOnPostgres, eventually, tamper } from '@minglu/event-store/testing';
import { parseInstant } from '@minglu/kernel';
import { pdfOf } from '@minglu/materials/testing';
import { given, inPublicity, readModelFilled, systemOnDatabase, type SystemOnDatabase } from './support.js';

const NOW = parseInstant(on('2025-09-29'))!;

describeOnPostgres('the self-check of the parts beside the log', () => {
  let one: SystemOnDatabase;
  beforeEach(async () => {
    one = await systemOnDatabase();
    await given(one.system.casework, ...inPublicity('c', '330200', '2025-09-26', 'p-c'));
    await given(one.system.casework, filing('o-c', on('2025-09-28'), { caseId: 'c', publicityId: 'p-c' }), ...readModelFilled());
    await one.system.runUntil(NOW);
  }, 60_000);
  afterEach(() => one.close(), 60_000);

  const sql = (text: string): Promise<unknown> => one.database.pool.query(text);
  const positionOf = async (type: string): Promise<number> =>
    (await one.system.log.readStream('dossier/c')).find((event) => event.type === type)!.position;
  /** The findings of the check after a change in the database. */
  const foundAfter = async (change: string) => {
    await sql(change);
    return (await one.system.checks.runNow()).map(({ kind, position, subject }) => ({ kind, position, subject }));
  };
  const lastOf = async (stream: string): Promise<number> => (await one.system.log.readStream(stream)).at(-1)!.position;
  const alarms = async (): Promise<readonly unknown[]> => {
    const found: unknown[] = [];
    for await (const page of one.system.log.readAll())
      for (const { type, payload, metadata } of page)
        if (type === 'SelfCheckFailed')
          found.push({ ...(JSON.parse(payload) as object), ...(JSON.parse(metadata) as { readonly classification: string }) });
    return found;
  };

  it('finds nothing where nothing was changed, also while the read model is behind', async () => {
    expect(await one.system.checks.runNow()).toEqual([]);
    await given(one.system.casework, opening({ caseId: 'd', applicant: '441900' }, on('2023-11-01')));
    expect(await one.system.checks.runNow()).toEqual([]);
    expect(one.errors).toEqual([]);
  }, 120_000);

  it.each([
    [`UPDATE query.dossiers SET view = jsonb_set(view::jsonb, '{flags}', '["X"]')::json WHERE case_id = 'c'`, 'query.dossiers'],
    [`DELETE FROM query.listed WHERE case_id = 'c' AND audience = 'public'`, 'query.listed'],
    [`UPDATE query.deadlines SET last_day = '2099-01-01' WHERE case_id = 'c'`, 'query.deadlines'],
    [`INSERT INTO query.objections VALUES ('c', 'forged', 'city', NULL)`, 'query.objections'],
  ])(
    'finds a changed row of the read model: %s',
    async (change, subject) => {
      expect(await foundAfter(change)).toEqual([{ kind: 'read-model', position: await lastOf('dossier/c'), subject }]);
    },
    120_000,
  );

  it('finds a sum of the read model that does not add up, and a row of a figure at its own event', async () => {
    expect(await foundAfter(`UPDATE query.totals SET dossiers = dossiers + 1 WHERE audience = 'all'`)).toEqual([
      { kind: 'read-model', position: null, subject: 'query.totals' },
    ]);
    const { rows } = await one.database.pool.query<{ position: string }>('SELECT min(position)::text AS position FROM query.figures');
    expect(await foundAfter(`UPDATE query.figures SET data_year = 1999 WHERE position = ${rows[0]!.position}`)).toEqual([
      { kind: 'read-model', position: Number(rows[0]!.position), subject: 'query.figures' },
    ]);
  }, 120_000);

  it.each([
    `UPDATE procedure.timers SET due_at = due_at + interval '1 year' WHERE stream_id = 'dossier/c'`,
    `DELETE FROM procedure.timers WHERE stream_id = 'dossier/c'`,
    `UPDATE procedure.timers SET provisional = NOT provisional WHERE stream_id = 'dossier/c'`,
  ])(
    'finds a changed timer at the event that has set it: %s',
    async (change) => {
      const { rows } = await one.database.pool.query<{ position: string }>(
        `SELECT min(set_position)::text AS position FROM procedure.timers WHERE stream_id = 'dossier/c'`,
      );
      const wanted = { kind: 'timers', position: Number(rows[0]!.position), subject: 'procedure.timers' };
      expect(await foundAfter(change)).toEqual([wanted]);
    },
    120_000,
  );

  it.each([
    ['GRANT SELECT ON vault TO minglu_query', 'REVOKE SELECT ON vault FROM minglu_query'],
    ['ALTER TABLE events DISABLE TRIGGER immutable', 'ALTER TABLE events ENABLE ALWAYS TRIGGER immutable'],
  ])(
    'finds rights and triggers of no migration: %s',
    async (change, undo) => {
      expect(await foundAfter(change)).toMatchObject([{ kind: 'permissions', position: null }]);
      await sql(undo);
      expect(await one.system.checks.runNow()).toEqual([]);
    },
    120_000,
  );

  it('finds changed rows of the vault and missing commands at the event that names them', async () => {
    const objection = await positionOf('ObjectionFiled');
    expect(await foundAfter(`UPDATE vault SET ciphertext = set_byte(ciphertext, 20, get_byte(ciphertext, 20) # 1)`)).toEqual([
      { kind: 'vault', position: objection, subject: '' },
    ]);
    const first = await foundAfter('DELETE FROM commands WHERE position >= (SELECT min(position) FROM commands)');
    expect(first).toEqual([{ kind: 'commands', position: 1, subject: '' }]);
  }, 120_000);

  it('finds a file that is lost', async () => {
    const bytes = pdfOf('报告');
    const source = new PassThrough();
    source.end(bytes);
    await one.system.files.materials.receive(source, { name: '报告.pdf', depositor: { person: 'p', org: '330200' } });
    expect(await one.system.checks.runNow()).toEqual([]);
    await one.system.fileParts.store.remove(hash('sha256', bytes));
    expect(await foundAfter('SELECT 1')).toEqual([{ kind: 'materials', position: null, subject: hash('sha256', bytes) }]);
  }, 120_000);

  it('finds an event whose content was replaced with its hash, in each part that shows something else', async () => {
    const position = await positionOf('PublicityStarted');
    const { rows } = await one.database.pool.query<{ salt: Buffer; payload: string; metadata: string }>(
      'SELECT * FROM events WHERE position = $1',
      [position],
    );
    const { salt, payload, metadata } = rows[0]!;
    const forged = payload.replace('2025-09-26', '2025-09-25');
    expect(forged).not.toBe(payload);
    const forgedHash = contentHash(salt, forged, metadata).toString('hex');
    await tamper(
      one.database,
      `UPDATE events SET payload = $p$${forged}$p$, content_hash = '\\x${forgedHash}' WHERE position = ${position}`,
    );
    expect((await one.system.checks.runNow()).map(({ kind }) => kind)).toContain('read-model');
  }, 120_000);

  it('records each finding once, as a restricted event, and health stays red until it is gone', async () => {
    await sql(`DELETE FROM query.listed WHERE case_id = 'c' AND audience = 'public'`);
    await one.system.checks.runNow();
    await one.system.checks.runNow();
    one.system.alarmsOfChecks.start();
    await eventually('the alarm is recorded', async () => (await alarms()).length > 0);
    await one.system.checks.runNow();
    await one.system.alarmsOfChecks.stop();
    one.system.alarmsOfChecks.start();
    await eventually('nothing is left to record', async () => {
      const { rows } = await one.database.pool.query('SELECT FROM administration.findings WHERE NOT recorded');
      return rows.length === 0;
    });
    expect(await alarms()).toMatchObject([{ kind: 'read-model', subject: 'query.listed', classification: 'RESTRICTED' }]);
    expect(one.system.checks.parts().find(({ name }) => name === 'read-model')?.finding).toMatchObject({ kind: 'read-model' });
  }, 120_000);
});

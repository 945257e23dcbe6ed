import { hash } from 'node:crypto';
import { parseEntries, parseLeaf, sealedCommitment, type Leaf } from '@minglu/audit';
import { command, filing, officer, on } from '@minglu/dossier/testing';
import { describeOnPostgres, eventually } from '@minglu/event-store/testing';
import type { Actor } from '@minglu/kernel';
import { depositorOf, type Depositor } from '@minglu/materials';
import { pdfOf } from '@minglu/materials/testing';
import { verifyWhole } from '@minglu/system';
import { given, inPublicity } from '../integration/support.js';
import { startService, type TestService } from './service.js';

const auditor: Actor = { role: 'auditor', org: 'MIIT', person: 'auditor-1' };

describeOnPostgres('the files that the leaf of an event names', () => {
  let service: TestService;
  beforeAll(async () => {
    service = await startService('2025-09-29T09:00:00+08:00');
    await given(service.system.casework, ...inPublicity('c', '330200', '2025-09-26', 'p-c'));
  }, 120_000);
  afterAll(() => service?.close(), 60_000);

  const settled = (): Promise<void> =>
    eventually('all events are in a checkpoint', async () => (await service.system.sequencer.backlog()) === 0);
  const leafAt = async (position: number): Promise<Leaf> => {
    const size = await service.system.log.head();
    const answer = await fetch(`${service.url}/tile/entries/000.p/${size}`, {
      headers: { authorization: `Bearer ${await service.tokenOf(auditor)}` },
    });
    return parseLeaf(parseEntries(Buffer.from(await answer.arrayBuffer()), size)[position - 1]!);
  };
  const attachmentsOf = async (position: number) => (await leafAt(position)).attachments;
  const receive = async (bytes: Buffer, depositor: Depositor = { person: 'p', org: 'MIIT' }): Promise<string> => {
    const source = (async function* () {
      yield bytes;
    })();
    await service.system.files.materials.receive(source, { name: '报告.pdf', depositor });
    return hash('sha256', bytes);
  };
  /** An investigation with evidence that names two files; one of them is stored. */
  const evidence = async (stored: string, other: string): Promise<number> => {
    const materials = [stored, other].map((sha256) => ({ kind: 'other', name: '证据', sha256 }));
    await given(
      service.system.casework,
      command(officer, on('2025-09-29', '11:00:00'), 'OpenInvestigation', {
        investigationId: 'i1',
        subject: 'c',
        clue: '来信',
        sourceProtected: false,
      }),
      command(officer, on('2025-09-29', '11:10:00'), 'AddEvidence', { investigationId: 'i1', eventIds: [], materials, note: '发票' }),
    );
    await settled();
    return service.system.log.head();
  };

  it('are those that the store knows, with SM3 and length, and stay so when the store forgets them', async () => {
    const bytes = pdfOf('发票');
    const sha256 = await receive(bytes);
    const position = await evidence(sha256, 'a'.repeat(64));
    const wanted = [[sha256, hash('sm3', bytes), String(bytes.length)]];
    expect(await attachmentsOf(position)).toEqual(wanted);
    await service.database.pool.query('DELETE FROM materials.stored');
    expect(await attachmentsOf(position)).toEqual(wanted);
    const verdict = await verifyWhole(service.database.connection.connectionString!, service.keys, { parts: ['log'] });
    expect(verdict.fault).toBeNull();
  }, 120_000);

  it('are in it as one commitment if a sealed list names them, which the salt of the event opens', async () => {
    const bytes = pdfOf('异议的证据');
    const sha256 = await receive(bytes, depositorOf('t1'));
    const objection = filing('o-1', on('2025-09-29', '11:20:00'), {
      caseId: 'c',
      publicityId: 'p-c',
      evidence: [{ name: '发票', sha256 }],
    });
    await given(service.system.casework, objection);
    await settled();
    const position = await service.system.log.head();
    const leaf = await leafAt(position);
    const { rows } = await service.database.pool.query<{ salt: Buffer }>('SELECT salt FROM events WHERE position = $1', [position]);
    expect(leaf).toMatchObject({
      type: 'ObjectionFiled',
      v: 'minglu/leaf/v2',
      sealed: sealedCommitment(rows[0]!.salt, [[sha256, hash('sm3', bytes), String(bytes.length)]]),
      attachments: [],
    });
    expect(JSON.stringify(leaf)).not.toContain(sha256);
    expect((await leafAt(position - 1)).v).toBe('minglu/leaf/v1');
    const changed = (by: number) =>
      service.database.pool.query(`BEGIN; ALTER TABLE audit.attachments DISABLE TRIGGER immutable;
        UPDATE audit.attachments SET size = size + ${by} WHERE sealed; ALTER TABLE audit.attachments ENABLE ALWAYS TRIGGER immutable; COMMIT`);
    const fault = async () =>
      (await verifyWhole(service.database.connection.connectionString!, service.keys, { parts: ['log'] })).fault?.position ?? null;
    expect(await fault()).toBeNull();
    await changed(1);
    expect(await fault()).toBe(position);
    await changed(-1);
    expect(await fault()).toBeNull();
  }, 120_000);

  it('are found by the verification if a superuser changes them', async () => {
    await service.database.pool.query(`BEGIN; ALTER TABLE audit.attachments DISABLE TRIGGER immutable;
      UPDATE audit.attachments SET size = size + 1; ALTER TABLE audit.attachments ENABLE ALWAYS TRIGGER immutable; COMMIT`);
    const verdict = await verifyWhole(service.database.connection.connectionString!, service.keys, { parts: ['log'] });
    const { rows } = await service.database.pool.query<{ leaf: string }>('SELECT leaf FROM audit.attachments ORDER BY leaf');
    expect(verdict.fault).toMatchObject({
      position: Number(rows[0]!.leaf) + 1,
      reason: expect.stringContaining('the leaf in the full tree'),
    });
  }, 120_000);
});

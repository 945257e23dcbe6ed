import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { readOpenings, readZip, withOpenings, withSealedFiles, writeZip, type Files } from '@minglu/audit';
import { main } from '@minglu/audit/verifier';
import {
  admin,
  approver,
  authority,
  city,
  command,
  expert,
  filing,
  municipality,
  officer,
  on,
  otherApprover,
  province,
  someone,
} from '@minglu/dossier/testing';
import { describeOnPostgres } from '@minglu/event-store/testing';
import { parseInstant, type Actor } from '@minglu/kernel';
import { pdfOf } from '@minglu/materials/testing';
import { verifyWhole } from '@minglu/system';
import { given, inPublicity } from '../integration/support.js';
import { pythonWith } from '../tools/python.js';
import { startService, type TestService } from './service.js';

const auditor: Actor = { role: 'auditor', org: 'MIIT', person: 'auditor-1' };
/** Callers who get no package, each with the status of his answers. */
const OTHERS: readonly (readonly [Actor, number])[] = [
  [city('330200'), 403],
  [municipality('330200'), 403],
  [authority('330000'), 403],
  [province('330000'), 403],
  [city('340100'), 403],
  [expert, 403],
  [admin, 403],
  [{ role: 'audit-admin', org: 'MIIT', person: 'audit-admin-1' }, 403],
  [{ role: 'security-admin', org: 'MIIT', person: 'security-1' }, 403],
  [{ role: 'system-admin', org: 'MIIT', person: 'system-1' }, 403],
  [{ role: 'subscriber', org: '-', person: 's' }, 403],
  [someone, 401],
];
const SECRETS = ['王小明', '13912345678'];

describeOnPostgres('an evidence package over HTTP', () => {
  let service: TestService;
  let folder: string;
  let policy: string;
  const file = pdfOf('发票');
  const digest = createHash('sha256').update(file).digest('hex');
  /** Evidence of an objection: the event names it in a sealed list. */
  const sealed = pdfOf('现场照片');
  const sealedDigest = createHash('sha256').update(sealed).digest('hex');

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'minglu-evidence-'));
    service = await startService('2023-11-01T09:00:00+08:00');
    const { casework } = service.system;
    await given(
      casework,
      ...inPublicity('c', '330200', '2025-09-26', 'p-c'),
      ...inPublicity('d', '330400', '2025-09-26', 'p-d'),
      filing('o1', on('2025-09-28'), {
        caseId: 'c',
        publicityId: 'p-c',
        name: SECRETS[0],
        contact: SECRETS[1],
        evidence: [{ name: '照片.jpg', sha256: 'e'.repeat(64) }],
      }),
    );
    const received = await service.system.files.materials.receive([file] as never, { name: '发票.pdf', depositor: officer });
    expect(received.outcome).toBe('stored');
    expect(await service.system.files.materials.receive([sealed] as never, { name: '照片.pdf', depositor: officer })).toMatchObject({
      outcome: 'stored',
    });
    await given(
      casework,
      filing('o2', on('2025-09-28', '15:00:00'), {
        caseId: 'c',
        publicityId: 'p-c',
        name: '李小红',
        contact: '13987654321',
        evidence: [{ name: '照片.pdf', sha256: sealedDigest }],
      }),
    );
    const elsewhere = (await service.system.log.readStream('dossier/d')).find(({ type }) => type === 'SelfAssessmentSubmitted')!;
    await given(
      casework,
      command(officer, on('2025-09-29'), 'OpenInvestigation', { investigationId: 'i1', subject: 'c', clue: '来信', sourceProtected: true }),
      command(officer, on('2025-09-29', '11:00:00'), 'AddEvidence', {
        investigationId: 'i1',
        eventIds: [elsewhere.eventId],
        materials: [{ kind: 'evidence', name: '发票.pdf', sha256: digest }],
        note: '核对发票',
      }),
    );
    service.clock.moveTo(parseInstant(on('2025-09-30'))!);
    policy = await policyOf('quorum none\n');
  }, 180_000);
  afterAll(async () => {
    await service?.close();
    rmSync(folder, { recursive: true, force: true });
  }, 60_000);

  const ask = async (caller: Actor, path: string, body?: unknown) => {
    const headers = {
      ...(caller === someone ? {} : { authorization: `Bearer ${await service.tokenOf(caller)}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    };
    return fetch(`${service.url}${path}`, { headers, ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }) });
  };
  /** A policy from the public route of the keys, which is a source apart from the package. */
  const policyOf = async (quorum: string): Promise<string> => {
    const keys = (await (await fetch(`${service.url}/public-log/keys`)).text()).split('\n').filter(Boolean);
    const file = join(folder, 'policy');
    writeFileSync(file, `${keys.map((key) => `log ${key}`).join('\n')}\n${quorum}`);
    return file;
  };
  const order = (caller: Actor, exportId: string, subject = 'c') =>
    ask(caller, '/evidence-exports', { exportId, subject, reasons: '移送核查' });
  const download = (caller: Actor, exportId: string) => ask(caller, `/evidence-exports/${exportId}/package`);
  const packageOf = async (caller: Actor, exportId: string, subject = 'c'): Promise<Buffer> => {
    expect((await order(caller, exportId, subject)).status).toBe(201);
    const answer = await download(caller, exportId);
    expect(answer.status).toBe(200);
    return Buffer.from(await answer.arrayBuffer());
  };
  const verify = async (archive: Buffer | string) => {
    const path = typeof archive === 'string' ? archive : join(folder, 'package.zip');
    if (typeof archive !== 'string') writeFileSync(path, archive);
    let text = '';
    await main(['package', '--policy', policy, '--json', path], (more) => (text += more));
    return JSON.parse(text) as { readonly code: number; readonly reason: string; readonly facts: Readonly<Record<string, unknown>> };
  };
  const unpacked = (files: Files, name: string): string => {
    const root = join(folder, name);
    for (const [path, content] of files) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), content);
    }
    return root;
  };
  const other = (archive: Buffer, name: string): string => readZip(archive).get(`data/other/${name}`)!.toString();
  const rows = (archive: Buffer, name: string) =>
    other(archive, name)
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);

  it('verifies offline, with keys and policy apart from it, and has all of the case with its own order', async () => {
    const archive = await packageOf(auditor, 'e1');
    const { code, reason, facts } = await verify(archive);
    expect([code, reason]).toEqual([0, 'the package is whole, complete and unaltered']);
    const events = await service.system.log.readStream('dossier/c');
    expect(facts).toMatchObject({
      streams: ['dossier/c', 'corrected/dossier.c'],
      events: events.length,
      withheld: 0,
      states: events.length,
      materials: 1,
      openings: 0,
      sm3: true,
    });
    expect(events.at(-1)!.type).toBe('EvidenceExported');
  });

  it('comes as an attachment with its length, and the same bytes each time', async () => {
    const first = await packageOf(officer, 'e2');
    const answer = await download(officer, 'e2');
    expect(
      Object.fromEntries(
        [...answer.headers].filter(([name]) => /^(content-(type|disposition|length)|cache-control|x-content-type-options)$/.test(name)),
      ),
    ).toEqual({
      'content-type': 'application/zip',
      'content-disposition': 'attachment; filename="evidence-e2.zip"',
      'content-length': String(first.length),
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    });
    expect(Buffer.from(await answer.arrayBuffer()).equals(first)).toBe(true);
    expect(writeZip(readZip(first)).equals(first)).toBe(true);
  });

  it('of an investigation has the events of other cases that are its evidence, and of their other events the leaves alone', async () => {
    const archive = await packageOf(auditor, 'e3', 'i1');
    const { code, facts } = await verify(archive);
    const elsewhere = await service.system.log.readStream('dossier/d');
    expect(code).toBe(0);
    expect(facts).toMatchObject({ streams: ['dossier/c', 'corrected/dossier.c', 'dossier/d'], withheld: elsewhere.length - 1 });
    expect(other(archive, 'index.html')).toContain('调查 i1');
  });

  it('has the stored materials, and names those that are not stored and those that are sealed', async () => {
    const archive = await packageOf(officer, 'e4');
    const listed = rows(archive, 'materials.jsonl');
    expect(listed).toContainEqual({ sha256: digest, name: '发票.pdf', state: 'packed', size: file.length });
    expect(new Set(listed.map(({ state }) => state))).toEqual(new Set(['packed', 'absent', 'sealed']));
    expect(readZip(archive).get(`data/materials/${digest}.pdf`)!.equals(file)).toBe(true);
  });

  it('has the lines about the case and the package up to its first download, and a receipt of each event', async () => {
    const archive = await packageOf(approver, 'e5');
    const lines = rows(archive, 'access-lines.jsonl');
    expect(lines.at(-1)).toMatchObject({ act: 'export', subject: 'e5', person: approver.person, role: 'ministry-approver' });
    expect(lines.map(({ subject }) => subject)).toEqual(expect.arrayContaining(['e1', 'e2']));
    const receipts = rows(archive, 'receipts.jsonl');
    expect(receipts).toHaveLength((await service.system.log.readStream('dossier/c')).length);
  });

  it('names no person: his data are sealed in the events, in the index and in the lines', async () => {
    const archive = await packageOf(auditor, 'e6');
    for (const secret of SECRETS) expect(archive.includes(secret)).toBe(false);
    expect(other(archive, 'index.html')).toContain('（已封存）');
  });

  it('takes the name of a person after two persons have approved, and the verifier compares it with the event', async () => {
    const archive = await packageOf(officer, 'e15');
    const filed = (await service.system.log.readStream('dossier/c')).find(({ type }) => type === 'ObjectionFiled')!;
    const reading = () => ask(officer, '/unmaskings/u1/readings', {});
    expect((await ask(officer, `/events/${filed.eventId}/unmaskings`, { unmaskingId: 'u1', ground: '联系异议人' })).status).toBe(201);
    expect((await reading()).status).toBe(422);
    await ask(approver, '/unmaskings/u1/approvals', { eventId: filed.eventId });
    const answer = Buffer.from(await (await reading()).arrayBuffer());
    const opened = withOpenings(readZip(archive), readOpenings(answer));
    expect(opened.get('data/openings.jsonl')!.toString()).toContain(SECRETS[0]);
    expect(await verify(writeZip(opened))).toMatchObject({ code: 0, facts: { openings: 2 } });
    const others = readOpenings(answer).map((one) => ({ ...one, text: '李小红' }));
    expect(await verify(writeZip(withOpenings(readZip(archive), others)))).toMatchObject({ code: 4 });
  });

  it('takes a sealed file from a reader who may open it, and the verifier compares it with the commitment of the leaf', async () => {
    const archive = await packageOf(officer, 'e16');
    expect(await verify(archive)).toMatchObject({ code: 0, facts: { sealedFiles: 0 } });
    expect(archive.includes(sealed)).toBe(false);
    expect((await ask(auditor, `/materials/${sealedDigest}?ground=x`)).status).toBe(404);
    expect(await (await ask(officer, `/materials/${sealedDigest}`)).json()).toMatchObject({ code: 'ground-needed' });
    const answer = await ask(officer, `/materials/${sealedDigest}?ground=${encodeURIComponent('移送核查')}`);
    const content = Buffer.from(await answer.arrayBuffer());
    const opened = writeZip(withSealedFiles(readZip(archive), [{ content, extension: 'pdf' }]));
    expect(await verify(opened)).toMatchObject({ code: 0, facts: { sealedFiles: 1 } });
    const texts = withSealedFiles(withOpenings(readZip(archive), []), [{ content, extension: 'pdf' }]);
    expect(texts.has(`data/materials/${sealedDigest}.pdf`)).toBe(true);
    expect(() => withSealedFiles(readZip(archive), [{ content: pdfOf('另一张'), extension: 'pdf' }])).toThrow('no event of the package');
  });

  it('goes to the person who ordered it, and to no other role or person', async () => {
    await packageOf(auditor, 'e7');
    for (const [caller, status] of OTHERS) {
      expect([caller.role, (await order(caller, 'e8')).status]).toEqual([caller.role, status]);
      expect([caller.role, (await download(caller, 'e7')).status]).toEqual([caller.role, status]);
    }
    const [unknown, foreign] = await Promise.all([download(officer, 'none'), download(officer, 'e7')]);
    expect([unknown.status, foreign.status]).toEqual([404, 404]);
    expect((await download(auditor, 'e7')).status).toBe(200);
    expect(await (await ask(city('330200'), '/dossiers/c/events')).text()).not.toContain('EvidenceExported');
    expect(await (await ask(officer, '/dossiers/c/events')).text()).toContain('EvidenceExported');
  });

  it('is not given to an officer who is recused in the case', async () => {
    await packageOf(otherApprover, 'e9');
    await given(
      service.system.casework,
      command(otherApprover, on('2025-09-30', '12:00:00'), 'RecuseOfficer', { caseId: 'c', reasons: '近亲属任职' }),
    );
    expect((await download(otherApprover, 'e9')).status).toBe(422);
  });

  it('refuses a subject that does not exist and an id that was used, and records nothing', async () => {
    const before = await service.system.log.head();
    const problems = await Promise.all([order(auditor, 'e10', 'none'), order(officer, 'e1')]);
    expect(await Promise.all(problems.map(async (one) => [one.status, ((await one.json()) as { code: string }).code]))).toEqual([
      [404, 'unknown-id'],
      [409, 'id-taken'],
    ]);
    expect(await service.system.log.head()).toBe(before);
  });

  it('is a bag for the library of the Library of Congress too, and none after a file was changed', async () => {
    const bin = pythonWith(new URL('../audit/requirements.txt', import.meta.url).pathname, 'bagit');
    if (bin === null) return;
    const root = unpacked(readZip(await packageOf(auditor, 'e11')), 'bag');
    const check = () => execFileSync(join(bin, 'bagit.py'), ['--validate', root], { stdio: 'pipe' });
    check();
    expect(await verify(root)).toMatchObject({ code: 0 });
    writeFileSync(join(root, 'data/other/README.txt'), 'changed');
    expect(check).toThrow();
    expect(await verify(root)).toMatchObject({ code: 4 });
  }, 300_000);

  it('is found wrong after any change of a bit', async () => {
    const archive = await packageOf(auditor, 'e12');
    const step = process.env['MINGLU_LONG'] === '1' ? 31 : 997;
    const kept: number[] = [];
    let flips = 0;
    for (let bit = 3; bit < archive.length * 8; bit += step) {
      const changed = Buffer.from(archive);
      changed[bit >> 3]! ^= 1 << (bit & 7);
      flips += 1;
      if ((await verify(changed)).code === 0) kept.push(bit);
    }
    expect(kept).toEqual([]);
    process.stdout.write(`${flips} bits of an exported package of ${archive.length} bytes were changed, and each was found\n`);
  }, 600_000);

  it('has an index that opens without a server, runs no script and escapes each text', async () => {
    const markup = other(await packageOf(auditor, 'e13'), 'index.html').replaceAll('&#39;', "'");
    expect(markup).toMatch(/<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-[^']+'; /);
    expect(markup).not.toMatch(/<script|<link|<img|<iframe|javascript:|\son\w+=|href=|src=|url\(|style="/i);
    const style = /<style>([^]*)<\/style>/.exec(markup)![1]!;
    expect(markup).toContain(`'sha256-${createHash('sha256').update(style).digest('base64')}'`);
    const escape = await order(auditor, 'e14');
    expect(escape.status).toBe(201);
    if (process.env['KEEP_INDEX']) writeFileSync(process.env['KEEP_INDEX'], markup);
  });

  it('leaves the log sound', async () => {
    expect(await verifyWhole(service.database.connection.connectionString!, service.keys)).toMatchObject({ fault: null });
  });
});

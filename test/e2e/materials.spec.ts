import { createHash, randomUUID } from 'node:crypto';
import { parseInstant, type Actor } from '@minglu/kernel';
import { objection, on } from '@minglu/dossier/testing';
import { describeOnPostgres } from '@minglu/event-store/testing';
import { pdfOf } from '@minglu/materials/testing';
import { commandHandlerOf } from '@minglu/system';
import { given, inPublicity } from '../integration/support.js';
import { startService, type TestService } from './service.js';

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const applicant: Actor = { person: 'shanghai-1', role: 'applicant', org: '310000' };
const colleague: Actor = { ...applicant, person: 'shanghai-2' };
const stranger: Actor = { person: 'hefei-1', role: 'applicant', org: '340100' };
const officer: Actor = { person: 'officer-1', role: 'ministry-officer', org: 'MIIT' };
const admin: Actor = { person: 'admin-1', role: 'ministry-admin', org: 'MIIT' };
const auditor: Actor = { person: 'auditor-1', role: 'auditor', org: 'MIIT' };
const keeper: Actor = { person: 'audit-1', role: 'audit-admin', org: 'MIIT' };
/** All who must not read the file of a case in Shanghai. */
const OUTSIDERS: readonly (Actor | null)[] = [
  null,
  stranger,
  { person: 'p-1', role: 'provincial-authority', org: '340000' },
  { person: 'p-2', role: 'provincial-government', org: '340000' },
  { person: 'm-1', role: 'municipal-authority', org: '340100' },
  { person: 'e-1', role: 'expert', org: 'MIIT' },
  { person: 's-1', role: 'subscriber', org: 'x' },
  { person: 'system-1', role: 'system-admin', org: 'MIIT' },
  { person: 'security-1', role: 'security-admin', org: 'MIIT' },
  keeper,
  { ...auditor, org: '310000' },
];
const NONE = 'f'.repeat(64);

describeOnPostgres('the files of the system', () => {
  let service: TestService;
  beforeAll(async () => {
    service = await startService('2025-09-25T09:00:00+08:00', { areMaterialsChecked: true });
    // Cases of the test kit name digests without a file, so they come by a handler without the check.
    await given(commandHandlerOf(service.system.store, service.keys), ...inPublicity('case-1', '330100', '2025-09-26', 'p-1'));
    service.clock.moveTo(parseInstant(on('2025-09-28'))!);
  }, 120_000);
  afterAll(() => service?.close(), 60_000);

  type Headers = Readonly<Record<string, string>>;
  const ask = async (caller: Actor | null, method: string, path: string, headers: Headers = {}, body?: RequestInit['body']) => {
    const authorization: Headers = caller ? { authorization: `Bearer ${await service.tokenOf(caller)}` } : {};
    const answer = await fetch(`${service.url}${path}`, {
      method,
      headers: { ...authorization, ...headers },
      ...(body === undefined ? {} : { body }),
    });
    const bytes = Buffer.from(await answer.arrayBuffer());
    const isJson = answer.headers.get('content-type')?.includes('json') ?? false;
    return { status: answer.status, headers: answer.headers, bytes, body: (isJson ? JSON.parse(bytes.toString()) : null) as never };
  };
  type Answer = Awaited<ReturnType<typeof ask>> & { readonly body: Readonly<Record<string, unknown>> };
  const send = (caller: Actor | null, path: string, body: unknown, headers: Headers = {}): Promise<Answer> =>
    ask(caller, 'POST', path, { 'content-type': 'application/json', ...headers }, JSON.stringify(body)) as Promise<Answer>;
  const named = (name: string): Headers => ({ 'content-type': 'application/octet-stream', 'minglu-file-name': encodeURIComponent(name) });
  const upload = (caller: Actor | null, bytes: Buffer, name = '申报表.pdf', headers: Headers = {}): Promise<Answer> =>
    ask(caller, 'POST', '/materials', { ...named(name), ...headers }, bytes) as Promise<Answer>;
  const get = (caller: Actor | null, digest: string, headers: Headers = {}, query = '') =>
    ask(caller, 'GET', `/materials/${digest}${query}`, headers) as Promise<Answer>;
  const codeOf = ({ body }: Answer) => body['code'];

  const material = (kind: string, digest: string) => ({ kind, name: `${kind}-申报.pdf`, sha256: digest });
  const applicationOf = (digest: string) => ({
    truthfulnessPledge: true,
    materials: ['written-application-report', 'creation-application-form', 'creation-work-plan'].map((kind) => material(kind, digest)),
    figures: [
      { indicator: 'A1.1', value: '9000', unit: '亿元', dataYear: 2024, source: '市统计局' },
      { indicator: 'A2.1', value: '13', unit: '%', dataYear: 2024, source: '市统计局' },
    ],
  });

  describe('an upload', () => {
    it('answers with both digests, length, type and findings, and a second time 200', async () => {
      const bytes = pdfOf('first');
      const first = await upload(applicant, bytes);
      expect([first.status, first.headers.get('location'), first.body]).toEqual([
        201,
        `/materials/${sha256(bytes)}`,
        {
          sha256: sha256(bytes),
          sm3: createHash('sm3').update(bytes).digest('hex'),
          size: bytes.length,
          mediaType: 'application/pdf',
          findings: [{ severity: 'notice', code: 'not-scanned', message: { zh: expect.any(String), en: expect.any(String) } }],
        },
      ]);
      const again = await upload(colleague, bytes);
      expect([again.status, again.body]).toEqual([200, first.body]);
    });
    it('answers the same whether or not another organisation has the file', async () => {
      const bytes = pdfOf('shared');
      const [one, other] = [await upload(applicant, bytes), await upload(stranger, bytes)];
      expect([other.status, other.body, [...other.headers.keys()]]).toEqual([one.status, one.body, [...one.headers.keys()]]);
    });
    it('comes by a form too', async () => {
      const bytes = pdfOf('form');
      const form = new FormData();
      form.set('file', new Blob([bytes]), '方案.pdf');
      const answer = (await ask(applicant, 'POST', '/materials', {}, form)) as Answer;
      expect([answer.status, answer.body['sha256']]).toEqual([201, sha256(bytes)]);
      const other = new FormData();
      other.set('other', new Blob([bytes]), '方案.pdf');
      expect(codeOf((await ask(applicant, 'POST', '/materials', {}, other)) as Answer)).toBe('invalid-request');
    });
    it.each([
      ['a program', Buffer.concat([Buffer.from('MZ'), Buffer.alloc(5_000)]), 'a.pdf', 'active-content'],
      ['a page', Buffer.from('<html><script>alert(1)</script></html>'), 'a.pdf', 'active-content'],
      ['an empty file', Buffer.alloc(0), 'a.pdf', 'empty-file'],
      ['half a file', pdfOf('half').subarray(0, 40), 'a.pdf', 'truncated'],
      ['another type than its name', pdfOf('type'), 'a.docx', 'type-differs'],
      ['a name with a path', pdfOf('name'), '../../etc/passwd.pdf', 'unsafe-name'],
    ])('refuses %s with a finding, and stores nothing', async (_, bytes, name, code) => {
      const answer = await upload(applicant, bytes, name);
      expect([
        answer.status,
        codeOf(answer),
        (answer.body['details'] as { findings: { code: string }[] }).findings.map((one) => one.code),
      ]).toEqual([422, 'material-refused', [code]]);
      expect(await service.system.files.materials.find(sha256(bytes))).toBeNull();
    });
    it('refuses other bytes than its sender states', async () => {
      const stated = (bytes: Buffer): Headers => ({ 'content-digest': `sha-256=:${createHash('sha256').update(bytes).digest('base64')}:` });
      expect((await upload(applicant, pdfOf('stated'), 'a.pdf', stated(pdfOf('stated')))).status).toBe(201);
      expect((await upload(applicant, pdfOf('stated'), 'a.pdf', stated(pdfOf('other')))).body).toMatchObject({
        code: 'material-refused',
        details: { findings: [{ code: 'digest-differs' }] },
      });
      expect(codeOf(await upload(applicant, pdfOf('stated'), 'a.pdf', { 'content-digest': 'md5=:x:' }))).toBe('invalid-request');
    });
    it('needs a name, takes no JSON, and is for those whose acts name files', async () => {
      const bytes = pdfOf('x');
      const unnamed = (await ask(applicant, 'POST', '/materials', { 'content-type': 'application/pdf' }, bytes)) as Answer;
      expect(codeOf(unnamed)).toBe('invalid-request');
      expect((await send(applicant, '/materials', {})).status).toBe(415);
      for (const caller of [keeper, { person: 's-1', role: 'subscriber', org: 'x' }])
        expect((await upload(caller, bytes)).status).toBe(403);
    });
    it('of the public is small, and PDF, JPEG or PNG; it gets a ticket and no location', async () => {
      const bytes = pdfOf('of the public');
      const answer = await upload(null, bytes);
      expect([answer.status, answer.headers.get('location'), answer.body['ticket']]).toEqual([
        201,
        null,
        expect.stringMatching(/^[0-9a-f-]{36}$/),
      ]);
      const days = (Date.parse(answer.body['ticketUntil'] as string) - Date.now()) / 86_400_000;
      expect([days > 6, days <= 7]).toEqual([true, true]);
      const zip = Buffer.concat([Buffer.from('PK\x03\x04'), Buffer.alloc(100)]);
      expect((await upload(null, zip, 'a.zip')).body).toMatchObject({ details: { findings: [{ code: 'not-for-public' }] } });
      const large = Buffer.concat([pdfOf('large'), Buffer.alloc(10 * 1024 * 1024)]);
      expect([codeOf(await upload(null, large)), (await upload(applicant, large)).status]).toEqual(['body-too-large', 422]);
    });
  });

  describe('an upload by parts', () => {
    const MIB = 1024 * 1024;
    const whole = Buffer.concat([Buffer.from('%PDF-1.7\n%'), Buffer.alloc(MIB + 100, 0x61), pdfOf('tail').subarray(8)]);
    const file = (() => {
      const end = whole.lastIndexOf('xref\n');
      const at = whole.lastIndexOf('startxref');
      return Buffer.concat([whole.subarray(0, at), Buffer.from(`startxref\n${end > at ? whole.lastIndexOf('xref\n', at) : end}\n%%EOF\n`)]);
    })();
    const parts = [file.subarray(0, MIB), file.subarray(MIB)];
    const put = (caller: Actor | null, id: string, part: number, bytes: Buffer, stated = bytes) =>
      ask(
        caller,
        'PUT',
        `/material-uploads/${id}/parts/${part}`,
        {
          'content-type': 'application/octet-stream',
          'content-digest': `sha-256=:${createHash('sha256').update(stated).digest('base64')}:`,
        },
        bytes,
      ) as Promise<Answer>;

    it('goes on after a lost connection, and ends as one file', async () => {
      const begun = await send(applicant, '/material-uploads', { size: file.length });
      const id = begun.body['id'] as string;
      expect([begun.status, begun.headers.get('location'), begun.body['parts']]).toEqual([201, `/material-uploads/${id}`, []]);
      expect((await put(applicant, id, 2, parts[1]!)).status).toBe(204);
      const completion = { name: '大文件.pdf', sha256: sha256(file) };
      const early = await send(applicant, `/material-uploads/${id}/completion`, completion);
      expect([early.status, codeOf(early), early.body['details']]).toEqual([409, 'upload-incomplete', { missing: [1] }]);
      expect((await put(applicant, id, 1, parts[0]!, parts[1]!)).body).toMatchObject({
        details: { findings: [{ code: 'digest-differs' }] },
      });
      expect((await put(applicant, id, 1, parts[0]!)).status).toBe(204);
      const progress = (await ask(applicant, 'GET', `/material-uploads/${id}`)) as Answer;
      expect(progress.body['parts']).toEqual(parts.map((bytes, index) => ({ part: index + 1, size: bytes.length, sha256: sha256(bytes) })));
      const done = await send(applicant, `/material-uploads/${id}/completion`, completion);
      expect([done.status, done.body['sha256'], done.body['size']]).toEqual([201, sha256(file), file.length]);
      expect((await send(applicant, `/material-uploads/${id}/completion`, completion)).status).toBe(200);
      expect((await get(applicant, sha256(file))).bytes.equals(file)).toBe(true);
    });
    it('is of its sender alone, and can be abandoned', async () => {
      const { body } = await send(applicant, '/material-uploads', { size: 10 });
      const path = `/material-uploads/${body['id'] as string}`;
      for (const other of [colleague, stranger, officer]) {
        const unknown = (await ask(other, 'GET', path)) as Answer;
        expect([unknown.status, codeOf(unknown)]).toEqual([404, 'unknown-id']);
        expect((await put(other, body['id'] as string, 1, Buffer.from('x'))).status).toBe(404);
      }
      expect((await ask(null, 'GET', path)).status).toBe(401);
      expect((await ask(applicant, 'DELETE', path)).status).toBe(204);
      for (const gone of [path, `/material-uploads/${randomUUID()}`, '/material-uploads/x'])
        expect((await ask(applicant, 'GET', gone)).status).toBe(404);
    });
    it('takes no file that is too large or empty, and no part without its number and digest', async () => {
      for (const size of [0, -1, 2 ** 40, 'x']) expect((await send(applicant, '/material-uploads', { size })).status).toBe(400);
      // A setting may allow more than the default: it decides, and a finding says how much.
      const large = await send(applicant, '/material-uploads', { size: 3 * 2 ** 30 });
      expect([large.status, codeOf(large), large.body['details']]).toMatchObject([
        422,
        'material-refused',
        { findings: [{ code: 'too-large' }] },
      ]);
      const { body } = await send(applicant, '/material-uploads', { size: 10 });
      const path = `/material-uploads/${body['id'] as string}/parts/1`;
      expect((await ask(applicant, 'PUT', path, { 'content-type': 'application/octet-stream' }, 'x')).status).toBe(400);
      expect((await put(applicant, body['id'] as string, 0, Buffer.from('x'))).status).toBe(400);
    });
  });

  describe('a submission', () => {
    const mine = pdfOf('application');
    beforeAll(async () => {
      const campaign = {
        campaignId: 'c-2025',
        programme: 'city',
        track: 'creation-application',
        year: 2025,
        documentNumber: '〔2025〕9号',
      };
      await send(admin, '/campaigns', { ...campaign, opensAt: '2025-09-01T00:00:00Z', closesAt: '2026-01-31T00:00:00Z' });
      await send(applicant, '/dossiers', {
        caseId: 'sh',
        programme: 'city',
        applicant: '310000',
        campaignId: 'c-2025',
        workingBody: '专班',
      });
      await upload(stranger, pdfOf('of another'));
    });
    const submit = (digest: string, headers: Headers = {}) => send(applicant, '/dossiers/sh/submissions', applicationOf(digest), headers);

    it('that names a file which is not stored, or of others, gets one refusal', async () => {
      const [absent, foreign] = [await submit(NONE), await submit(sha256(pdfOf('of another')))];
      expect([absent.status, absent.body]).toMatchObject([422, { code: 'material-not-stored', details: { digests: [NONE] } }]);
      const plain = (answer: Answer, digest: string) => answer.bytes.toString().replaceAll(digest, 'X');
      expect(plain(foreign, sha256(pdfOf('of another')))).toBe(plain(absent, NONE));
      expect(foreign.status).toBe(422);
    });
    it('is tried out with the same answer', async () => {
      expect(codeOf(await send(applicant, '/dossiers/sh/submissions?dry-run=true', applicationOf(NONE)))).toBe('material-not-stored');
    });
    it('is accepted with the files of the own organisation', async () => {
      await upload(colleague, mine);
      const answer = await submit(sha256(mine));
      expect([answer.status, answer.body['code']]).toEqual([201, undefined]);
    });
    it('lets those who see it read the file, under its name, and nobody else', async () => {
      const readers: readonly Actor[] = [
        applicant,
        officer,
        admin,
        auditor,
        { person: 'approver-1', role: 'ministry-approver', org: 'MIIT' },
        { person: 'p-3', role: 'provincial-authority', org: '310000' },
        { person: 'm-3', role: 'municipal-authority', org: '310000' },
      ];
      for (const reader of readers) {
        const answer = await get(reader, sha256(mine));
        expect([reader.role, answer.status, answer.bytes.equals(mine)]).toEqual([reader.role, 200, true]);
        expect(answer.headers.get('content-disposition')).toContain(encodeURIComponent('written-application-report-申报.pdf'));
      }
      for (const path of ['', '/metadata'])
        for (const outsider of OUTSIDERS) {
          const [foreign, absent] = [await get(outsider, `${sha256(mine)}${path}`), await get(outsider, `${NONE}${path}`)];
          expect([outsider?.role, foreign.status, foreign.bytes.toString().replaceAll(sha256(mine), NONE)]).toEqual([
            outsider?.role,
            absent.status,
            absent.bytes.toString(),
          ]);
        }
    });
    it('may name a file of another, which its actor sees in a case', async () => {
      const requested = await send(officer, '/dossiers/sh/supplement-requests', {
        items: ['附件'],
        dueDate: '2025-10-20',
        document: { number: '1号', attachments: [{ name: '原件.pdf', sha256: sha256(mine) }] },
      });
      expect([requested.status, requested.body['code']]).toEqual([201, undefined]);
    });
  });

  describe('a download', () => {
    const bytes = pdfOf('download');
    const digest = sha256(bytes);
    beforeAll(() => upload(applicant, bytes));

    it('is an attachment that no browser runs or keeps for others', async () => {
      const { headers } = await get(applicant, digest);
      expect(Object.fromEntries(headers)).toMatchObject({
        etag: `"${digest}"`,
        'accept-ranges': 'bytes',
        'content-type': 'application/pdf',
        'content-length': String(bytes.length),
        'content-disposition': `attachment; filename="${digest}.pdf"; filename*=UTF-8''${digest}.pdf`,
        'x-content-type-options': 'nosniff',
        'content-security-policy': "default-src 'none'; sandbox",
        'cache-control': 'private, no-cache',
      });
    });
    it('has a safe name, whatever the act calls the file', async () => {
      const canary = '../../金丝雀\u202Efdp.exe"\r\nset-cookie: a=b';
      await upload(applicant, pdfOf('canary'));
      const answer = await send(applicant, '/dossiers/sh/supplements', {
        materials: [{ kind: 'other', name: canary, sha256: sha256(pdfOf('canary')) }],
      });
      // The act refuses a name that turns text. One with a path comes through.
      expect(codeOf(answer)).toBe('bidirectional-control');
      const path = '../../etc/金丝雀".html';
      const given = { materials: [{ kind: 'other', name: path, sha256: sha256(pdfOf('canary')) }] };
      const accepted = await send(applicant, '/dossiers/sh/supplements', given);
      expect([accepted.status, accepted.body['code']]).toEqual([201, undefined]);
      const { headers } = await get(officer, sha256(pdfOf('canary')));
      expect(headers.get('content-disposition')).toBe(
        `attachment; filename="__.html"; filename*=UTF-8''${encodeURIComponent('金丝雀_')}.html`,
      );
      expect(headers.get('content-type')).toBe('application/pdf');
    });
    it('gives a range, and 416 for one that is not there', async () => {
      const part = await get(applicant, digest, { range: 'bytes=5-9' });
      expect([part.status, part.headers.get('content-range'), part.bytes.toString()]).toEqual([
        206,
        `bytes 5-9/${bytes.length}`,
        bytes.subarray(5, 10).toString(),
      ]);
      const beyond = await get(applicant, digest, { range: 'bytes=99999-' });
      expect([beyond.status, beyond.headers.get('content-range'), codeOf(beyond)]).toEqual([
        416,
        `bytes */${bytes.length}`,
        'range-not-satisfiable',
      ]);
      const stale = await get(applicant, digest, { range: 'bytes=5-9', 'if-range': `"${NONE}"` });
      expect([stale.status, stale.bytes.length]).toEqual([200, bytes.length]);
      expect((await get(applicant, digest, { range: 'bytes=5-9', 'if-range': `"${digest}"` })).status).toBe(206);
    });
    it('says without a body what HEAD and a known ETag ask', async () => {
      const head = await ask(applicant, 'HEAD', `/materials/${digest}`);
      expect([head.status, head.headers.get('content-length'), head.bytes.length]).toEqual([200, String(bytes.length), 0]);
      const known = await get(applicant, digest, { 'if-none-match': `"${digest}"` });
      expect([known.status, known.bytes.length]).toEqual([304, 0]);
      expect((await get(stranger, digest, { 'if-none-match': `"${digest}"` })).status).toBe(404);
    });
    it('leaves a line in the read-access log, and so does the metadata', async () => {
      await get(applicant, `${digest}/metadata`, {}, '?ground=%E6%A0%B8%E5%AF%B9');
      const lines = await ask(keeper, 'GET', `/access-lines?act=material&subject=${digest}&limit=1000`);
      const items = (lines.body as { items: Readonly<Record<string, unknown>>[] }).items;
      expect(items.at(-1)).toMatchObject({
        act: 'material',
        subject: digest,
        person: 'shanghai-1',
        org: '310000',
        question: '',
        ground: '核对',
      });
      expect(items.filter(({ person }) => person === 'hefei-1')).toHaveLength(1);
    });
    it('of a digest of another form is refused', async () => {
      for (const wrong of ['a', 'A'.repeat(64), '..%2f..%2fetc', `${digest}0`]) expect((await get(applicant, wrong)).status).toBe(400);
    });
  });

  describe('the file of an objection', () => {
    const evidence = pdfOf('证据');
    const objecting = (digest: string, id: string) => {
      const { publicityId: _, ...body } = objection(id, 'case-1', 'p-1', { evidence: [{ name: '金丝雀发票.pdf', sha256: digest }] });
      return body;
    };
    const path = '/public-notices/p-1/objections';

    it('is named by its ticket, and by nobody without it', async () => {
      const { body } = await upload(null, evidence);
      const ticket = { 'minglu-material-tickets': body['ticket'] as string };
      const other = (await upload(null, pdfOf('other'))).body['ticket'] as string;
      const [without, wrong, absent] = [
        await send(null, path, objecting(sha256(evidence), 'o-1')),
        await send(null, path, objecting(sha256(evidence), 'o-1'), { 'minglu-material-tickets': other }),
        await send(null, path, objecting(NONE, 'o-1'), ticket),
      ];
      expect([without, wrong, absent].map(codeOf)).toEqual(Array(3).fill('material-not-stored'));
      expect(codeOf(await send(null, path, objecting(sha256(evidence), 'o-1'), { 'minglu-material-tickets': 'guess' }))).toBe(
        'invalid-request',
      );
      const filed = await send(null, path, objecting(sha256(evidence), 'o-1'), ticket);
      expect([filed.status, filed.body['code']]).toEqual([201, undefined]);
    });
    it('is read by those of the ministry who handle objections, with a ground, and not under its name', async () => {
      const approver: Actor = { person: 'approver-1', role: 'ministry-approver', org: 'MIIT' };
      for (const reader of [officer, approver]) {
        expect(codeOf(await get(reader, sha256(evidence)))).toBe('ground-needed');
        const answer = await get(reader, sha256(evidence), {}, `?ground=${encodeURIComponent('核查异议')}`);
        expect([answer.status, answer.bytes.equals(evidence)]).toEqual([200, true]);
        expect(decodeURIComponent(answer.headers.get('content-disposition')!)).not.toContain('金丝雀');
      }
      for (const reader of [...OUTSIDERS, applicant, admin, auditor, { person: 'hz', role: 'applicant', org: '330100' }, null])
        expect([reader?.role, (await get(reader, sha256(evidence), {}, '?ground=x')).status]).toEqual([
          reader?.role,
          (await get(reader, NONE, {}, '?ground=x')).status,
        ]);
    });
    it('tells nothing to an organisation that has deposited the same bytes', async () => {
      await upload(stranger, evidence);
      expect((await get(stranger, sha256(evidence))).status).toBe(200);
      await upload(officer, evidence);
      expect((await get(auditor, sha256(evidence))).status).toBe(404);
    });
  });

  it('show their downloads to the investigators of a case that names them', async () => {
    await send(officer, '/investigations', { subject: 'sh', clue: '数据可疑', sourceProtected: true });
    await service.system.catchUpReadModel();
    const { body } = await (ask(officer, 'GET', '/dossiers/sh/access-lines?limit=1000') as Promise<Answer>);
    const lines = body['items'] as Readonly<Record<string, unknown>>[];
    const downloads = lines.filter(({ act, subject }) => act === 'material' && subject === sha256(pdfOf('application')));
    expect(downloads.map(({ person }) => person)).toEqual(expect.arrayContaining(['shanghai-1', 'auditor-1', 'hefei-1']));
  });
});

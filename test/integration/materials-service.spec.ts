import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { keysFrom } from '@minglu/casework';
import { describeOnPostgres, newDatabase, type Database } from '@minglu/event-store/testing';
import { accessTokenIssuer, EDGE, publicKeyOf } from '@minglu/http';
import type { Actor } from '@minglu/kernel';
import { pdfOf } from '@minglu/materials/testing';
import { loginPasswords, loginUrls, migrateWithLogins, type OpenService } from '@minglu/system';
import { openGateway } from '../../apps/gateway/src/service.js';
import { openMaterials } from '../../apps/materials/src/service.js';

const OPEN_API = fileURLToPath(new URL('../../libs/contracts/openapi.json', import.meta.url));
const digestOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const city: Actor = { person: 'shanghai-1', role: 'applicant', org: '310000' };
const other: Actor = { person: 'hefei-1', role: 'applicant', org: '340100' };

describeOnPostgres('the materials service behind the gateway, with its own login', () => {
  const keys = keysFrom(randomBytes(32));
  const folder = mkdtempSync(join(tmpdir(), 'minglu-materials-'));
  const errors: unknown[] = [];
  let database: Database;
  let service: OpenService;
  let gateway: OpenService;
  let url: string;
  beforeAll(async () => {
    database = await newDatabase();
    const owner = database.connection.connectionString!;
    const passwords = loginPasswords(owner);
    await migrateWithLogins(owner, passwords);
    const more = {
      host: '127.0.0.1',
      port: 0,
      logLevel: 'silent',
      answerMs: 5_000,
      identity: { oidc: null, publicUrl: null, areGrantsNeeded: false },
    };
    const context = { log: pino({ level: 'silent' }), onError: (error: unknown) => void errors.push(error), giveUp: () => undefined };
    const databaseUrl = loginUrls(owner, passwords).materials;
    const settings = { ...more, databaseUrl, keys: { accessTokensPublic: publicKeyOf(keys.accessTokens) } };
    service = await openMaterials({ ...context, settings, env: { MINGLU_MATERIALS_FOLDER: folder } } as never);
    await service.app.listen({ host: '127.0.0.1', port: 0 });
    const materials = await service.app.getUrl();
    const nowhere = 'http://127.0.0.1:1';
    gateway = await openGateway(
      {
        ...context,
        env: {},
        settings: {
          ...more,
          upstreams: { casework: nowhere, query: nowhere, audit: nowhere, materials },
          background: {},
          databaseUrl: null,
          metricsPort: null,
          browser: null,
          keys: { sessions: new Uint8Array(32) },
          edge: EDGE,
        },
      },
      OPEN_API,
    );
    await gateway.app.listen({ host: '127.0.0.1', port: 0 });
    url = await gateway.app.getUrl();
  }, 120_000);
  afterAll(async () => {
    await gateway?.close();
    await service?.close();
    await database?.drop();
    rmSync(folder, { recursive: true, force: true });
  }, 60_000);

  const issuer = accessTokenIssuer(keys.accessTokens);
  const ask = async (by: Actor, path: string, init: RequestInit = {}) =>
    fetch(new URL(path, url), { ...init, headers: { ...init.headers, authorization: `Bearer ${await issuer.issue(by)}` } });
  const upload = (by: Actor, bytes: Buffer) =>
    ask(by, '/materials', {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream', 'minglu-file-name': 'a.pdf' },
      body: bytes,
    });

  it('takes a file that is larger than other bodies, and gives it back whole and in part', async () => {
    const bytes = pdfOf('a'.repeat(20 * 1024 * 1024));
    const stored = await upload(city, bytes);
    expect([stored.status, ((await stored.json()) as { sha256: string }).sha256]).toEqual([201, digestOf(bytes)]);
    const path = `/materials/${digestOf(bytes)}`;
    const whole = await ask(city, path);
    expect([whole.status, digestOf(Buffer.from(await whole.arrayBuffer()))]).toEqual([200, digestOf(bytes)]);
    const part = await ask(city, path, { headers: { range: 'bytes=-5' } });
    expect([part.status, part.headers.get('content-range'), await part.text()]).toEqual([
      206,
      `bytes ${bytes.length - 5}-${bytes.length - 1}/${bytes.length}`,
      bytes.subarray(-5).toString(),
    ]);
    const head = await ask(city, path, { method: 'HEAD' });
    expect([head.status, head.headers.get('content-length'), head.headers.get('cache-control')]).toEqual([
      200,
      String(bytes.length),
      'private, no-cache',
    ]);
    expect((await ask(other, path)).status).toBe(404);
  }, 60_000);
  it('takes a file by parts', async () => {
    const bytes = pdfOf('b'.repeat(2 * 1024 * 1024));
    const parts = [bytes.subarray(0, 1024 * 1024), bytes.subarray(1024 * 1024)];
    const json = { 'content-type': 'application/json' };
    const begun = await ask(city, '/material-uploads', { method: 'POST', headers: json, body: JSON.stringify({ size: bytes.length }) });
    const { id } = (await begun.json()) as { id: string };
    for (const [index, part] of parts.entries()) {
      const digest = createHash('sha256').update(part).digest('base64');
      const headers = { 'content-type': 'application/octet-stream', 'content-digest': `sha-256=:${digest}:` };
      expect((await ask(city, `/material-uploads/${id}/parts/${index + 1}`, { method: 'PUT', headers, body: part })).status).toBe(204);
    }
    const body = JSON.stringify({ name: 'b.pdf', sha256: digestOf(bytes) });
    expect((await ask(city, `/material-uploads/${id}/completion`, { method: 'POST', headers: json, body })).status).toBe(201);
    expect((await ask(city, `/materials/${digestOf(bytes)}/metadata`)).status).toBe(200);
  }, 60_000);
  it('passes a refusal on although the file has not arrived whole', async () => {
    const refused = await upload(city, Buffer.concat([Buffer.from('MZ'), Buffer.alloc(8 * 1024 * 1024)]));
    expect([refused.status, ((await refused.json()) as { code: string }).code]).toEqual([422, 'material-refused']);
  }, 60_000);
  it('is healthy, shows how many files it has, and has met no error', async () => {
    const own = await service.app.getUrl();
    expect((await fetch(`${own}/health`)).status).toBe(200);
    expect(await (await fetch(`${own}/metrics`)).text()).toMatch(/^minglu_materials_files 2$/m);
    expect(errors).toEqual([]);
  });
});

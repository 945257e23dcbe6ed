import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { pino } from 'pino';
import { accessTokens, EDGE } from '@minglu/http';
import { browser, type Browser } from '@minglu/http/testing';
import { freePorts } from '@minglu/embedded/ports';
import { waitUntil } from '@minglu/embedded/wait';
import { serverUrl } from '@minglu/event-store/testing';
import { identitySettings, ROLE_RULES, trustedIssuer, type OpenService } from '@minglu/system';
import { openGateway } from '../../apps/gateway/src/service.js';
import { ROOT } from '../services/support.js';
import { startService, type TestService } from '../e2e/service.js';
import { ADMIN, startKeycloak, type Keycloak } from './program.js';

const asked = process.env['MINGLU_KEYCLOAK'] === '1';
const hasJava = asked || (process.env['CI'] === 'true' && spawnSync('java', ['-version']).status === 0);
const runs = hasJava && serverUrl() !== '';
if (!runs) process.stdout.write('Keycloak: skipped; npm run test:keycloak runs it (Java 17, Maven)\n');

// eslint-disable-next-line no-restricted-properties -- it prints the reason
(runs ? describe : describe.skip)('with a real Keycloak', () => {
  let keycloak: Keycloak;
  let service: TestService;
  let gateway: OpenService;
  let url: string;
  const identity = () => identitySettings({ MINGLU_OIDC_ISSUER: keycloak.issuer, MINGLU_PUBLIC_URL: url });

  beforeAll(async () => {
    const [port, management, own] = await freePorts(3);
    url = `http://127.0.0.1:${own}`;
    keycloak = await startKeycloak({ port: port!, management: management!, gateway: own! });
    service = await startService('2023-10-20T09:00:00+08:00', { identity: identity() });
    const settings = {
      host: '127.0.0.1',
      port: own!,
      logLevel: 'silent',
      answerMs: 20_000,
      upstreams: { casework: service.url, query: service.url, audit: service.url, materials: service.url },
      background: {},
      edge: EDGE,
      databaseUrl: null,
      metricsPort: null,
      identity: identity(),
      browser: { at: 'provider', id: 'minglu-gateway', secret: 'secret-gateway', scope: 'openid' } as const,
      keys: { sessions: randomBytes(32) },
    };
    const context = { settings, env: {}, log: pino({ level: 'silent' }), onError: () => undefined, giveUp: () => undefined };
    gateway = await openGateway(context, `${ROOT}/libs/contracts/openapi.json`);
    await gateway.app.listen({ host: '127.0.0.1', port: own! });
  }, 600_000);
  afterAll(async () => {
    await gateway?.close();
    await service?.close();
    await keycloak?.stop();
  }, 60_000);

  const post = async (address: string, form: Readonly<Record<string, string>>): Promise<Record<string, string>> => {
    const response = await fetch(address, { method: 'POST', body: new URLSearchParams(form) });
    return (await response.json()) as Record<string, string>;
  };
  const tokenBy = (form: Readonly<Record<string, string>>) => post(`${keycloak.issuer}/protocol/openid-connect/token`, form);
  const ofPerson = (username: string) =>
    tokenBy({ grant_type: 'password', client_id: 'test-password', username, password: `pw-${username}`, scope: 'openid' });
  const ofClient = (id: string, secret: string) => tokenBy({ grant_type: 'client_credentials', client_id: id, client_secret: secret });
  const admin = async (path: string, method: string, body?: unknown): Promise<Response> => {
    const { access_token: token } = await post(`${keycloak.url}/realms/master/protocol/openid-connect/token`, {
      grant_type: 'password',
      client_id: 'admin-cli',
      ...ADMIN,
    });
    return fetch(`${keycloak.url}/admin/realms/minglu${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  };
  /** The answer of a service, behind the gateway, to a token. */
  const answer = async (path: string, token: string, headers: Record<string, string> = {}) => {
    const ask = () => fetch(`${url}${path}`, { headers: { authorization: `Bearer ${token}`, ...headers } });
    let response = await ask();
    // On a busy machine Keycloak may not give its keys within a second.
    if (response.status === 503) await waitUntil(async () => (response = await ask()).status !== 503, { withinMs: 60_000, everyMs: 500 });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  const codeFor = async (token: string): Promise<unknown> => {
    const { status, body } = await answer('/dossiers', token);
    return status === 200 ? 200 : body['code'];
  };
  const open = {
    type: 'OpenApplication',
    data: { programme: 'city', campaignId: 'city-creation-2023', applicant: '320500', workingBody: '小组' },
  };
  const command = (headers: Record<string, string>, page?: Browser) =>
    (page ? page.go : (address: string, options: object) => fetch(new URL(address, url), options))('/commands?dry-run=true', {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(open),
    });

  it('a person acts by a token, in the role and for the organisation that the realm gives', async () => {
    const { access_token: token } = await ofPerson('sz-applicant');
    expect(decodeProtectedHeader(token!)).toMatchObject({ alg: 'ES256', typ: 'at+jwt' });
    const { body } = await answer('/session', token!);
    expect(body).toMatchObject({ person: decodeJwt(token!).sub, org: '320500', role: 'applicant', roles: ['applicant'] });
    expect((await command({ authorization: `Bearer ${token}` })).status).toBe(200);
  });
  it('a person with two roles names one, and one without a role is refused by name', async () => {
    const { access_token: token } = await ofPerson('two-roles');
    expect(await answer('/dossiers', token!)).toMatchObject({
      status: 403,
      body: { code: 'role-not-chosen', details: { roles: ['ministry-officer', 'ministry-approver'] } },
    });
    expect((await answer('/dossiers', token!, { 'minglu-role': 'ministry-approver' })).status).toBe(200);
    expect(await codeFor((await ofPerson('no-role')).access_token!)).toBe('no-role');
  });
  it('a client acts by itself under its own name', async () => {
    const { access_token: token } = await ofClient('province-system', 'secret-province');
    expect((await answer('/session', token!)).body).toMatchObject({ person: 'province-system', role: 'subscriber', org: '320000' });
    expect((await answer('/feed?limit=1', token!)).status).toBe(200);
  });
  it('an id token, a token of an older type, one for another audience and one that has expired count for nothing', async () => {
    const { id_token: id, access_token: token } = await ofPerson('sz-applicant');
    expect(await codeFor(id!)).toBe('not-authenticated');
    expect(await codeFor((await ofClient('old-type', 'secret-old')).access_token!)).toBe('not-authenticated');
    expect(await codeFor((await ofClient('other-app', 'secret-other')).access_token!)).toBe('not-authenticated');
    const later = (seconds: number) =>
      accessTokens(trustedIssuer(identity(), new Uint8Array(32)), ROLE_RULES, { now: () => Date.now() + seconds * 1000 });
    expect(await later(200).actorOf(`Bearer ${token}`)).toMatchObject({ role: 'applicant' });
    expect(await later(331).actorOf(`Bearer ${token}`)).toBeNull();
  });
  it('a client that is disabled gets no token', async () => {
    const [{ id }] = (await (await admin('/clients?clientId=other-app', 'GET')).json()) as [{ id: string }];
    expect((await admin(`/clients/${id}`, 'PUT', { enabled: false })).status).toBe(204);
    expect(await ofClient('other-app', 'secret-other')).toMatchObject({ error: 'invalid_client' });
  });
  it('a new key is taken after one look, and the old one stays good', async () => {
    const { access_token: before } = await ofPerson('sz-applicant');
    expect(await codeFor(before!)).toBe(200);
    const { id } = (await (await admin('', 'GET')).json()) as { id: string };
    const key = {
      name: 'new',
      parentId: id,
      providerId: 'ecdsa-generated',
      providerType: 'org.keycloak.keys.KeyProvider',
      config: { priority: ['200'], enabled: ['true'], active: ['true'], ecdsaEllipticCurveKey: ['P-256'] },
    };
    expect((await admin('/components', 'POST', key)).status).toBe(201);
    const { access_token: after } = await ofPerson('sz-applicant');
    expect(decodeProtectedHeader(after!).kid).not.toBe(decodeProtectedHeader(before!).kid);
    expect(await codeFor(after!)).toBe(200);
    expect(await codeFor(before!)).toBe(200);
  });

  describe('a browser', () => {
    /** Fills in the form of Keycloak. */
    const signIn = async (username: string): Promise<Browser> => {
      const page = browser(url);
      const form = await (await page.visit('/session/login?returnTo=/session')).text();
      expect(page.location()).toContain(`${keycloak.issuer}/protocol/openid-connect/auth`);
      const [, action] = /<form[^>]+action="([^"]+)"/.exec(form)!;
      let response = await page.go(action!.replaceAll('&amp;', '&'), {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams({ username, password: `pw-${username}` }).toString(),
      });
      while (response.headers.has('location')) response = await page.go(response.headers.get('location')!);
      return page;
    };
    it('signs in at the form of Keycloak, acts by its session, and signs out there too', async () => {
      const page = await signIn('sz-applicant');
      const { csrfToken, ...who } = (await (await page.go('/session')).json()) as Record<string, string>;
      expect(who).toMatchObject({ org: '320500', role: 'applicant' });
      expect((await command({ origin: url }, page)).status).toBe(403);
      const good = { origin: url, 'minglu-csrf': csrfToken! };
      expect((await command(good, page)).status).toBe(200);
      for (const { value } of page.cookies()) expect(value).not.toContain('.');
      const ended = (await (await page.go('/session/logout', { method: 'POST', headers: good })).json()) as { location: string };
      expect((await page.visit(ended.location)).status).toBeLessThan(500);
      expect(page.location()).toBe(`${url}/`);
      await page.visit('/session/login');
      // Not signed in at Keycloak any more: it asks again.
      expect(page.location()).toContain('/protocol/openid-connect/auth');
    });
    it('without a role here gets no session', async () => {
      const page = await signIn('no-role');
      expect((await page.go(`${url}/session`)).status).toBe(401);
    });
  });
});

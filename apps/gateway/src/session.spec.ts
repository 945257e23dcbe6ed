import { randomBytes } from 'node:crypto';
import { createServer, request, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { accessTokenIssuer, accessTokens, ownIssuer, processFigures, publicKeyOf } from '@minglu/http';
import { browser } from '@minglu/http/testing';
import { ROLE_RULES, type OpenService } from '@minglu/system';
import { gatewaySettings, openGateway } from './service.js';

const seed = randomBytes(32);
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

describe('the gateway with the sample persons', () => {
  let service: Server;
  let gateway: OpenService;
  let url: string;
  const received: IncomingHttpHeaders[] = [];
  const logins: { readonly path: string; readonly role: unknown }[] = [];
  const RECORDED = { status: 201, body: { created: { loginId: 'l-1' } } as object };
  let login = RECORDED;
  const logged: string[] = [];
  const environment = (upstream: string) => ({
    PORT: '0',
    DATABASE_URL: 'postgres://127.0.0.1:1/none',
    MINGLU_DEV_ISSUER: 'yes',
    MINGLU_SESSION_KEY: hex(randomBytes(32)),
    MINGLU_TOKEN_SIGNING_KEY: hex(seed),
    ...Object.fromEntries(['CASEWORK', 'QUERY', 'AUDIT', 'MATERIALS', 'PUBLISHER', 'PROCEDURE'].map((name) => [`${name}_URL`, upstream])),
  });
  beforeAll(async () => {
    service = createServer(({ url: path, headers }, response) => {
      const isLogin = /^\/(?:persons|logins)\//.test(path!);
      if (isLogin) logins.push({ path: path!, role: headers['minglu-role'] });
      else received.push(headers);
      const { status, body } = isLogin ? login : { status: 200, body: {} };
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
    await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve));
    const settings = {
      ...gatewaySettings(environment(`http://127.0.0.1:${(service.address() as AddressInfo).port}`)),
      databaseUrl: null,
    };
    const context = {
      settings,
      env: {},
      log: pino({ level: 'trace' }, { write: (line: string) => void logged.push(line) }),
      onError: () => undefined,
      giveUp: () => undefined,
    };
    gateway = await openGateway(context, fileURLToPath(new URL('../../../libs/contracts/openapi.json', import.meta.url)));
    await gateway.app.listen({ host: '127.0.0.1', port: 0 });
    url = await gateway.app.getUrl();
  });
  afterAll(async () => {
    await gateway.close();
    service.closeAllConnections();
    service.close();
  });
  beforeEach(() => {
    received.splice(0);
    logins.splice(0);
    login = RECORDED;
  });

  const signedIn = async () => {
    const page = browser(url);
    await page.visit('/session/login?returnTo=/session');
    await page.visit(`${page.location()}&person=sample-auditor`);
    return page;
  };

  it('passes the token of a session on to the service, and no cookie', async () => {
    const page = await signedIn();
    await page.go('/dossiers', { headers: { 'minglu-role': 'auditor' } });
    const [{ authorization, cookie, 'minglu-role': role } = {}] = received;
    expect([cookie, role]).toEqual([undefined, 'auditor']);
    const { actorOf } = accessTokens(ownIssuer(publicKeyOf(seed)), ROLE_RULES);
    expect(await actorOf(authorization)).toEqual({ person: 'sample-auditor', role: 'auditor', org: 'MIIT' });
  });
  it('records a sign-in before the session begins, and its end', async () => {
    const page = await signedIn();
    const { csrfToken, person } = (await (await page.go('/session')).json()) as { readonly csrfToken: string; readonly person: string };
    await page.go('/session/logout', { method: 'POST', headers: { origin: url, 'minglu-csrf': csrfToken } });
    expect(logins).toEqual([
      { path: `/persons/${person}/logins`, role: 'auditor' },
      { path: '/logins/l-1/endings', role: 'auditor' },
    ]);
  });
  it.each([
    ['of a role that was revoked', 403, 'role-revoked'],
    ['that cannot be recorded', 503, 'service-away'],
  ])('begins no session %s', async (_, status, code) => {
    login = { status, body: { code, message: { zh: '不可', en: 'no' } } };
    const page = await signedIn();
    expect((await page.go('/session')).status).toBe(401);
    expect(received).toEqual([]);
  });
  it('lets no command through that another site could send', async () => {
    const page = await signedIn();
    const { csrfToken } = (await (await page.go('/session')).json()) as { readonly csrfToken: string };
    const command = (headers: Record<string, string>) =>
      page.go('/commands', { method: 'POST', body: '{}', headers: { 'content-type': 'application/json', ...headers } });
    expect((await command({})).status).toBe(403);
    expect((await command({ origin: 'https://attacker.example', 'minglu-csrf': csrfToken })).status).toBe(403);
    expect(received).toEqual([]);
    expect((await command({ origin: url, 'minglu-csrf': csrfToken })).status).toBe(200);
    expect(received).toHaveLength(1);
  });
  it('writes the secret of a calendar into no log and no figure', async () => {
    const secret = 'Z'.repeat(43);
    logged.splice(0);
    expect((await fetch(`${url}/calendar/${secret}.ics`)).status).toBe(200);
    expect((await fetch(`${url}/calendar/${secret}.ics/more`)).status).toBe(404);
    expect((await fetch(`${url}/calendar/${secret}.ics?x=1`, { method: 'POST', body: '{}' })).status).toBe(404);
    expect(logged.join('')).toContain('/calendar/*');
    expect(logged.join('') + (await processFigures()).text).not.toContain(secret);
  });
  it('passes on the revocation of a calendar feed by a session, and none that another site could send', async () => {
    const page = await signedIn();
    const { csrfToken } = (await (await page.go('/session')).json()) as { readonly csrfToken: string };
    const revoke = (headers: Record<string, string>) => page.go('/calendar-feeds/f1', { method: 'DELETE', headers });
    expect((await revoke({})).status).toBe(403);
    expect(received).toEqual([]);
    expect((await revoke({ origin: url, 'minglu-csrf': csrfToken })).status).toBe(200);
    expect((await page.go('/dossiers/a', { method: 'DELETE', headers: { origin: url, 'minglu-csrf': csrfToken } })).status).toBe(404);
    expect(received).toHaveLength(1);
  });
  it('passes a bearer token on as it is, and refuses two', async () => {
    const token = await accessTokenIssuer(seed).issue({ person: 'p', role: 'auditor', org: 'MIIT' });
    const ask = (...authorization: string[]) =>
      new Promise<number>((resolve, reject) => {
        const sent = request(`${url}/dossiers`, { headers: { authorization } as never }, (response) => {
          response.resume();
          resolve(response.statusCode!);
        });
        sent.on('error', reject).end();
      });
    expect(await ask(`Bearer ${token}`)).toBe(200);
    expect(received[0]!.authorization).toBe(`Bearer ${token}`);
    expect(await ask(`Bearer ${token}`, 'Bearer other')).toBe(401);
    expect(received).toHaveLength(1);
  });
});

describe('the sample persons', () => {
  const base = {
    DATABASE_URL: 'postgres://127.0.0.1:1/none',
    MINGLU_SESSION_KEY: 'ab'.repeat(32),
    ...Object.fromEntries(['CASEWORK', 'QUERY', 'AUDIT', 'MATERIALS', 'PUBLISHER', 'PROCEDURE'].map((name) => [`${name}_URL`, 'http://a'])),
  };
  it('are not offered by a gateway unless its settings say so', () => {
    expect(gatewaySettings(base).browser).toBeNull();
  });
  it.each<[string, Record<string, string>]>([
    ['MINGLU_ENV is production', { MINGLU_ENV: 'production', MINGLU_OIDC_ISSUER: 'https://id.example' }],
    ['MINGLU_OIDC_ISSUER is set', { MINGLU_OIDC_ISSUER: 'https://id.example' }],
    ['HOST is not of this machine alone: 0.0.0.0', { HOST: '0.0.0.0' }],
    ['MINGLU_PUBLIC_URL is not of this machine', { MINGLU_PUBLIC_URL: 'https://minglu.example' }],
    ['MINGLU_TOKEN_SIGNING_KEY is not set', {}],
  ])('are refused in one line if %s', (reason, env) => {
    const read = () => gatewaySettings({ ...base, MINGLU_DEV_ISSUER: 'yes', ...env });
    expect(read).toThrow(reason);
    expect(read).toThrow(/^[^\n]+$/);
  });
  it.each<[string, Record<string, string>]>([
    ['MINGLU_OIDC_ISSUER is not', { MINGLU_OIDC_CLIENT_ID: 'console' }],
    ['MINGLU_PUBLIC_URL does not say', { HOST: '0.0.0.0', MINGLU_OIDC_ISSUER: 'https://id.example', MINGLU_OIDC_CLIENT_ID: 'console' }],
    ['MINGLU_OIDC_SCOPE lacks openid', { MINGLU_OIDC_ISSUER: 'https://id.example', MINGLU_OIDC_CLIENT_ID: 'c', MINGLU_OIDC_SCOPE: 'x' }],
    ['MINGLU_DEV_ISSUER is yes or no', { MINGLU_DEV_ISSUER: 'maybe' }],
  ])('and a client of a provider are refused for: %s', (reason, env) => {
    expect(() => gatewaySettings({ ...base, ...env })).toThrow(reason);
  });
});

import { randomBytes } from 'node:crypto';
import fastify, { type FastifyInstance } from 'fastify';
import { actorOfRequest } from '../access.js';
import { accessTokens } from '../auth/access-tokens.js';
import { addDevelopmentIssuer, DEVELOPMENT_CLIENT } from '../auth/development-issuer.js';
import { publicKeyOf } from '../auth/ed25519.js';
import { ownIssuer, ownSigner } from '../auth/own-issuer.js';
import { ProblemException } from '../problem.js';
import { sendProblem } from '../send-problem.js';
import { browser, type Browser } from '../testing/browser.js';
import { browserClient, type BrowserClient, type IssuedTokens } from './browser-client.js';
import { addSessions } from './sessions.js';

const RULES = {
  roles: ['applicant', 'ministry-officer', 'ministry-approver'],
  serviceRoles: [],
  isHeldRightly: ({ role, org }: { readonly role: string; readonly org: string }) => !role.startsWith('ministry-') || org === 'MIIT',
  incompatible: () => null,
};
const PERSONS = [
  { person: 'sample-officer', roles: ['ministry-officer', 'ministry-approver'], org: 'MIIT', zh: '样例：部经办人' },
  { person: 'sample-city', roles: ['applicant'], org: '330100', zh: '样例：<杭州>' },
];
const ROLES = { applicant: '申报单位', 'ministry-officer': '部经办人' };
const seed = randomBytes(32);
const tokens = accessTokens(ownIssuer(publicKeyOf(seed)), RULES);
const signer = ownSigner(seed);

/** A server with sessions and one route of its own, which answers with the actor. */
const start = async (add: (server: FastifyInstance, publicUrl: () => string) => BrowserClient) => {
  const server = fastify();
  const publicUrl = (): string => server.listeningOrigin;
  addSessions(server, { accessTokens: tokens, key: randomBytes(32), publicUrl, client: add(server, publicUrl) });
  server.all('/thing', async (request, reply) =>
    actorOfRequest(tokens, request).catch((error: unknown) => {
      if (error instanceof ProblemException) return sendProblem(reply, error);
      throw error;
    }),
  );
  await server.listen({ host: '127.0.0.1', port: 0 });
  return { server, url: server.listeningOrigin };
};
const json = async (response: Response) => (await response.json()) as Record<string, unknown>;
const problem = async (response: Response) => [response.status, (await json(response))['code']];

describe('a session of a browser', () => {
  let server: FastifyInstance;
  let url: string;
  let page: Browser;
  beforeAll(async () => {
    ({ server, url } = await start((one, publicUrl) => {
      const own = addDevelopmentIssuer(one, { seed, key: randomBytes(32), name: null, publicUrl, persons: PERSONS, roles: ROLES });
      return browserClient({ ...own, id: DEVELOPMENT_CLIENT, secret: null, scope: 'openid' });
    }));
  });
  afterAll(() => server.close());
  beforeEach(() => (page = browser(url)));

  /** Signs in as a sample person, by the button of the page. */
  const signIn = async (person: string, returnTo = '/thing'): Promise<Response> => {
    await page.visit(`/session/login?returnTo=${encodeURIComponent(returnTo)}`);
    const at = new URL(page.location());
    expect(at.pathname).toBe('/issuer/authorize');
    at.searchParams.set('person', person);
    return page.visit(at.href);
  };
  const session = async () => json(await page.go('/session'));
  const sameOrigin = (csrf: unknown) => ({ origin: url, 'sec-fetch-site': 'same-origin', 'minglu-csrf': String(csrf) });

  it('begins at a page of sample persons that says so, runs no script and is in no frame', async () => {
    const response = await page.visit('/session/login');
    const html = await response.text();
    expect(html).toContain('任何人都可以选用');
    expect(html).toContain('样例：&#60;杭州&#62;（330100）');
    expect(response.headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'sha256-.*frame-ancestors 'none'/);
    expect(html).not.toContain('<script');
  });
  it('stands for the token of its person, and brings the browser back to where it was', async () => {
    const response = await signIn('sample-city');
    expect(new URL(page.location()).pathname).toBe('/thing');
    expect(await json(response)).toEqual({ person: 'sample-city', role: 'applicant', org: '330100' });
  });
  it('is kept in cookies that no script and no other site can use, and that hold no readable token', async () => {
    await signIn('sample-city');
    const cookies = page.cookies();
    expect(cookies.length).toBeGreaterThan(0);
    for (const { header, value } of cookies) {
      expect(header).toMatch(/; Path=\/; HttpOnly; SameSite=Lax$/);
      expect(value).not.toMatch(/\./);
      expect(Buffer.from(value!, 'base64url').toString('latin1')).not.toContain('sample-city');
    }
  });
  it('tells the page who he is, and gives it no token', async () => {
    await signIn('sample-officer');
    const answer = await page.go('/session');
    expect(answer.headers.get('cache-control')).toBe('no-store');
    const body = await json(answer);
    expect(body).toEqual({
      person: 'sample-officer',
      org: 'MIIT',
      role: null,
      roles: ['ministry-officer', 'ministry-approver'],
      csrfToken: expect.stringMatching(/^[\w-]{43}$/),
      expiresAt: expect.stringMatching(/^\d{4}-.*Z$/),
    });
    expect((await json(await page.go('/session', { headers: { 'minglu-role': 'ministry-approver' } })))['role']).toBe('ministry-approver');
    expect(await problem(await page.go('/session', { headers: { 'minglu-role': 'applicant' } }))).toEqual([403, 'role-not-held']);
    expect(await problem(await page.go('/thing'))).toEqual([403, 'role-not-chosen']);
  });
  it('lets a page choose role and organisation, within the roles that there are', async () => {
    await page.visit('/session/login?returnTo=/thing');
    const at = page.location();
    expect(await json(await page.visit(`${at}&role=ministry-officer&org=MIIT`))).toEqual({
      person: 'sample-ministry-officer',
      role: 'ministry-officer',
      org: 'MIIT',
    });
    expect((await page.visit(`${at}&role=system&org=MIIT`)).headers.get('content-type')).toContain('text/html');
  });

  describe('changes something', () => {
    it('only from a page of this server, with the token of the session', async () => {
      await signIn('sample-city');
      const { csrfToken } = await session();
      expect((await page.go('/thing', { method: 'POST', headers: sameOrigin(csrfToken) })).status).toBe(200);
      expect((await page.go('/thing', { method: 'POST', headers: { origin: url, 'minglu-csrf': String(csrfToken) } })).status).toBe(200);
    });
    it.each<[string, (csrf: unknown) => Record<string, string>]>([
      ['without the token', () => ({ origin: url, 'sec-fetch-site': 'same-origin' })],
      ['with another token', () => sameOrigin('x'.repeat(43))],
      ['with a token of another length', () => sameOrigin('x')],
      ['from another site', (csrf) => ({ ...sameOrigin(csrf), origin: 'https://attacker.example' })],
      ['from another port of this machine', (csrf) => ({ ...sameOrigin(csrf), origin: 'http://127.0.0.1:1' })],
      ['from a page without an origin', (csrf) => ({ ...sameOrigin(csrf), origin: 'null' })],
      ['across sites', (csrf) => ({ ...sameOrigin(csrf), 'sec-fetch-site': 'cross-site' })],
      ['from a neighbour site', (csrf) => ({ ...sameOrigin(csrf), 'sec-fetch-site': 'same-site' })],
      ['without a word of the browser', (csrf) => ({ 'minglu-csrf': String(csrf) })],
    ])('not %s', async (_, headers) => {
      await signIn('sample-city');
      const { csrfToken } = await session();
      for (const method of ['POST', 'PUT', 'PATCH', 'DELETE'])
        expect(await problem(await page.go('/thing', { method, headers: headers(csrfToken) }))).toEqual([403, 'csrf-check-failed']);
      expect(await problem(await page.go('/session/logout', { method: 'POST', headers: headers(csrfToken) }))).toEqual([
        403,
        'csrf-check-failed',
      ]);
    });
    it('not with the token of another session', async () => {
      await signIn('sample-city');
      const { csrfToken } = await session();
      await signIn('sample-city');
      expect(await problem(await page.go('/thing', { method: 'POST', headers: sameOrigin(csrfToken) }))).toEqual([
        403,
        'csrf-check-failed',
      ]);
    });
    it('without all that by a bearer token, which no browser adds by itself', async () => {
      const bearer = await signer.accessToken({ person: 'p', roles: ['applicant'], org: '330100', client: 'c' });
      await signIn('sample-officer');
      const response = await page.go('/thing', { method: 'POST', headers: { authorization: `Bearer ${bearer}` } });
      expect(await json(response)).toEqual({ person: 'p', role: 'applicant', org: '330100' });
    });
  });

  it('ends with the logout, also for a copy of its cookie', async () => {
    await signIn('sample-city');
    const { csrfToken } = await session();
    const copy = Object.fromEntries(page.cookies().map(({ name, value }) => [name, value!]));
    const { location } = await json(await page.go('/session/logout', { method: 'POST', headers: sameOrigin(csrfToken) }));
    expect(page.cookies()).toEqual([]);
    expect(location).toContain(`${url}/issuer/logout?post_logout_redirect_uri=`);
    expect((await page.go(String(location))).headers.get('location')).toBe(`${url}/`);
    expect(await problem(await page.go('/session'))).toEqual([401, 'not-authenticated']);
    page.setCookies(copy);
    expect(await problem(await page.go('/thing'))).toEqual([401, 'not-authenticated']);
    expect(page.cookies()).toEqual([]);
  });
  it('is refused if its cookie was changed, and the cookie is removed', async () => {
    await signIn('sample-city');
    page.setCookies({ 'minglu-session': `${'A'.repeat(60)}` });
    expect(await problem(await page.go('/thing'))).toEqual([401, 'not-authenticated']);
    expect(page.cookies()).toEqual([]);
  });

  describe('is not begun', () => {
    it.each(['//attacker.example', '/\\attacker.example', 'https://attacker.example', '/a b', ''])('to come back to “%s”', async (path) => {
      expect(await problem(await page.go(`/session/login?returnTo=${encodeURIComponent(path)}`))).toEqual([400, 'invalid-request']);
    });
    it.each<[string, (at: URL) => void]>([
      ['with another state', (at) => at.searchParams.set('state', 'other')],
      ['without a code', (at) => at.searchParams.delete('code')],
      ['with a code that was made up', (at) => at.searchParams.set('code', 'A'.repeat(80))],
      ['with a no of the issuer', (at) => (at.search = `?error=access_denied&state=${at.searchParams.get('state')}`)],
    ])('by an answer %s', async (_, change) => {
      await page.visit('/session/login');
      const answer = new URL((await page.go(`${page.location()}&person=sample-city`)).headers.get('location')!);
      change(answer);
      expect(await problem(await page.go(answer.href))).toEqual([400, 'login-failed']);
      expect(page.cookies()).toEqual([]);
    });
    it('by the answer to the sign-in of another browser, or twice by the same answer', async () => {
      await page.visit('/session/login');
      const answer = (await page.go(`${page.location()}&person=sample-city`)).headers.get('location')!;
      const other = browser(url);
      expect(await problem(await other.go(answer))).toEqual([400, 'login-failed']);
      await other.visit('/session/login');
      expect(await problem(await other.go(answer))).toEqual([400, 'login-failed']);
      const transaction = Object.fromEntries(page.cookies().map(({ name, value }) => [name, value!]));
      expect((await page.go(answer)).status).toBe(303);
      page.setCookies(transaction);
      expect(await problem(await page.go(answer))).toEqual([400, 'login-failed']);
    });
    it('under another name of this machine: localhost goes to the address, a foreign name to nothing', async () => {
      const { port } = new URL(url);
      expect((await page.go('/session/login', { headers: {} })).status).toBe(302);
      const ask = async (host: string) => (await server.inject({ url: '/session/login', headers: { host } })).headers['location'] ?? null;
      expect(await ask(`localhost:${port}`)).toBe(`${url}/session/login?returnTo=%2F`);
      expect(await ask('attacker.example')).toBeNull();
      expect((await server.inject({ url: '/issuer/jwks', headers: { host: 'attacker.example' } })).statusCode).toBe(404);
    });
  });

  it('has an issuer that others can discover and verify', async () => {
    const document = await json(await page.go('/.well-known/openid-configuration'));
    expect(document).toMatchObject({
      issuer: 'http://127.0.0.1:3000',
      jwks_uri: `${url}/issuer/jwks`,
      code_challenge_methods_supported: ['S256'],
    });
    const { keys } = await json(await page.go(String(document['jwks_uri'])));
    expect(keys).toEqual([{ kty: 'OKP', crv: 'Ed25519', x: expect.any(String), kid: expect.any(String), alg: 'EdDSA', use: 'sig' }]);
  });
  it.each<[string, Record<string, string>]>([
    ['another redirect address', { redirect_uri: 'https://attacker.example/' }],
    ['another client', { client_id: 'other' }],
    ['no PKCE', { code_challenge: '' }],
    ['PKCE in the clear', { code_challenge_method: 'plain' }],
    ['a token in the address', { response_type: 'token' }],
  ])('has an issuer that refuses %s without sending the browser anywhere', async (_, change) => {
    await page.visit('/session/login');
    const at = new URL(page.location());
    for (const [name, value] of Object.entries({ ...change, person: 'sample-city' })) at.searchParams.set(name, value);
    const response = await page.go(at.href);
    expect([response.status, response.headers.get('location')]).toEqual([400, null]);
  });
});

describe('the tokens of a session', () => {
  const claims = { person: 'p', roles: ['applicant'], org: '330100', client: 'c' };
  const issued = async (seconds: number, refreshToken: string | null = 'r-1', more = {}): Promise<IssuedTokens> => ({
    accessToken: await signer.accessToken({ ...claims, ...more }, seconds),
    refreshToken,
    idToken: null,
  });
  let server: FastifyInstance;
  let url: string;
  let client: { redeem: () => Promise<IssuedTokens>; refresh: (token: string) => Promise<IssuedTokens | null> };
  const asked: string[] = [];
  beforeAll(async () => {
    ({ server, url } = await start(() => ({
      begin: async () => ({ url: `${url}/session/callback`, verifier: 'v', state: 's', nonce: 'n' }),
      redeem: () => client.redeem(),
      refresh: (token) => {
        asked.push(token);
        return client.refresh(token);
      },
      revoke: async () => undefined,
      endUrl: async () => null,
    })));
  });
  afterAll(() => server.close());
  beforeEach(() => asked.splice(0));
  const signedIn = async (tokensOfSignIn: Promise<IssuedTokens>): Promise<Browser> => {
    client = { redeem: () => tokensOfSignIn, refresh: () => issued(300, 'r-2') };
    const page = browser(url);
    await page.go('/session/login');
    await page.go('/session/callback');
    return page;
  };
  const away = () => Promise.reject(new ProblemException('service-away', '不在', 'away'));

  it('are left as they are while they are good', async () => {
    const page = await signedIn(issued(300));
    expect((await page.go('/thing')).headers.getSetCookie()).toEqual([]);
    expect(asked).toEqual([]);
  });
  it('are replaced before they end, once for all requests that come together', async () => {
    const page = await signedIn(issued(50, 'r-together'));
    const before = page.cookies()[0]!.value;
    const answers = await Promise.all(Array.from({ length: 8 }, () => page.go('/thing')));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => 200));
    expect(asked).toEqual(['r-together']);
    expect(page.cookies()[0]!.value).not.toBe(before);
    expect((await page.go('/thing')).status).toBe(200);
    expect(asked).toHaveLength(1);
  });
  it('stay good to their end while the issuer is away, then the answer is 503', async () => {
    const page = await signedIn(issued(50, 'r-away'));
    client = { ...client, refresh: away };
    expect((await page.go('/thing')).status).toBe(200);
    const ended = await signedIn(issued(-15, 'r-away-2'));
    client = { ...client, refresh: away };
    // Half a minute for clocks that differ is left, and the early replacement has failed.
    expect((await ended.go('/thing')).status).toBe(503);
    expect((await ended.go('/thing')).headers.get('retry-after')).toBe('2');
    expect(ended.cookies()).not.toEqual([]);
  });
  it('end the session when the issuer gives no more', async () => {
    const page = await signedIn(issued(-15, 'r-over'));
    client = { ...client, refresh: async () => null };
    expect(await problem(await page.go('/thing'))).toEqual([401, 'not-authenticated']);
    expect(page.cookies()).toEqual([]);
  });
  it('end the session if they suddenly are those of another person', async () => {
    const page = await signedIn(issued(-15, 'r-other'));
    client = { ...client, refresh: () => issued(300, 'r-3', { person: 'q' }) };
    expect(await problem(await page.go('/thing'))).toEqual([401, 'not-authenticated']);
  });
  it('without a refresh token end by themselves', async () => {
    const page = await signedIn(issued(-15, null));
    expect(await problem(await page.go('/thing'))).toEqual([401, 'not-authenticated']);
  });
  it('of an account without a role begin no session', async () => {
    client = { redeem: () => issued(300, 'r', { roles: ['king'] }), refresh: away };
    const page = browser(url);
    expect(await problem(await page.visit('/session/login'))).toEqual([403, 'no-role']);
    expect(page.cookies()).toEqual([]);
  });
  it('may be long: their cookie is cut into several, and removed whole', async () => {
    const long = { ...(await issued(300, 'r-long')), idToken: randomBytes(3_000).toString('base64url') };
    const page = await signedIn(Promise.resolve(long));
    expect(page.cookies().map(({ name }) => name)).toEqual(['minglu-session', 'minglu-session-2']);
    for (const { header } of page.cookies()) expect(header.length).toBeLessThan(4_096);
    expect((await page.go('/thing')).status).toBe(200);
  });
});

import { setTimeout as sleep } from 'node:timers/promises';
import { startIdentityProvider, type IdentityProvider } from '../testing/identity-provider.js';
import { accessTokens, type AccessTokens } from './access-tokens.js';
import { oidcIssuer, type OidcIssuer, type OidcSettings, type OidcTimes } from './oidc-issuer.js';

const RULES = {
  roles: ['applicant', 'ministry-officer', 'ministry-approver', 'auditor', 'public', 'subscriber', 'system'],
  serviceRoles: ['auditor', 'subscriber'],
  isHeldRightly: ({ role, org }: { readonly role: string; readonly org: string }) => !/^(?:ministry-|auditor)/.test(role) || org === 'MIIT',
  incompatible: () => null,
};
const auditor = { person: 'p-1', role: 'auditor', org: 'MIIT' };
const codeOf = (error: { readonly problem?: { readonly code: string } }): string => error.problem?.code ?? String(error);

describe('tokens of an identity provider', () => {
  let provider: IdentityProvider;
  let issuer: OidcIssuer;
  let tokens: AccessTokens;
  beforeEach(async () => {
    provider = await startIdentityProvider();
    trust();
  });
  afterEach(() => provider.stop());
  const trust = (settings: Partial<OidcSettings> = {}, times: Partial<OidcTimes> = {}): void => {
    issuer = oidcIssuer({ ...provider.settings, ...settings }, { fetchMs: 20_000, cooldownMs: 60_000, againMs: 0, ...times });
    tokens = accessTokens(issuer, RULES);
  };
  /** The actor, null, or the code of the problem. */
  const actor = async (token: string | Promise<string>, role?: string) =>
    tokens.actorOf(`Bearer ${await token}`, role).catch((error: unknown) => codeOf(error as object));

  it('name the person, the role and the organisation', async () => {
    expect(await actor(provider.token())).toEqual(auditor);
  });
  it('cost one discovery and one look at the keys; nothing is asked before the first token', async () => {
    expect(provider.requests).toEqual([]);
    for (let count = 0; count < 5; count += 1) expect(await actor(provider.token({ jti: `t-${count}` }))).toEqual(auditor);
    expect(provider.requests).toEqual(['/.well-known/openid-configuration', '/jwks']);
  });
  it.each(['RS256', 'PS256', 'EdDSA'])('may be signed with %s', async (alg) => {
    await provider.rotate(alg);
    expect(await actor(provider.token())).toEqual(auditor);
  });
  it('are refused in an algorithm that the settings leave out', async () => {
    trust({ algorithms: ['RS256'] });
    expect(await actor(provider.token())).toBeNull();
    expect(provider.requests).toEqual([]);
  });

  describe('when keys are rotated', () => {
    it('are good with the old and the new key after one more question', async () => {
      const old = await provider.token();
      expect(await actor(old)).toEqual(auditor);
      await provider.rotate();
      expect(await actor(provider.token())).toEqual(auditor);
      expect(await actor(old)).toEqual(auditor);
      expect(provider.requests.filter((path) => path === '/jwks')).toHaveLength(2);
    });
    it('cost no further question for made-up keys', async () => {
      await actor(provider.token());
      for (let count = 0; count < 50; count += 1) expect(await actor(provider.token({}, { kid: `made-up-${count}` }))).toBeNull();
      expect(provider.requests.filter((path) => path === '/jwks')).toHaveLength(2);
    });
    it('are found again when the pause between two questions is over', async () => {
      trust({}, { cooldownMs: 0 });
      await actor(provider.token());
      expect(await actor(provider.token({}, { kid: 'made-up' }))).toBeNull();
      await provider.rotate();
      expect(await actor(provider.token())).toEqual(auditor);
    });
    it('are refused once their key is withdrawn, also if they were verified before', async () => {
      trust({}, { refreshMs: 0 });
      const token = await provider.token();
      const { kid } = provider.signer();
      expect(await actor(token)).toEqual(auditor);
      await provider.rotate();
      provider.withdraw(kid);
      await issuer.check();
      expect(await actor(token)).toBeNull();
    });
  });

  describe('while the provider is away', () => {
    const refusing: IdentityProvider['answer'] = (_, response) => response.writeHead(500).end();
    it('are not accepted and are no error of ours: 503, and good when it is back', async () => {
      provider.answer = refusing;
      expect(await actor(provider.token())).toBe('service-away');
      provider.answer = null;
      expect(await actor(provider.token())).toEqual(auditor);
    });
    it('are good with known keys, and 503 with an unknown one', async () => {
      const before = await provider.token({ jti: 'other' });
      expect(await actor(provider.token())).toEqual(auditor);
      provider.answer = refusing;
      expect(await actor(before)).toEqual(auditor);
      await provider.rotate();
      expect(await actor(provider.token())).toBe('service-away');
      expect(await actor(provider.token())).toBe('service-away');
    });
    it('are not waited for longer than a limit if it only keeps silent', async () => {
      trust({}, { fetchMs: 100 });
      provider.answer = () => undefined;
      expect(await actor(provider.token())).toBe('service-away');
      expect(await issuer.check()).toMatchObject({ up: false, details: { issuer: provider.url, cause: 'no answer in time' } });
    });
    it('cost one question for all that wait', async () => {
      trust({}, { againMs: 60_000 });
      provider.answer = refusing;
      const token = await provider.token();
      expect(new Set(await Promise.all(Array.from({ length: 20 }, () => actor(token))))).toEqual(new Set(['service-away']));
      expect(provider.requests).toHaveLength(1);
      expect(await actor(token)).toBe('service-away');
      expect(provider.requests).toHaveLength(1);
    });
    it.each<[string, (one: IdentityProvider) => void, RegExp]>([
      ['the document of another issuer', (one) => (one.document['issuer'] = `${one.url}/`), /is that of http/],
      ['no address of keys', (one) => (one.document['jwks_uri'] = 'nowhere'), /no address of its keys/],
      ['no JSON', (one) => (one.answer = (_, response) => response.end('<html>')), /JSON/],
      ['a document without end', (one) => (one.answer = (_, response) => response.end('x'.repeat(300_000))), /more than/],
      ['a redirect', (one) => (one.answer = (_, response) => response.writeHead(302, { location: '/x' }).end()), /fetch failed/],
    ])('is named by the probe: %s', async (_, change, cause) => {
      change(provider);
      expect(await actor(provider.token())).toBe('service-away');
      expect(await issuer.check()).toMatchObject({ up: false, details: { cause: expect.stringMatching(cause) } });
    });
    it('turns the probe green again when it is back', async () => {
      provider.answer = refusing;
      expect((await issuer.check()).up).toBe(false);
      provider.answer = null;
      await sleep(1);
      expect(await issuer.check()).toEqual({ up: true, details: { issuer: provider.url } });
    });
  });

  it.each<[string, Record<string, unknown>]>([
    ['for another audience', { aud: 'other-api' }],
    ['without an audience', { aud: undefined }],
    ['of another issuer', { iss: 'https://issuer.example' }],
    ['of the issuer with a slash at its end', {}],
    ['that has expired', { exp: Math.floor(Date.now() / 1000) - 31 }],
    ['without an end', { exp: undefined }],
    ['without an instant of issue', { iat: undefined }],
    ['without a subject', { sub: undefined }],
    ['that begins later', { nbf: Math.floor(Date.now() / 1000) + 60 }],
    ['without an organisation', { minglu_org: undefined }],
    ['for two organisations', { minglu_org: ['MIIT', '330100'] }],
    ['whose roles are no texts', { minglu_roles: [{ name: 'auditor' }] }],
    ['with the role of the processes', { minglu_roles: ['auditor', 'system'] }],
  ])('are refused %s', async (name, claims) => {
    const slash = name.includes('slash') ? { iss: `${provider.url}/` } : {};
    expect(await actor(provider.token({ ...claims, ...slash }))).toBeNull();
  });
  it('may have a list of audiences, and clocks may differ by half a minute', async () => {
    const now = Math.floor(Date.now() / 1000);
    expect(await actor(provider.token({ aud: ['other-api', 'minglu-api'], exp: now - 20, nbf: now + 20 }))).toEqual(auditor);
  });
  it('count only for the clients that the settings list', async () => {
    trust({ parties: ['console'] });
    expect(await actor(provider.token())).toEqual(auditor);
    expect(await actor(provider.token({ azp: 'other' }))).toBeNull();
    expect(await actor(provider.token({ azp: undefined, client_id: 'console' }))).toEqual(auditor);
    expect(await actor(provider.token({ azp: undefined }))).toBeNull();
  });

  describe('with several roles', () => {
    const several = (claims = {}) =>
      provider.token({ minglu_roles: ['ministry-officer', 'offline_access', 'ministry-approver', 'ministry-officer'], ...claims });
    it('need the role in which the caller acts', async () => {
      expect(await actor(several())).toBe('role-not-chosen');
      expect(await actor(several(), 'ministry-approver')).toEqual({ ...auditor, role: 'ministry-approver' });
      expect(await actor(several(), 'auditor')).toBe('role-not-held');
      const error = await tokens.actorOf(`Bearer ${await several()}`).catch((problem: unknown) => problem);
      expect(error).toMatchObject({ problem: { status: 403, details: { roles: ['ministry-officer', 'ministry-approver'] } } });
    });
    it('count a role of the ministry only for the ministry', async () => {
      expect(await actor(several({ minglu_org: '330100' }))).toBe('not-authorised');
      expect(await actor(several({ minglu_org: '330100', minglu_roles: ['ministry-officer', 'applicant'] }))).toEqual({
        person: 'p-1',
        role: 'applicant',
        org: '330100',
      });
    });
    it('give nothing to an account without a role of ours', async () => {
      expect(await actor(several({ minglu_roles: ['offline_access'] }))).toBe('no-role');
      expect(await actor(several({ minglu_roles: undefined }))).toBe('no-role');
    });
  });

  describe('by the mapping of claims', () => {
    const mapped = (mapping: Partial<OidcSettings['mapping']>): void => trust({ mapping: { ...provider.settings.mapping, ...mapping } });
    it('are read along a path, and a name with dots is taken whole first', async () => {
      mapped({ role: 'realm_access.roles', org: 'https://minglu.example/org', person: 'employee.number' });
      const claims = { realm_access: { roles: ['auditor'] }, 'https://minglu.example/org': ['MIIT'], employee: { number: 'e-7' } };
      expect(await actor(provider.token(claims))).toEqual({ ...auditor, person: 'e-7' });
      expect(await actor(provider.token({ ...claims, realm_access: [['auditor']] }))).toBe('no-role');
    });
    it('are never read from a prototype', async () => {
      mapped({ org: 'constructor.name' });
      expect(await actor(provider.token())).toBeNull();
    });
    it('have the names that the provider uses, and no others', async () => {
      mapped({ roleNames: { ML_AUDIT: 'auditor' } });
      expect(await actor(provider.token({ minglu_roles: 'ML_AUDIT' }))).toEqual(auditor);
      expect(await actor(provider.token({ minglu_roles: ['auditor', 'constructor'] }))).toBe('no-role');
    });
    it.each<[string, Record<string, unknown>]>([
      ['is listed', { azp: 'province-system' }],
      ['is its own subject', { azp: 'machine', sub: 'machine' }],
      ['is a service account of Keycloak', { azp: 'Machine-2', preferred_username: 'service-account-machine-2' }],
    ])('are those of a client that %s, and let it decide nothing', async (_, claims) => {
      mapped({ serviceClients: ['province-system'] });
      const holder = (roles: readonly string[]) => actor(provider.token({ ...claims, minglu_roles: roles }));
      expect(await holder(['subscriber', 'applicant'])).toEqual({ person: claims['azp'], role: 'subscriber', org: 'MIIT' });
      expect(await holder(['auditor'])).toEqual({ person: claims['azp'], role: 'auditor', org: 'MIIT' });
      expect(await holder(['ministry-officer'])).toBe('no-role');
    });
  });
});

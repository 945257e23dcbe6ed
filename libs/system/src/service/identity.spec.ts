import { WrongSetting } from '@minglu/casework';
import { identitySettings } from './identity.js';

const ISSUER = { MINGLU_OIDC_ISSUER: 'https://id.example/realms/minglu' };

describe('the settings of tokens', () => {
  it('trust the own issuer where no identity provider is named', () => {
    expect(identitySettings({})).toEqual({ oidc: null, publicUrl: null, areGrantsNeeded: false });
    expect(identitySettings({ MINGLU_OIDC_ISSUER: '', MINGLU_ENV: '' })).toEqual({ oidc: null, publicUrl: null, areGrantsNeeded: false });
  });
  it('have defaults for an identity provider', () => {
    expect(identitySettings(ISSUER).oidc).toEqual({
      issuer: 'https://id.example/realms/minglu',
      audience: 'minglu-api',
      algorithms: ['ES256', 'RS256', 'PS256', 'EdDSA'],
      parties: null,
      mapping: { person: 'sub', role: 'minglu_roles', org: 'minglu_org', roleNames: null, serviceClients: [] },
    });
  });
  it('name audience, clients, algorithms and the claims with the roles of the provider', () => {
    const { oidc, publicUrl } = identitySettings({
      ...ISSUER,
      MINGLU_PUBLIC_URL: 'https://minglu.example/',
      MINGLU_OIDC_AUDIENCE: 'api',
      MINGLU_OIDC_ALGORITHMS: 'ES256, PS256',
      MINGLU_OIDC_PARTIES: 'console,province',
      MINGLU_OIDC_PERSON_CLAIM: 'preferred_username',
      MINGLU_OIDC_ROLE_CLAIM: 'realm_access.roles',
      MINGLU_OIDC_ORG_CLAIM: 'org',
      MINGLU_OIDC_ROLE_NAMES: 'cn=officers=ministry-officer,审计=auditor',
      MINGLU_OIDC_SERVICE_CLIENTS: 'province',
    });
    expect(publicUrl).toBe('https://minglu.example');
    expect(oidc).toMatchObject({
      audience: 'api',
      algorithms: ['ES256', 'PS256'],
      parties: ['console', 'province'],
      mapping: {
        person: 'preferred_username',
        role: 'realm_access.roles',
        org: 'org',
        roleNames: { 'cn=officers': 'ministry-officer', 审计: 'auditor' },
        serviceClients: ['province'],
      },
    });
  });
  it.each<[string, string, Record<string, string>]>([
    ['production without an identity provider', 'MINGLU_OIDC_ISSUER is not set', { MINGLU_ENV: 'production' }],
    ['another environment', 'MINGLU_ENV is production or development: test', { MINGLU_ENV: 'test' }],
    ['an issuer that is no address', 'MINGLU_OIDC_ISSUER is no https', { MINGLU_OIDC_ISSUER: 'minglu' }],
    ['an issuer that is not encrypted', 'MINGLU_OIDC_ISSUER is not encrypted', { MINGLU_OIDC_ISSUER: 'http://id.example' }],
    ['a public address with a path', 'MINGLU_PUBLIC_URL has a path', { MINGLU_PUBLIC_URL: 'https://a.example/minglu' }],
    ['a symmetric algorithm', 'MINGLU_OIDC_ALGORITHMS', { ...ISSUER, MINGLU_OIDC_ALGORITHMS: 'ES256,HS256' }],
    ['no algorithm at all', 'MINGLU_OIDC_ALGORITHMS', { ...ISSUER, MINGLU_OIDC_ALGORITHMS: 'none' }],
    ['an empty client', 'MINGLU_OIDC_PARTIES has an empty entry', { ...ISSUER, MINGLU_OIDC_PARTIES: 'a,,b' }],
    ['a claim with a blank', 'MINGLU_OIDC_ROLE_CLAIM', { ...ISSUER, MINGLU_OIDC_ROLE_CLAIM: 'my roles' }],
    ['a role that is none', 'MINGLU_OIDC_ROLE_NAMES', { ...ISSUER, MINGLU_OIDC_ROLE_NAMES: 'boss=king' }],
    ['the role of the processes', 'MINGLU_OIDC_ROLE_NAMES', { ...ISSUER, MINGLU_OIDC_ROLE_NAMES: 'boss=system' }],
  ])('are refused in one line for %s', (_, message, env) => {
    expect(() => identitySettings(env)).toThrow(WrongSetting);
    expect(() => identitySettings(env)).toThrow(message);
  });
  it('allow an identity provider without encryption on this machine', () => {
    expect(identitySettings({ MINGLU_OIDC_ISSUER: 'http://127.0.0.1:8080/realms/a' }).oidc?.issuer).toBe('http://127.0.0.1:8080/realms/a');
  });
});

import { randomBytes, type KeyObject } from 'node:crypto';
import { SignJWT, UnsecuredJWT } from 'jose';
import { PUBLIC_ACTOR, accessTokenIssuer, accessTokens } from './access-tokens.js';
import { publicKeyOf, signingKey } from './ed25519.js';

const key = randomBytes(32);
const RULES = { roles: ['applicant', 'ministry-officer', 'public', 'system'], isHeldRightly: () => true };
const officer = { person: 'officer-1', role: 'ministry-officer', org: 'MIIT' };
const { issue } = accessTokenIssuer(key);
const { actorOf } = accessTokens(publicKeyOf(key), RULES);

/** A forged or hand-made token. */
const forged = (
  claims: Record<string, unknown>,
  { by = signingKey(key) as Uint8Array | KeyObject, alg = 'EdDSA', issuer = 'minglu', expires = '1h' } = {},
): Promise<string> => new SignJWT(claims).setProtectedHeader({ alg }).setIssuer(issuer).setExpirationTime(expires).sign(by);

describe('an access token', () => {
  it('names the actor: person, role and organisation', async () => {
    expect(await actorOf(`Bearer ${await issue(officer)}`)).toEqual(officer);
    expect(await actorOf(`bearer ${await issue(officer)}`)).toEqual(officer);
  });

  it('is not needed by the public: a request without one is the public actor', async () => {
    expect(await actorOf(undefined)).toEqual(PUBLIC_ACTOR);
  });

  it.each(['', 'Bearer', 'Bearer ', 'Bearer x', 'Basic b2ZmaWNlcjp4', 'Bearer a.b.c'])('is not read from the header %j', async (header) => {
    expect(await actorOf(header)).toBeNull();
  });

  it('expires', async () => {
    expect(await actorOf(`Bearer ${await issue(officer, -1)}`)).toBeNull();
  });

  it.each([
    ['signed with another key', () => forged({ sub: 'a', role: 'applicant', org: '330100' }, { by: signingKey(randomBytes(32)) })],
    [
      'signed with the public key as a shared secret',
      () => forged({ sub: 'a', role: 'applicant', org: '330100' }, { by: publicKeyOf(key), alg: 'HS256' }),
    ],
    ['signed with another algorithm', () => forged({ sub: 'a', role: 'applicant', org: '330100' }, { by: randomBytes(64), alg: 'HS512' })],
    [
      'not signed',
      async () => new UnsecuredJWT({ sub: 'a', role: 'applicant', org: '330100' }).setIssuer('minglu').setExpirationTime('1h').encode(),
    ],
    ['of another issuer', () => forged({ sub: 'a', role: 'applicant', org: '330100' }, { issuer: 'someone' })],
    ['of the role system', () => forged({ sub: 'a', role: 'system', org: 'MIIT' })],
    ['of an unknown role', () => forged({ sub: 'a', role: 'king', org: 'MIIT' })],
    ['without an organisation', () => forged({ sub: 'a', role: 'applicant' })],
    ['with a list for a role', () => forged({ sub: 'a', role: ['applicant'], org: '330100' })],
    ['with a blank in a name', () => forged({ sub: 'a b', role: 'applicant', org: '330100' })],
    ['with a name of more than 64 characters', () => forged({ sub: 'a'.repeat(65), role: 'applicant', org: '330100' })],
  ])('is rejected if it is %s', async (_, make) => {
    expect(await actorOf(`Bearer ${await make()}`)).toBeNull();
  });

  it('is never valid where no public key is known; the public is served', async () => {
    const nobody = accessTokens(null, RULES);
    expect(await nobody.actorOf(`Bearer ${await issue(officer)}`)).toBeNull();
    expect(await nobody.actorOf(undefined)).toEqual(PUBLIC_ACTOR);
  });
});

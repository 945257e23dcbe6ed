import { randomBytes } from 'node:crypto';
import { SignJWT, UnsecuredJWT } from 'jose';
import { PUBLIC_ACTOR, tokens } from './tokens.js';

const key = randomBytes(32);
const ROLES = ['applicant', 'ministry-officer', 'public', 'system'];
const officer = { person: 'officer-1', role: 'ministry-officer', org: 'MIIT' };
const { issue, actorOf } = tokens(key, ROLES);

/** A token by hand, as somebody might try. */
const forged = (
  claims: Record<string, unknown>,
  { by = key as Uint8Array, alg = 'HS256', issuer = 'minglu', expires = '1h' } = {},
): Promise<string> => new SignJWT(claims).setProtectedHeader({ alg }).setIssuer(issuer).setExpirationTime(expires).sign(by);

describe('a token', () => {
  it('says who acts, in which role, for whom', async () => {
    expect(await actorOf(`Bearer ${await issue(officer)}`)).toEqual(officer);
    expect(await actorOf(`bearer ${await issue(officer)}`)).toEqual(officer);
  });

  it('is not needed by the public', async () => {
    expect(await actorOf(undefined)).toEqual(PUBLIC_ACTOR);
  });

  it.each(['', 'Bearer', 'Bearer ', 'Bearer x', 'Basic b2ZmaWNlcjp4', 'Bearer a.b.c'])('is not %j', async (header) => {
    expect(await actorOf(header)).toBeNull();
  });

  it('ends', async () => {
    expect(await actorOf(`Bearer ${await issue(officer, -1)}`)).toBeNull();
  });

  it.each([
    ['signed with another key', () => forged({ sub: 'a', role: 'applicant', org: '330100' }, { by: randomBytes(32) })],
    ['signed otherwise', () => forged({ sub: 'a', role: 'applicant', org: '330100' }, { by: randomBytes(64), alg: 'HS512' })],
    [
      'not signed',
      async () => new UnsecuredJWT({ sub: 'a', role: 'applicant', org: '330100' }).setIssuer('minglu').setExpirationTime('1h').encode(),
    ],
    ['of another issuer', () => forged({ sub: 'a', role: 'applicant', org: '330100' }, { issuer: 'someone' })],
    ['of the system itself', () => forged({ sub: 'a', role: 'system', org: 'MIIT' })],
    ['of a role that there is not', () => forged({ sub: 'a', role: 'king', org: 'MIIT' })],
    ['without an organisation', () => forged({ sub: 'a', role: 'applicant' })],
    ['with a list for a role', () => forged({ sub: 'a', role: ['applicant'], org: '330100' })],
    ['with a blank in a name', () => forged({ sub: 'a b', role: 'applicant', org: '330100' })],
    ['with a name that never ends', () => forged({ sub: 'a'.repeat(65), role: 'applicant', org: '330100' })],
  ])('is not taken %s', async (_, make) => {
    expect(await actorOf(`Bearer ${await make()}`)).toBeNull();
  });
});

import { randomBytes } from 'node:crypto';
import { publicKeyOf } from './ed25519.js';
import { internalTokenIssuer, internalTokens } from './internal-tokens.js';
import { accessTokens } from './access-tokens.js';
import { accessTokenIssuer, ownIssuer } from './own-issuer.js';

describe('internal tokens', () => {
  const key = randomBytes(32);
  const { issue } = internalTokenIssuer(key);
  const { isValid } = internalTokens(publicKeyOf(key));
  it('are valid only for the key that issued them', async () => {
    const token = await issue();
    expect(await isValid(`Bearer ${token}`)).toBe(true);
    expect(await internalTokens(publicKeyOf(randomBytes(32))).isValid(`Bearer ${token}`)).toBe(false);
    for (const wrong of [undefined, '', token, `Basic ${token}`, `Bearer ${token}x`]) expect(await isValid(wrong)).toBe(false);
  });
  it('and access tokens are not interchangeable, even with the same key', async () => {
    const person = await accessTokenIssuer(key).issue({ person: 'p', role: 'auditor', org: 'MIIT' });
    expect(await isValid(`Bearer ${person}`)).toBe(false);
    expect(
      await accessTokens(ownIssuer(publicKeyOf(key)), {
        roles: ['auditor'],
        serviceRoles: [],
        isHeldRightly: () => true,
        incompatible: () => null,
      }).actorOf(`Bearer ${await issue()}`),
    ).toBeNull();
  });
});

import { randomBytes } from 'node:crypto';
import { internalTokens } from './internal-tokens.js';
import { accessTokens } from './access-tokens.js';

describe('internal tokens', () => {
  const key = randomBytes(32);
  const { issue, isValid } = internalTokens(key);
  it('are valid only for the key that issued them', async () => {
    const token = await issue();
    expect(await isValid(`Bearer ${token}`)).toBe(true);
    expect(await internalTokens(randomBytes(32)).isValid(`Bearer ${token}`)).toBe(false);
    for (const wrong of [undefined, '', token, `Basic ${token}`, `Bearer ${token}x`]) expect(await isValid(wrong)).toBe(false);
  });
  it('and access tokens are not interchangeable, even with the same key', async () => {
    const person = await accessTokens(key, ['auditor']).issue({ person: 'p', role: 'auditor', org: 'MIIT' });
    expect(await isValid(`Bearer ${person}`)).toBe(false);
    expect(await accessTokens(key, ['auditor']).actorOf(`Bearer ${await issue()}`)).toBeNull();
  });
});

import { randomBytes } from 'node:crypto';
import { internalTokens } from './internal.js';
import { tokens } from './tokens.js';

describe('the tokens between services', () => {
  const key = randomBytes(32);
  const { issue, isValid } = internalTokens(key);
  it('are known by who made them, and by nobody else', async () => {
    const token = await issue();
    expect(await isValid(`Bearer ${token}`)).toBe(true);
    expect(await internalTokens(randomBytes(32)).isValid(`Bearer ${token}`)).toBe(false);
    for (const wrong of [undefined, '', token, `Basic ${token}`, `Bearer ${token}x`]) expect(await isValid(wrong)).toBe(false);
  });
  it('are not the tokens of persons, though the key were the same', async () => {
    const person = await tokens(key, ['auditor']).issue({ person: 'p', role: 'auditor', org: 'MIIT' });
    expect(await isValid(`Bearer ${person}`)).toBe(false);
    expect(await tokens(key, ['auditor']).actorOf(`Bearer ${await issue()}`)).toBeNull();
  });
});

import { bar, rebuildCommand } from './rebuild.js';

describe('the rebuild command', () => {
  it('shows how far it is, how fast, and how long it will take', () => {
    expect(bar(60_000, 120_000, 20_000)).toBe(`${'█'.repeat(15)}${'░'.repeat(15)} 50 %  60,000 of 120,000  20,000/s  3 s left `);
    expect(bar(0, 0, 0)).toContain('100 %');
  });
  it.each([[[]], [['something']], [['read-model', 'more']]])('understands nothing but the read model: %j', async (args) => {
    const said: string[] = [];
    const output = { write: (text: string) => void said.push(text) };
    const root = '/nowhere';
    expect(await rebuildCommand(args, { root, stdout: output, stderr: output, env: { DATABASE_URL: 'postgres://x' } })).toBe(2);
    expect(said.join('')).toContain('rebuild read-model');
    expect(await rebuildCommand(['read-model'], { root, stdout: output, stderr: output, env: {} })).toBe(2);
    expect(said.join('')).toContain('the data folder holds no database');
  });
});

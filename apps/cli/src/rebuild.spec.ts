import { bar } from './rebuild.js';
import { run } from './testing/run.js';

describe('the rebuild command', () => {
  it('shows the progress, the rate and the time left', () => {
    expect(bar(60_000, 120_000, 20_000)).toBe(`${'█'.repeat(15)}${'░'.repeat(15)} 50 %  60,000 of 120,000  20,000/s  3 s left `);
    expect(bar(0, 0, 0)).toContain('100 %');
  });
  it.each([[[]], [['something']], [['read-model', 'more']]])('accepts only the read model: %j', async (args) => {
    const wrong = await run(['rebuild', ...args], { env: { DATABASE_URL: 'postgres://x' } });
    expect(wrong).toMatchObject({ code: 2, err: expect.stringContaining('rebuild read-model') });
    const noDatabase = await run(['rebuild', 'read-model']);
    expect(noDatabase).toMatchObject({ code: 2, err: expect.stringContaining('the data folder holds no database') });
  });
});

import { waitForStart, waitUntil } from './wait.js';

describe('waiting for a condition', () => {
  it('ends with true when the condition holds, even where no time is given', async () => {
    expect(await waitUntil(() => true, { withinMs: 0, everyMs: 1 })).toBe(true);
    let checks = 0;
    expect(await waitUntil(async () => (checks += 1) === 3, { withinMs: 10_000, everyMs: 1 })).toBe(true);
    expect(checks).toBe(3);
  });
  it('ends with false when time runs out', async () => {
    expect(await waitUntil(() => false, { withinMs: 5, everyMs: 1 })).toBe(false);
  });
  it('rejects with the error of the condition', async () => {
    await expect(waitUntil(() => Promise.reject(new Error('no server')), { withinMs: 1_000, everyMs: 1 })).rejects.toThrow('no server');
  });
  it('reports the progress of a slow start', async () => {
    const lines: string[] = [];
    let checks = 0;
    const up = await waitForStart('waiting for it', () => (checks += 1) === 4, { log: (line) => lines.push(line), progressMs: 60 });
    expect([up, lines.length > 0, lines[0]]).toEqual([true, true, 'waiting for it: 0 s']);
    expect(await waitForStart('waiting for it', () => false, { limitMs: 5 })).toBe(false);
  });
});

import { ProblemException } from './problem.js';
import { turns } from './turns.js';

const FULL = { zh: '过多', en: 'too many' };
/** Work that ends when it is told to. */
const held = () => {
  let end: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => (end = resolve));
  return { end, work: () => ended };
};

describe('turns', () => {
  it('run so many at a time, then those that wait in their order', async () => {
    const { take } = turns(1, 2);
    const first = held();
    const done: string[] = [];
    const running = take(first.work, FULL);
    const waiting = ['b', 'c'].map((name) => take(async () => void done.push(name), FULL));
    await new Promise(setImmediate);
    expect(done).toEqual([]);
    first.end();
    await Promise.all([running, ...waiting]);
    expect(done).toEqual(['b', 'c']);
  });
  it('refuse what is too many, with a problem that says so', async () => {
    const { take } = turns(1, 0);
    const first = held();
    const running = take(first.work, FULL);
    const refused = await take(async () => undefined, FULL).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(ProblemException);
    expect((refused as ProblemException).problem).toMatchObject({ code: 'service-away', status: 503, message: FULL });
    first.end();
    await running;
    expect(await take(async () => 'free again', FULL)).toBe('free again');
  });
  it('do not begin work that nobody waits for any more, and go on after work that failed', async () => {
    const { take } = turns(1, 2);
    const first = held();
    const failing = take(async () => {
      await first.work();
      throw new Error('failed');
    }, FULL);
    const left = new AbortController();
    let begun = false;
    const waiting = take(async () => void (begun = true), FULL, left.signal);
    left.abort(new Error('the caller has left'));
    first.end();
    await expect(failing).rejects.toThrow('failed');
    await expect(waiting).rejects.toThrow('the caller has left');
    expect(begun).toBe(false);
  });
});

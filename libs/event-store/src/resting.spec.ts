import { resting } from './resting.js';

describe('a worker’s pause', () => {
  const FOREVER = 3_600_000;
  const open = () => new AbortController().signal;
  it('ends at once when nudged, and by itself after a while', async () => {
    const pause = resting(FOREVER);
    const rested = pause.rest(open());
    pause.nudge();
    await rested;
    await resting(1).rest(open());
  });
  it('is not begun when there was a nudge since the last look, and is again after the next', async () => {
    const pause = resting(FOREVER);
    pause.nudge();
    await pause.rest(open());
    pause.look();
    let over = false;
    const rested = pause.rest(open()).then(() => (over = true));
    await Promise.resolve();
    expect(over).toBe(false);
    pause.wake();
    await rested;
  });
  it('is not begun when the worker is to end', async () => {
    await resting(FOREVER).rest(AbortSignal.abort());
  });
});

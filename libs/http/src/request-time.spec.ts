import { setTimeout as delay } from 'node:timers/promises';
import { requestTime } from './request-time.js';

const OVER = new Error('the time is over');

describe('the time of a request', () => {
  it('ends with its reason, unless the caller leaves before', async () => {
    const { time } = requestTime(20, () => OVER);
    expect(time.signal.aborted).toBe(false);
    await new Promise((resolve) => time.signal.addEventListener('abort', resolve));
    expect(time.signal.reason).toBe(OVER);
    const left = requestTime(60_000, () => OVER);
    left.leave();
    expect(left.time.signal.reason).toBe(OVER);
  });
  it('stands still during work with a limit of its own, and leaves some after it', async () => {
    const { time, leave } = requestTime(20, () => OVER);
    expect(await time.paused(delay(60, 'done'))).toBe('done');
    await delay(40);
    expect(time.signal.aborted).toBe(false);
    leave();
  });
  it('does not begin again when the caller left during that work', async () => {
    const { time, leave } = requestTime(20, () => OVER);
    const work = time.paused(delay(20));
    leave();
    await work;
    expect(time.signal.aborted).toBe(true);
  });
});

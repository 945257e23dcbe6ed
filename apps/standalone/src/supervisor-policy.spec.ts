import { isSecondRequest, mayRestart } from './supervisor-policy.js';

const MINUTE = 60_000;

describe('a lost database', () => {
  it('is restarted three times', () => {
    expect(mayRestart([], 0)).toBe(true);
    expect(mayRestart([0, MINUTE], 2 * MINUTE)).toBe(true);
    expect(mayRestart([0, MINUTE, 2 * MINUTE], 3 * MINUTE)).toBe(false);
  });

  it('is restarted again when the earlier restarts are ten minutes ago', () => {
    expect(mayRestart([0, MINUTE, 2 * MINUTE], 10 * MINUTE)).toBe(true);
  });
});

describe('a second signal', () => {
  it('is the same keystroke, forwarded by npm, when it comes at once', () => {
    expect(isSecondRequest(5_000, 5_020)).toBe(false);
  });

  it('is a second request when it comes later', () => {
    expect(isSecondRequest(5_000, 6_500)).toBe(true);
  });
});

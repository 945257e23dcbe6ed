import { isImpatient, mayRestart } from './supervisor-policy.js';

const MINUTE = 60_000;

describe('a lost database', () => {
  it('is started again three times', () => {
    expect(mayRestart([], 0)).toBe(true);
    expect(mayRestart([0, MINUTE], 2 * MINUTE)).toBe(true);
    expect(mayRestart([0, MINUTE, 2 * MINUTE], 3 * MINUTE)).toBe(false);
  });

  it('is started again once the earlier times are ten minutes past', () => {
    expect(mayRestart([0, MINUTE, 2 * MINUTE], 10 * MINUTE)).toBe(true);
  });
});

describe('a second signal', () => {
  it('is the same keystroke when it comes at once, by way of npm', () => {
    expect(isImpatient(5_000, 5_020)).toBe(false);
  });

  it('is impatience when it comes later', () => {
    expect(isImpatient(5_000, 6_500)).toBe(true);
  });
});

import { momentFrom } from './instant-from.js';
import { ProblemException } from './problem.js';

describe('a moment in a question', () => {
  it('that is a day is its last millisecond in Shanghai', () => {
    expect(momentFrom('2026-11-30')).toBe('2026-11-30T15:59:59.999Z');
    expect(momentFrom('2024-02-29')).toBe('2024-02-29T15:59:59.999Z');
  });
  it('that is an instant is that instant, also if the URL decoder took the plus of its offset for a space', () => {
    expect(momentFrom('2026-11-30T00:00:00+08:00')).toBe('2026-11-29T16:00:00.000Z');
    expect(momentFrom('2026-11-30T00:00:00 08:00')).toBe('2026-11-29T16:00:00.000Z');
  });
  it.each(['2026-02-29', '2026-11', '30.11.2026', '2026-11-30T00:00:00', ''])('that is neither is refused: %s', (text) => {
    expect(() => momentFrom(text)).toThrow(ProblemException);
  });
});

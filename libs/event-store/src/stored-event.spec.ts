import fc from 'fast-check';
import { instantOf } from '@minglu/kernel';
import { instantFrom } from './stored-event.js';

/** The text of a timestamptz as PostgreSQL prints it: no trailing zeros in the fraction. */
const printed = (instant: string, offset: string) => instant.replace('T', ' ').replace(/\.?0*Z$/, '') + offset;

describe('an instant read from a row', () => {
  it('equals the stored one, in a session in UTC', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4_000_000_000_000 }), (ms) => {
        const instant = instantOf(ms);
        const text = ms % 1_000 === 0 ? `${instant.slice(0, 10)} ${instant.slice(11, 19)}+00` : printed(instant, '+00');
        expect(instantFrom(text)).toBe(instant);
      }),
    );
  });

  it('is cut to milliseconds, and converted to UTC from any other zone', () => {
    expect(instantFrom('2024-03-01 08:00:00.123456+00')).toBe('2024-03-01T08:00:00.123Z');
    expect(instantFrom('2024-03-01 16:00:00.5+08')).toBe('2024-03-01T08:00:00.500Z');
    expect(instantFrom('2024-03-01 13:30:00+05:30')).toBe('2024-03-01T08:00:00.000Z');
  });
});

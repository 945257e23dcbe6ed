import { addDays, addMonths, dayOf, endOfDay, inShanghai, isDay, parseInstant, sinceDay, startOfDay, weekday } from './time.js';

describe('a day in Asia/Shanghai', () => {
  it('gives the effective instant of a dated fact: the start of a past day, otherwise now', () => {
    const now = '2025-10-10T16:00:00.001Z';
    expect(sinceDay('2025-10-10', now)).toBe('2025-10-09T16:00:00.000Z');
    expect([sinceDay('2025-10-11', now), sinceDay('2025-10-12', now)]).toEqual([now, now]);
  });
  it('exists or does not', () => {
    expect([isDay('2024-02-29'), isDay('2023-02-29'), isDay('2023-2-1'), isDay('2023-13-01')]).toEqual([true, false, false, false]);
  });
  it('begins at 16:00 UTC of the day before and ends 24 hours later', () => {
    expect([startOfDay('2025-10-11'), endOfDay('2025-10-10')]).toEqual(['2025-10-10T16:00:00.000Z', '2025-10-10T16:00:00.000Z']);
    expect(dayOf('2025-10-10T15:59:59.999Z')).toBe('2025-10-10');
    expect(dayOf('2025-10-10T16:00:00.000Z')).toBe('2025-10-11');
  });
  it('has a corresponding day months later, or the last day of the month where there is none (民法典202)', () => {
    expect([addMonths('2024-02-29', 36), addMonths('2024-01-31', 1), addMonths('2024-01-05', 36), addMonths('2025-08-31', 6)]).toEqual([
      '2027-02-28',
      '2024-02-29',
      '2027-01-05',
      '2026-02-28',
    ]);
  });
  it('has a weekday and neighbours', () => {
    expect([weekday('2025-09-28'), weekday('1970-01-01'), addDays('2024-12-31', 1)]).toEqual([0, 4, '2025-01-01']);
  });
});

describe('an instant', () => {
  it('is read with its offset and written in UTC', () => {
    expect(parseInstant('2025-10-11T00:00:00+08:00')).toBe('2025-10-10T16:00:00.000Z');
    expect(inShanghai('2025-10-10T16:00:00.000Z')).toBe('2025-10-11T00:00:00+08:00');
  });
  it('is rejected without an offset, or if it does not exist', () => {
    expect([
      parseInstant('2025-10-11T00:00:00'),
      parseInstant('2025-02-30T00:00:00Z'),
      parseInstant('2025-02-03T25:00:00Z'),
      parseInstant('x'),
    ]).toEqual([null, null, null, null]);
  });
});

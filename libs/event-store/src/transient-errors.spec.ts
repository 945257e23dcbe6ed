import { DatabaseError } from 'pg';
import { isTransient, retryTransient } from './transient-errors.js';

const sqlState = (code: string) => Object.assign(new DatabaseError('…', 0, 'error'), { code });

describe('a transient error', () => {
  it.each(['08006', '25006', '40001', '40P01', '53300', '55P03', '57P01', '58030'])('is SQLSTATE %s', (code) =>
    expect(isTransient(sqlState(code))).toBe(true),
  );
  it.each(['23505', '22P05', '42501', '55000', 'P0001'])('is not SQLSTATE %s', (code) => expect(isTransient(sqlState(code))).toBe(false));
  it('is an error of the network, and a lost connection in the words of node-pg', () => {
    expect(isTransient(Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }))).toBe(true);
    expect(isTransient(new Error('Connection terminated unexpectedly'))).toBe(true);
    expect(isTransient(new Error('timeout exceeded when trying to connect'))).toBe(true);
  });
  it('is not an error of the domain that contains such words, nor a value that is no Error', () => {
    class UnreadableEvent extends Error {}
    for (const error of [new UnreadableEvent('unknown type ConnectionTerminated'), new TypeError('timeout'), new Error('other'), 'timeout'])
      expect(isTransient(error)).toBe(false);
  });
});

describe('retrying transient errors', () => {
  const failing = (error: Error, times: number) => {
    let calls = 0;
    return {
      work: async () => {
        calls += 1;
        if (calls <= times) throw error;
        return calls;
      },
      calls: () => calls,
    };
  };
  const lost = sqlState('57P01');

  it('attempts until it succeeds', async () => {
    expect(await retryTransient(failing(lost, 2).work)).toBe(3);
  });
  it('rejects at once with any other error', async () => {
    const { work, calls } = failing(sqlState('23505'), Infinity);
    await expect(retryTransient(work)).rejects.toMatchObject({ code: '23505' });
    expect(calls()).toBe(1);
  });
  it('rejects with the last error when patience is spent', async () => {
    const { work, calls } = failing(lost, Infinity);
    await expect(retryTransient(work, 50)).rejects.toBe(lost);
    expect(calls()).toBeGreaterThan(1);
  });
});

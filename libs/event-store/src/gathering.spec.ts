import { DatabaseError } from 'pg';
import { gather } from './gathering.js';

/** A far side that answers when it is told to. */
const farSide = () => {
  const batches: (readonly number[])[] = [];
  const waiting: (() => void)[] = [];
  const send = (batch: readonly number[]): Promise<readonly string[]> => {
    batches.push(batch);
    return new Promise((resolve) => waiting.push(() => resolve(batch.map(String))));
  };
  return { batches, send, answerOne: () => waiting.shift()!() };
};
const turn = () => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);
const refusal = () => Object.assign(new DatabaseError('refused', 0, 'error'), { code: '23505' });

describe('gathering', () => {
  it('sends together what comes in one turn, and each caller gets its own answer', async () => {
    const far = farSide();
    const gathering = gather(far.send, { batches: 1 });
    const answers = [1, 2, 3].map(gathering.add);
    await turn();
    far.answerOne();
    expect(await Promise.all(answers)).toEqual(['1', '2', '3']);
    expect(far.batches).toEqual([[1, 2, 3]]);
  });

  it('lets what comes while its batches are under way wait for the next, in order', async () => {
    const far = farSide();
    const gathering = gather(far.send, { batches: 1 });
    void gathering.add(1);
    await turn();
    for (const n of [2, 3]) void gathering.add(n);
    await turn();
    void gathering.add(4);
    expect(far.batches).toEqual([[1]]);
    far.answerOne();
    await turn();
    expect(far.batches).toEqual([[1], [2, 3, 4]]);
  });

  it('shares out among its free batches what is worth it', async () => {
    const far = farSide();
    const gathering = gather(far.send, { batches: 2, worthSharing: 16 });
    for (const n of numbers(1, 60)) void gathering.add(n);
    await turn();
    expect(far.batches).toEqual([numbers(1, 30), numbers(31, 60)]);
    const few = farSide();
    const small = gather(few.send, { batches: 2, worthSharing: 16 });
    for (const n of numbers(1, 20)) void small.add(n);
    await turn();
    expect(few.batches).toEqual([numbers(1, 16), numbers(17, 20)]);
  });

  it('sends all that waits in one batch where nothing is said to be worth sharing', async () => {
    const far = farSide();
    const gathering = gather(far.send, { batches: 2 });
    for (const n of numbers(1, 60)) void gathering.add(n);
    await turn();
    expect(far.batches).toEqual([numbers(1, 60)]);
  });

  it('bounds a batch by weight, but sends what is too heavy by itself', async () => {
    const far = farSide();
    const gathering = gather(far.send, { batches: 9, weight: (n) => n * 1_000_000 });
    for (const n of [3, 4, 5, 20, 1]) void gathering.add(n);
    await turn();
    expect(far.batches).toEqual([[3, 4], [5], [20], [1]]);
  });

  it('sends each by itself when a batch is refused, so that one at fault fails alone', async () => {
    const send = async (batch: readonly number[]) => {
      if (batch.includes(2)) throw refusal();
      return batch.map(String);
    };
    const gathering = gather(send, { batches: 1 });
    const settled = await Promise.allSettled([1, 2, 3].map(gathering.add));
    expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });

  it('does not send again what was lost with the connection', async () => {
    let sent = 0;
    const gathering = gather(
      async (): Promise<string[]> => {
        sent += 1;
        throw Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });
      },
      { batches: 1 },
    );
    const settled = await Promise.allSettled([1, 2].map(gathering.add));
    expect(settled.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(sent).toBe(1);
  });

  it('closes when all that it took is answered', async () => {
    const far = farSide();
    const gathering = gather(far.send, { batches: 1 });
    const answer = gathering.add(1);
    let closed = false;
    const closing = gathering.close().then(() => (closed = true));
    await expect(gathering.add(2)).rejects.toThrow('closed');
    await turn();
    expect(closed).toBe(false);
    far.answerOne();
    await Promise.all([answer, closing]);
  });
});

import { DatabaseError } from 'pg';
import { batcher } from './batcher.js';

/** A receiver whose answers the test releases. */
const receiver = () => {
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

describe('a batcher', () => {
  it('sends the items of one turn together, and each caller gets its own answer', async () => {
    const far = receiver();
    const batching = batcher(far.send, { batches: 1 });
    const answers = [1, 2, 3].map((n) => batching.add(n));
    await turn();
    far.answerOne();
    expect(await Promise.all(answers)).toEqual(['1', '2', '3']);
    expect(far.batches).toEqual([[1, 2, 3]]);
  });

  it('keeps items in order until the batch in flight is answered', async () => {
    const far = receiver();
    const batching = batcher(far.send, { batches: 1 });
    void batching.add(1);
    await turn();
    for (const n of [2, 3]) void batching.add(n);
    await turn();
    void batching.add(4);
    expect(far.batches).toEqual([[1]]);
    far.answerOne();
    await turn();
    expect(far.batches).toEqual([[1], [2, 3, 4]]);
  });

  it('divides the items among the free batches, in shares of a minimum size', async () => {
    const far = receiver();
    const batching = batcher(far.send, { batches: 2, minShare: 16 });
    for (const n of numbers(1, 60)) void batching.add(n);
    await turn();
    expect(far.batches).toEqual([numbers(1, 30), numbers(31, 60)]);
    const few = receiver();
    const small = batcher(few.send, { batches: 2, minShare: 16 });
    for (const n of numbers(1, 20)) void small.add(n);
    await turn();
    expect(few.batches).toEqual([numbers(1, 16), numbers(17, 20)]);
  });

  it('sends all items in one batch if no minimum share is set', async () => {
    const far = receiver();
    const batching = batcher(far.send, { batches: 2 });
    for (const n of numbers(1, 60)) void batching.add(n);
    await turn();
    expect(far.batches).toEqual([numbers(1, 60)]);
  });

  it('bounds a batch by weight, and sends an item above the bound alone', async () => {
    const far = receiver();
    const batching = batcher(far.send, { batches: 9, weight: (n) => n * 1_000_000 });
    for (const n of [3, 4, 5, 20, 1]) void batching.add(n);
    await turn();
    expect(far.batches).toEqual([[3, 4], [5], [20], [1]]);
  });

  it('sends each item alone if a batch is refused, so that only the item at fault fails', async () => {
    const send = async (batch: readonly number[]) => {
      if (batch.includes(2)) throw refusal();
      return batch.map(String);
    };
    const batching = batcher(send, { batches: 1 });
    const settled = await Promise.allSettled([1, 2, 3].map((n) => batching.add(n)));
    expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });

  it('does not send a batch again after a transient error', async () => {
    let sent = 0;
    const batching = batcher(
      async (): Promise<string[]> => {
        sent += 1;
        throw Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });
      },
      { batches: 1 },
    );
    const settled = await Promise.allSettled([1, 2].map((n) => batching.add(n)));
    expect(settled.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(sent).toBe(1);
  });

  it('forgets an item whose caller leaves while it waits, and rejects it with the reason', async () => {
    const far = receiver();
    const batching = batcher(far.send, { batches: 1 });
    const first = batching.add(1);
    await turn();
    const [leaving, reason] = [new AbortController(), new Error('the caller is gone')];
    const left = batching.add(2, leaving.signal);
    const last = batching.add(3, new AbortController().signal);
    leaving.abort(reason);
    await expect(left).rejects.toBe(reason);
    await expect(batching.add(4, leaving.signal)).rejects.toBe(reason);
    far.answerOne();
    await turn();
    far.answerOne();
    expect(await Promise.all([first, last])).toEqual(['1', '3']);
    expect(far.batches).toEqual([[1], [3]]);
  });

  it('tells the sender when the last caller of a batch has left, and sends no item of it again', async () => {
    let sent = 0;
    const batching = batcher(
      (_: readonly number[], signal) => {
        sent += 1;
        return new Promise<string[]>((__, reject) => signal.addEventListener('abort', () => reject(refusal())));
      },
      { batches: 1 },
    );
    const callers = [new AbortController(), new AbortController()];
    const answers = callers.map(({ signal }, n) => batching.add(n, signal));
    await turn();
    callers[0]!.abort(new Error('gone'));
    await expect(answers[0]).rejects.toThrow('gone');
    callers[1]!.abort(new Error('gone too'));
    await expect(answers[1]).rejects.toThrow('gone too');
    await batching.close();
    expect(sent).toBe(1);
  });

  it('closes when all accepted items are answered', async () => {
    const far = receiver();
    const batching = batcher(far.send, { batches: 1 });
    const answer = batching.add(1);
    let closed = false;
    const closing = batching.close().then(() => (closed = true));
    await expect(batching.add(2)).rejects.toThrow('closed');
    await turn();
    expect(closed).toBe(false);
    far.answerOne();
    await Promise.all([answer, closing]);
  });
});

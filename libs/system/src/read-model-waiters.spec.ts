import { readModelWaiters } from './read-model-waiters.js';

describe('a query that waits for the read model', () => {
  /** A read model at a position that the test moves. */
  const readModelAt = (start: number) => {
    let [position, looks] = [start, 0];
    return {
      moveTo: (to: number) => (position = to),
      looks: () => looks,
      progressTo: (target: number) => ({
        isReached: () => {
          looks += 1;
          return position >= target;
        },
      }),
    };
  };
  const NOT_CAUGHT_UP = {
    problem: expect.objectContaining({
      status: 504,
      code: 'not-caught-up',
      details: expect.not.objectContaining({ behind: expect.anything() }),
    }),
  };

  it('goes on at once if the place is reached', async () => {
    const model = readModelAt(3);
    await readModelWaiters().waitFor(model.progressTo(3), 0);
    expect(model.looks()).toBe(1);
  });
  it('goes on when it is woken after the place was reached', async () => {
    const [waiters, model] = [readModelWaiters(), readModelAt(3)];
    let done = false;
    const waited = waiters.waitFor(model.progressTo(5), 60_000).then(() => (done = true));
    await new Promise(setImmediate);
    model.moveTo(4);
    waiters.wake();
    await new Promise(setImmediate);
    expect(done).toBe(false);
    model.moveTo(5);
    waiters.wake();
    await waited;
  });
  it('goes on without a wake when another process has advanced the read model', async () => {
    const model = readModelAt(3);
    const waited = readModelWaiters().waitFor(model.progressTo(4), 60_000);
    model.moveTo(4);
    await waited;
  });
  it('is refused after its patience, without a figure that would count hidden events', async () => {
    await expect(readModelWaiters().waitFor(readModelAt(3).progressTo(5), 1)).rejects.toMatchObject(NOT_CAUGHT_UP);
  });
  it('is refused when the service stops', async () => {
    const waiters = readModelWaiters();
    const waited = waiters.waitFor(readModelAt(3).progressTo(7), 60_000);
    waiters.close();
    await expect(waited).rejects.toMatchObject(NOT_CAUGHT_UP);
  });
});

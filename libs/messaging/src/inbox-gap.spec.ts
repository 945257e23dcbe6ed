import { inTransaction, type StoredEvent } from '@minglu/event-store';
import { describeOnPostgres } from '@minglu/event-store/testing';
import fc from 'fast-check';
import { bench, expectOnceInOrder, noteEffects, type Bench } from './behaviour.test.js';
import { inbox } from './inbox.js';
import { inboxQueries } from './inbox-queries.js';

describeOnPostgres('an inbox whose events come out of order', () => {
  let one: Bench;
  let events: readonly StoredEvent[];
  beforeAll(async () => {
    one = await bench();
    await one.append('dossier/a', 0, 5);
    await one.append('dossier/b', 0, 3);
    const pages: StoredEvent[] = [];
    for await (const page of one.store.readAll({ after: 0 })) pages.push(...page);
    events = pages;
  }, 30_000);
  afterAll(() => one.close());
  beforeEach(() => one.database.pool.query('TRUNCATE reading.effects, reading.watermarks, reading.parked'));

  const opened = (handler = noteEffects) => {
    const box = inbox({ consumer: 'reader', schema: 'reading', handler, attempts: 1 });
    const take = (...some: StoredEvent[]) => inTransaction(one.database.pool, (tx) => box.take(some, tx));
    return { take, ...inboxQueries(one.database.pool, 'reading', 'reader', box) };
  };

  it('applies each once and in order, and leaves none parked, in whatever order and batches they come', async () => {
    const arrivals = fc.tuple(
      fc.shuffledSubarray([0, 1, 2, 3, 4, 5, 6, 7], { minLength: 8 }),
      fc.array(fc.nat(7), { maxLength: 4 }),
      fc.integer({ min: 1, max: 4 }),
    );
    await fc.assert(
      fc.asyncProperty(arrivals, async ([order, again, size]) => {
        await one.database.pool.query('TRUNCATE reading.effects, reading.watermarks, reading.parked');
        const box = opened();
        const all = [...again, ...order].map((index) => events[index]!);
        for (let from = 0; from < all.length; from += size) await box.take(...all.slice(from, from + size));
        expect(await box.parked()).toEqual([]);
        expectOnceInOrder(await one.effects(), { 'dossier/a': 5, 'dossier/b': 3 });
      }),
      { numRuns: 40 },
    );
  }, 30_000);

  it('keeps an event parked that failed, when it is delivered again or events before and behind it come', async () => {
    const box = opened(async (some, tx) => {
      if (some.some(({ streamVersion }) => streamVersion === 3)) throw new Error('cannot be handled');
      await noteEffects(some, tx);
    });
    const [first, second, third, fourth] = events as [StoredEvent, StoredEvent, StoredEvent, StoredEvent];
    await box.take(fourth, third);
    await box.take(first);
    await box.take(second);
    await box.take(third);
    expect((await box.parked()).map(({ streamVersion }) => streamVersion)).toEqual([3, 4]);
    expect((await box.parked())[0]!.reason).toContain('cannot be handled');
    expectOnceInOrder(await one.effects(), { 'dossier/a': 2 });
  });
});

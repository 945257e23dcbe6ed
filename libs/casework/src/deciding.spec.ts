import { randomBytes } from 'node:crypto';
import { accept, isRefused, newEvent, ref, type AnyAct } from '@minglu/kernel';
import type { EventStore } from '@minglu/event-store';
import { admission, type AdmittedCommand } from './admission.js';
import { decider, type Observe } from './deciding.js';
import { streamCache, type StreamCache } from './stream-cache.js';
import { acts, clerk, houseRules, NOON, registry, ruleEvents, rules, shelfEvents, shelves } from './testing/library.js';
import { APPENDED, appendOf, CONFLICT, countingStore, loadedAt } from './testing/streams.js';
import { vault } from './vault.js';

const bookPut = newEvent(shelfEvents.BookPut, { shelf: 'a', book: 'b1', owner: 'a' });
const opening: AnyAct = { ...acts.find(({ command }) => command === 'CloseShelf')!, command: 'OpenShelf', opens: true };
/** Opens a shelf, and looks at who has the book. */
const openingWith: AnyAct = {
  ...acts.find(({ command }) => command === 'PutBook')!,
  command: 'OpenWith',
  opens: true,
};
const failing: AnyAct = {
  ...opening,
  command: 'Fail',
  decide: () => {
    throw new Error('the act is broken');
  },
};
/** Writes the shelf that the first one names, and reads the house rules. */
const widening: AnyAct = {
  ...acts.find(({ command }) => command === 'CloseShelf')!,
  command: 'CloseNext',
  widen: ({ shelf }: { shelf: string }) => [ref(shelves, `${shelf}-next`)],
  reads: () => ({ limit: houseRules }),
  decide: () => accept([]),
} as unknown as AnyAct;
const admit = admission({
  acts: [...acts, opening, openingWith, failing, widening],
  vault: vault(randomBytes(32)),
  requestKey: randomBytes(32),
});
const command = (type: string, data: Record<string, unknown> = { shelf: 'a' }): AdmittedCommand =>
  admit({ commandId: 'c1', type, data, actor: clerk, at: NOON }) as AdmittedCommand;
const closing = command('CloseShelf');
const putting = command('PutBook', { shelves: ['a'], book: 'b2' });

describe('the decider', () => {
  let store: EventStore;
  let reads: string[];
  let cache: StreamCache;
  let decide: ReturnType<typeof decider>;
  const decideWith = (observe: Observe) => decider({ store, cache, observe });
  beforeEach(async () => {
    ({ store, reads } = countingStore());
    cache = streamCache(store, registry, 100);
    decide = decider({ store, cache });
    await store.append(appendOf('shelf/a', 0, bookPut));
  });

  it('loads the streams of a command and decides on them', async () => {
    const { decision, streams } = await decide(putting, [], false);
    expect(decision).toMatchObject({
      writes: [{ streamId: 'shelf/a', expectedVersion: 1, events: [{ type: 'BookPut' }] }],
      readSet: [
        { streamId: 'shelf/a', version: 1 },
        { streamId: 'rules/house', version: 0 },
      ],
    });
    expect([...streams].map(([stream, { version }]) => [stream, version])).toEqual([
      ['shelf/a', 1],
      ['rules/house', 0],
    ]);
  });
  it('reads nothing from the store if all streams are cached', async () => {
    (await decide(closing, [], false)).release();
    (await decide(closing, [], false)).release();
    expect(reads).toEqual(['shelf/a']);
  });
  it('loads the streams that the first ones name, and keeps only the targets and the reads', async () => {
    const { streams } = await decide(command('CloseNext'), [], false);
    expect([...streams.keys()]).toEqual(['shelf/a-next', 'rules/house']);
    expect(reads).toEqual(['shelf/a', 'shelf/a-next', 'rules/house']);
  });

  it('holds the targets until the release', async () => {
    const first = await decide(closing, [], false);
    let decided = false;
    const second = decide(closing, [], false).then((result) => ((decided = true), result));
    await new Promise((resolve) => setImmediate(resolve));
    expect(decided).toBe(false);
    first.release();
    (await second).release();
  });
  it('releases the targets if the act throws', async () => {
    await expect(decide(command('Fail'), [], false)).rejects.toThrow('the act is broken');
    (await decide(closing, [], false)).release();
  });

  it('assumes on request that an act opens a new stream, and does not read it', async () => {
    expect((await decide(command('OpenShelf'), [], true)).decision).toMatchObject({ writes: [{ expectedVersion: 0 }] });
    expect(reads).toEqual([]);
  });
  it('reads that stream without the request, and uses a cached one with it', async () => {
    const later = await decide(command('OpenShelf'), [], false);
    expect(later.decision).toMatchObject({ writes: [{ expectedVersion: 1 }] });
    later.release();
    expect((await decide(command('OpenShelf'), [], true)).decision).toMatchObject({ writes: [{ expectedVersion: 1 }] });
  });

  it('takes a claim for never held with the request, names it, and looks it up the next time if it was held', async () => {
    const assumedOf = async (assumeNew: boolean) => {
      const { assumed, release } = await decide(command('OpenWith', { shelves: ['b'], book: 'b1' }), [], assumeNew);
      release();
      return assumed;
    };
    const claim = [{ kind: 'book', id: 'b1' }];
    expect([await assumedOf(true), await assumedOf(false), await assumedOf(true)]).toEqual([claim, [], claim]);
    await store.append({ ...appendOf('shelf/c', 0, bookPut), claims: [{ ...claim[0]!, streamId: 'shelf/c' }] });
    expect([await assumedOf(true), await assumedOf(false), await assumedOf(true)]).toEqual([claim, [], []]);
  });

  it('decides on the pending state of a target without waiting', async () => {
    cache.put('shelf/a', loadedAt(shelves, 5, new Promise(() => undefined)));
    expect((await decide(closing, [], false)).decision).toMatchObject({ writes: [{ expectedVersion: 5 }] });
  });
  it('waits for the pending append of a stream that is only read', async () => {
    await store.append(appendOf('rules/house', 0, newEvent(ruleEvents.LimitSet, { limit: 9 })));
    const failed = loadedAt(rules, 1, Promise.resolve(CONFLICT), 0);
    cache.put('rules/house', failed);
    const decided = decide(putting, [], false);
    cache.drop(['rules/house']);
    const { decision, release } = await decided;
    expect(isRefused(decision)).toBe(false);
    release();
    cache.put('rules/house', loadedAt(rules, 2, Promise.resolve(APPENDED), 0));
    expect((await decide(putting, [], false)).decision).toMatchObject({ refusal: { code: 'shelf-full' } });
  });

  it('observes the streams that are only read, and returns the parameters', async () => {
    const observed: string[] = [];
    const observe: Observe = (category, state) => {
      observed.push(category);
      return category === 'rules' ? { state: 0, read: () => ({ limit: state }) } : null;
    };
    const { decision, parameters } = await decideWith(observe)(putting, [], false);
    expect(observed).toEqual(['rules', 'shelf']);
    expect(parameters).toEqual({ limit: 1_000 });
    expect(decision).toMatchObject({ refusal: { code: 'shelf-full' } });
  });
});

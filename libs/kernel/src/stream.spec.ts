import { defineEvent, newEvent, type EventOf } from './event.js';
import { record, Type } from './schema.js';
import { categoryOf, claimed, fold, holderOf, ref, settledRef, streamId, type StreamCategory } from './stream.js';

const added = defineEvent({
  type: 'Added',
  version: 1,
  title: { zh: '加', en: 'Added' },
  classification: 'INTERNAL',
  payload: record({ n: Type.Integer() }),
});
const sums: StreamCategory<readonly number[], EventOf<typeof added>> = {
  name: 'sum',
  events: { added },
  initial: [],
  evolve: (numbers, { data }) => [...numbers, data.n],
};
const add = (...numbers: readonly number[]) => numbers.map((n) => newEvent(added, { n }));

describe('a fold', () => {
  it('of no events is the initial state itself', () => expect(fold(sums, [])).toBe(sums.initial));
  it('applies the events in order', () => expect(fold(sums, add(1, 2, 3))).toEqual([1, 2, 3]));
  it('continues from a stored state', () => {
    const whole = add(1, 2, 3, 4);
    expect(fold(sums, whole.slice(2), fold(sums, whole.slice(0, 2)))).toEqual(fold(sums, whole));
  });
  it('reads any iterable once, so that a stream need not be in memory', () => {
    function* events() {
      yield* add(5, 6);
    }
    expect(fold(sums, events())).toEqual([5, 6]);
  });
});

describe('a stream id', () => {
  it('is the category and the id, and gives the category back', () => {
    expect(streamId(sums, 'a')).toBe('sum/a');
    expect(categoryOf('sum/a')).toBe('sum');
  });
});

describe('a reference', () => {
  it('names a stream by its own id, as a settled fact, or by a claim that it holds', () => {
    expect(ref(sums, 'a')).toEqual({ category: sums, id: 'a' });
    expect(settledRef(sums, 'a')).toEqual({ category: sums, id: 'a', settled: true });
    expect(holderOf(sums, 'title', 't1')).toEqual({ category: sums, id: 't1', claim: 'title' });
  });
  it('may look up the holder of a claim without reading its stream', () => {
    const asked = claimed({ kind: 'title', id: 't1' });
    expect(asked).toMatchObject({ id: 't1', claim: 'title', settled: true, holderOnly: true });
    expect(fold(asked.category as never, add(1, 2) as never)).toBeNull();
  });
});

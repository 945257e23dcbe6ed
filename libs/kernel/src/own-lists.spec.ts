import fc from 'fast-check';
import { ownLists, withChanged, withItem, type OwnLists } from './own-lists.js';

interface Item {
  readonly id: string;
  readonly n: number;
}
const id = fc.constantFrom('a', 'b', 'c', 'd');
const change = fc.oneof(fc.record({ add: id, n: fc.nat(9) }), fc.record({ change: id, n: fc.nat(9) }));
const after = (list: readonly Item[], one: { add?: string; change?: string; n: number }, own?: OwnLists): readonly Item[] =>
  one.add === undefined
    ? withChanged(list, one.change!, (item) => ({ ...item, n: one.n }), own)
    : withItem(list, { id: one.add, n: one.n }, own);

describe('the lists of one fold', () => {
  it('end as they do with a copy for each event, also where ids repeat, and the list before the fold stays as it was', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ id, n: fc.nat(9) }), { maxLength: 5 }), fc.array(change, { maxLength: 20 }), (before, changes) => {
        const [kept, own] = [structuredClone(before), ownLists()];
        const inPlace = changes.reduce((list: readonly Item[], one) => after(list, one, own), before);
        expect(inPlace).toEqual(changes.reduce((list: readonly Item[], one) => after(list, one), before));
        expect(before).toEqual(kept);
      }),
    );
  });
  it('are copied once in a fold, and again in the next one', () => {
    const [first, second] = [ownLists(), ownLists()];
    const begun = withItem([], { id: 'a' }, first);
    expect(withItem(begun, { id: 'b' }, first)).toBe(begun);
    expect(withItem(begun, { id: 'c' }, second)).not.toBe(begun);
    expect(begun).toEqual([{ id: 'a' }, { id: 'b' }]);
  });
});

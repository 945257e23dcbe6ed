import { fullCheck, LogFault } from './full-check.js';
import { sha256, sm3, type Hasher } from './hasher.js';
import { encodeLeaf, type Leaf } from './leaf.js';
import { mapKey, mapRoot } from './map.js';
import { leafHash } from './merkle.js';
import { memoryTree, sampleLeaf } from './testing/index.js';

/** Leaves of three cases in turn, with changes to some of them before the chain is made. */
const logOf = (count: number, change: (leaf: Leaf, index: number) => Partial<Leaf> = () => ({})): Buffer[] => {
  const last = new Map<string, { readonly hash: string; readonly version: number }>();
  return Array.from({ length: count }, (_, index) => {
    const stream = `dossier/${'abc'[index % 3]}`;
    const before = last.get(stream);
    const leaf = sampleLeaf({
      seq: String(index),
      stream,
      streamVersion: String((before?.version ?? 0) + 1),
      previous: before?.hash ?? null,
      recorded: new Date(Date.UTC(2026, 0, 5) + 1_000 * index).toISOString(),
    });
    const bytes = encodeLeaf({ ...leaf, ...change(leaf, index) });
    last.set(stream, { hash: leafHash(sha256, bytes).toString('hex'), version: (before?.version ?? 0) + 1 });
    return bytes;
  });
};
const checked = (leaves: readonly Buffer[], hasher: Hasher = sha256) => {
  const check = fullCheck(hasher);
  for (const leaf of leaves) check.add(leaf);
  return check;
};
const headOf = (leaves: readonly Buffer[], hasher: Hasher) => {
  const heads = new Map(leaves.map((leaf) => [(JSON.parse(leaf.toString()) as Leaf).stream, leaf]));
  const entries = [...heads].map(([stream, leaf]) => {
    const { streamVersion } = JSON.parse(leaf.toString()) as Leaf;
    return { key: mapKey(hasher, stream), last: leafHash(hasher, leaf), version: BigInt(streamVersion) };
  });
  return mapRoot(hasher, entries);
};

describe('a check of the whole log', () => {
  it.each([sha256, sm3])('accepts a log, its tree and its map (%o)', async (hasher) => {
    const leaves = logOf(20);
    const root = await memoryTree(leaves, hasher).root();
    const check = checked(leaves, hasher);
    expect([check.size(), check.streams()]).toEqual([20, 3]);
    expect(check.fault({ size: 20n, root })).toBeNull();
    expect(check.fault({ size: 20n, root }, { size: 20n, treeRoot: root, mapRoot: headOf(leaves, hasher) })).toBeNull();
  });

  it('finds another size, another root, another map, and a map head of another tree', async () => {
    const leaves = logOf(20);
    const root = await memoryTree(leaves).root();
    const check = checked(leaves);
    const map = headOf(leaves, sha256);
    expect(check.fault({ size: 21n, root })).toBe('the checkpoint has 21 leaves, there are 20');
    expect(check.fault({ size: 20n, root: Buffer.alloc(32) })).toMatch(/the root over the leaves/);
    expect(check.fault({ size: 20n, root }, { size: 20n, treeRoot: root, mapRoot: Buffer.alloc(32) })).toMatch(/the map over the leaves/);
    expect(check.fault({ size: 20n, root }, { size: 19n, treeRoot: root, mapRoot: map })).toMatch(/another tree/);
    expect(check.fault({ size: 20n, root }, { size: 20n, treeRoot: map, mapRoot: map })).toMatch(/another tree/);
  });

  it.each<[string, number, string, (leaf: Leaf, index: number) => Partial<Leaf>]>([
    ['a number that is left out', 8, 'seq 8', (leaf, index) => (index >= 7 ? { seq: String(index + 1) } : {})],
    ['a version that is left out', 8, 'the version of dossier/b is 4 after 2', (leaf, index) => (index === 7 ? { streamVersion: '4' } : {})],
    ['a leaf that follows another one', 8, 'does not follow', (leaf, index) => (index === 7 ? { previous: '0'.repeat(64) } : {})],
    ['a first leaf that follows one', 1, 'does not follow', (leaf, index) => (index === 0 ? { previous: '0'.repeat(64) } : {})],
    ['recorded time that goes back', 8, 'recorded time goes back', (leaf, index) => (index === 7 ? { recorded: '2026-01-01T00:00:00.000Z' } : {})],
    ['an epoch that goes back', 8, 'epoch 1', (leaf, index) => (index === 6 ? { epoch: { number: '2', after: '5' } } : {})],
    ['an epoch that begins later than its leaf', 8, 'epoch 2', (leaf, index) => (index >= 7 ? { epoch: { number: '2', after: '8' } } : {})],
    ['an epoch that begins elsewhere', 9, 'epoch 2', (leaf, index) => (index >= 7 ? { epoch: { number: '2', after: String(index - 1) } } : {})],
  ])('finds %s at position %i', (_, position, reason, change) => {
    const fault = (() => {
      try {
        checked(logOf(20, change));
        return null;
      } catch (error) {
        return error as LogFault;
      }
    })();
    expect(fault).toBeInstanceOf(LogFault);
    expect(fault).toMatchObject({ position });
    expect(fault!.reason).toContain(reason);
  });

  it('accepts a new epoch, and a clock that was wrong', () => {
    expect(checked(logOf(20, (_, index) => (index >= 7 ? { epoch: { number: '2', after: '7' } } : {}))).size()).toBe(20);
    const clock = logOf(1, () => ({ stream: 'clock/log', recorded: '2030-01-05T00:00:00.000Z' }));
    const before = encodeLeaf(sampleLeaf({ seq: '1', stream: 'clock/log', streamVersion: '2', previous: leafHash(sha256, clock[0]!).toString('hex') }));
    expect(checked([...clock, before]).size()).toBe(2);
  });
});

import fc from 'fast-check';
import { caseFault } from './case-proof.js';
import { sha256, sm3 } from './hasher.js';
import { encodeLeaf } from './leaf.js';
import { checkMapProof, EMPTY_MAP, formatMapHead, mapKey, mapNodeHash, mapRoot, parseMapHead, type MapEntry } from './map.js';
import { leafHash } from './merkle.js';
import { memoryMap, sampleLeaf } from './testing/index.js';

const entryOf = (id: string, version: number): MapEntry => ({
  key: mapKey(sha256, id),
  last: sha256.digest(Buffer.from(`${id} ${version}`)),
  version: BigInt(version),
});
const ids = fc.uniqueArray(fc.string({ maxLength: 8 }), { maxLength: 40 });

describe('a sparse Merkle map', () => {
  it('has the same root whatever the order and the batches of its updates', async () => {
    await fc.assert(
      fc.asyncProperty(ids, fc.array(fc.nat({ max: 6 })), async (names, sizes) => {
        const map = memoryMap(sha256);
        const entries = names.map((name) => entryOf(name, 2));
        const old = names.slice(0, 5).map((name) => entryOf(name, 1));
        await map.set(...old);
        const rest = [...entries].reverse();
        for (const size of sizes) await map.set(...rest.splice(0, size));
        await map.set(...rest);
        expect(map.root()).toEqual(mapRoot(sha256, entries));
      }),
    );
  });

  it('shows the entry of each key, and of each other key that it is absent', async () => {
    await fc.assert(
      fc.asyncProperty(ids, fc.string({ maxLength: 8 }), async (names, other) => {
        const map = memoryMap(sha256);
        const entries = names.map((name) => entryOf(name, 3));
        await map.set(...entries);
        for (const entry of entries) expect(checkMapProof(sha256, map.root(), entry.key, await map.prove(entry.key))).toEqual(entry);
        const key = mapKey(sha256, other);
        const expected = names.includes(other) ? entryOf(other, 3) : 'absent';
        expect(checkMapProof(sha256, map.root(), key, await map.prove(key))).toEqual(expected);
      }),
    );
  });

  it('has no proof that an entry is absent, or is another one', async () => {
    const map = memoryMap(sha256);
    const entries = Array.from({ length: 30 }, (_, index) => entryOf(`case ${index}`, 1));
    await map.set(...entries);
    const { key, last } = entries[7]!;
    const proof = await map.prove(key);
    const check = (changed: Partial<typeof proof>) => checkMapProof(sha256, map.root(), key, { ...proof, ...changed });
    expect(check({ end: null })).toBeNull();
    expect(check({ end: entries[8]! })).toBeNull();
    expect(check({ end: { key, last, version: 2n } })).toBeNull();
    expect(check({ siblings: proof.siblings.slice(1) })).toBeNull();
    expect(check({ siblings: [...proof.siblings, EMPTY_MAP] })).toBeNull();
    expect(check({ siblings: proof.siblings.map((hash) => hash.subarray(1)) })).toBeNull();
    // the proof of another key ends elsewhere
    for (const entry of entries.filter((one) => one !== entries[7])) {
      const answer = checkMapProof(sha256, map.root(), key, await map.prove(entry.key));
      expect(answer).toBeNull();
    }
  });

  it('keeps older roots readable', async () => {
    const map = memoryMap(sha256);
    await map.set(entryOf('a', 1), entryOf('b', 1));
    const old = map.root();
    await map.set(entryOf('a', 2), entryOf('c', 1));
    const key = mapKey(sha256, 'a');
    expect(checkMapProof(sha256, old, key, await map.prove(key, old))).toEqual(entryOf('a', 1));
    expect(checkMapProof(sha256, old, mapKey(sha256, 'c'), await map.prove(mapKey(sha256, 'c'), old))).toBe('absent');
  });

  it('reads about log2(n) nodes for an update', async () => {
    const map = memoryMap(sha256);
    await map.set(...Array.from({ length: 4_096 }, (_, index) => entryOf(`case ${index}`, 1)));
    map.reads();
    for (let index = 0; index < 64; index += 1) await map.set(entryOf(`case ${index}`, 2));
    expect(map.reads() / 64).toBeLessThan(16);
  });

  it('refuses two entries of one key', () => {
    expect(() => mapRoot(sha256, [entryOf('a', 1), entryOf('a', 2)])).toThrow('one key');
  });

  it('hashes entries, nodes and the empty subtree apart, and by its hasher', () => {
    const entry = entryOf('a', 1);
    const node = { left: entry.key, right: entry.last };
    expect(mapRoot(sha256, [])).toEqual(EMPTY_MAP);
    expect(mapNodeHash(sha256, entry)).not.toEqual(mapNodeHash(sha256, node));
    expect(mapNodeHash(sm3, entry)).not.toEqual(mapNodeHash(sha256, entry));
  });

  it('is named by a note of four lines with an origin of its own', () => {
    const head = { origin: 'minglu.example/log', size: 12n, treeRoot: Buffer.alloc(32, 1), mapRoot: Buffer.alloc(32, 2) };
    const text = formatMapHead(head);
    expect(text.split('\n')[0]).toBe('minglu.example/log/map');
    expect(parseMapHead(text)).toEqual(head);
    for (const other of [text.replace('/map\n', '\n'), text + 'more\n', text.slice(0, -1), text.replace('12', '012')])
      expect(() => parseMapHead(other)).toThrow('malformed');
  });
});

describe('the completeness of a case', () => {
  const chain = (count: number): Buffer[] => {
    const leaves: Buffer[] = [];
    for (let version = 1; version <= count; version += 1) {
      const before = leaves.at(-1);
      const previous = before ? leafHash(sha256, before).toString('hex') : null;
      leaves.push(encodeLeaf(sampleLeaf({ seq: String(10 * version), streamVersion: String(version), previous })));
    }
    return leaves;
  };
  const claimOf = async (leaves: readonly Buffer[], version = leaves.length) => {
    const map = memoryMap(sha256);
    const key = mapKey(sha256, 'dossier/a');
    if (leaves.length > 0) await map.set({ key, last: leafHash(sha256, leaves.at(-1)!), version: BigInt(version) });
    await map.set(entryOf('dossier/b', 4));
    return { stream: 'dossier/a', leaves, mapRoot: map.root(), mapProof: await map.prove(key) };
  };
  const fault = (claim: Awaited<ReturnType<typeof claimOf>>) => caseFault(sha256, sha256, claim);

  it('holds for all its leaves, and for a case without any', async () => {
    for (const count of [1, 2, 7]) expect(fault(await claimOf(chain(count)))).toBeNull();
    expect(fault(await claimOf([]))).toBeNull();
  });

  it('fails where the first, one in the middle or the last leaf is left out, or two are swapped', async () => {
    const claim = await claimOf(chain(5));
    const without = (index: number) => ({ ...claim, leaves: claim.leaves.filter((_, at) => at !== index) });
    expect(fault(without(0))).toMatch(/version 2/);
    expect(fault(without(2))).toMatch(/version 4/);
    expect(fault(without(4))).toBe('the map says 5 leaves, there are 4');
    expect(fault({ ...claim, leaves: [] })).toMatch(/the map says 5/);
    const [a, b, c, d, e] = claim.leaves as [Buffer, Buffer, Buffer, Buffer, Buffer];
    expect(fault({ ...claim, leaves: [a, c, b, d, e] })).not.toBeNull();
  });

  it('fails where a leaf was replaced, renumbered or is of another case', async () => {
    const claim = await claimOf(chain(3));
    const replaced = (index: number, more: Parameters<typeof sampleLeaf>[0]) => {
      const { v: _v, ...leaf } = JSON.parse(claim.leaves[index]!.toString()) as ReturnType<typeof sampleLeaf>;
      return fault({
        ...claim,
        leaves: claim.leaves.map((one, at) => (at === index ? encodeLeaf(sampleLeaf({ ...leaf, ...more })) : one)),
      });
    };
    expect(replaced(1, { type: 'Other' })).toMatch(/leaf 3 does not follow/);
    expect(replaced(2, { type: 'Other' })).toBe('the last leaf is not that of the map');
    expect(replaced(2, { stream: 'dossier/b' })).toMatch(/of another stream/);
    expect(replaced(2, { seq: '5' })).toMatch(/not after the one before/);
  });

  it('fails with the proof of another map, and with a case that the map does not have', async () => {
    const claim = await claimOf(chain(2));
    expect(fault({ ...claim, mapRoot: EMPTY_MAP })).toBe('the proof in the map does not hold');
    const none = await claimOf([]);
    expect(fault({ ...none, leaves: claim.leaves })).toBe('the map has no such case');
  });
});

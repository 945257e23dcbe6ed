import fc from 'fast-check';
import { sm3 as otherSm3 } from 'sm-crypto-v2';
import { sha256, sm3, type Hasher } from './hasher.js';
import { emptyRoot, inclusionProof, leafHash, nodeHash, rootOf } from './merkle.js';
import { memoryTree } from './testing/index.js';
import { verifyConsistency, verifyInclusion } from './verify.js';

const hex = (bytes: Buffer): string => bytes.toString('hex');
/** The eight leaves of the tests of RFC 6962. */
const LEAVES = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'].map((one) =>
  Buffer.from(one, 'hex'),
);
const rootOver = (hasher: Hasher, leaves: readonly Buffer[]): string =>
  hex(
    rootOf(
      hasher,
      leaves.map((leaf) => leafHash(hasher, leaf)),
    ),
  );

/** RFC 6962, 2.1, word for word: the definition that the incremental range is compared with. */
const definition = (hasher: Hasher, leaves: readonly Buffer[]): Buffer => {
  if (leaves.length === 0) return emptyRoot(hasher);
  if (leaves.length === 1) return leafHash(hasher, leaves[0]!);
  let split = 1;
  while (split * 2 < leaves.length) split *= 2;
  return nodeHash(hasher, definition(hasher, leaves.slice(0, split)), definition(hasher, leaves.slice(split)));
};

describe('a Merkle tree', () => {
  it('hashes the published leaves and nodes with SHA-256', () => {
    expect(hex(leafHash(sha256, Buffer.from('L123456')))).toBe('395aa064aa4c29f7010acfe3f25db9485bbd4b91897b6ad7ad547639252b4d56');
    expect(hex(nodeHash(sha256, Buffer.from('N123'), Buffer.from('N456')))).toBe(
      'aa217fe888e47007fa15edab33c2b492a722cb106c64667fc2b044444de66bbb',
    );
    expect(hex(leafHash(sha256, Buffer.alloc(0)))).toBe('6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d');
  });

  it.each([
    [3, 'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77'],
    [5, '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4'],
    [8, '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328'],
  ])('of %i leaves has the published root with SHA-256', (size, root) => expect(rootOver(sha256, LEAVES.slice(0, size))).toBe(root));

  it('hashes the published texts with SM3', () => {
    expect(hex(sm3.digest(Buffer.from('abc')))).toBe('66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0');
    expect(hex(sm3.digest(Buffer.from('abcd'.repeat(16))))).toBe('debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732');
  });

  it.each([
    [0, '1ab21d8355cfa17f8e61194831e81a8f22bec8c728fefb747ed035eb5082aa2b'],
    [3, '209ec96a210d662a964772680e8544d18cab7b88ffec3e00962220349b56ea56'],
    [8, 'bc48ba7a709184b5f2a631e1adeb8dc2a0d4c018c1d6cc89b5664fe154c93b38'],
  ])('of %i leaves has the computed root with SM3', (size, root) => expect(rootOver(sm3, LEAVES.slice(0, size))).toBe(root));

  it('has the same SM3 as another implementation of it', () => {
    for (const leaf of LEAVES) expect(hex(sm3.digest(leaf))).toBe(otherSm3(new Uint8Array(leaf)));
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => expect(hex(sm3.digest(bytes))).toBe(otherSm3(bytes))));
  });

  const leavesOf = fc.array(fc.uint8Array({ maxLength: 40 }), { minLength: 1, maxLength: 70 });
  const hasherOf = fc.constantFrom(sha256, sm3);

  it('that grows leaf by leaf has the root of its definition at each size', async () => {
    await fc.assert(
      fc.asyncProperty(hasherOf, leavesOf, async (hasher, arrays) => {
        const leaves = arrays.map((one) => Buffer.from(one));
        const tree = memoryTree(leaves, hasher);
        for (let size = 0; size <= leaves.length; size += 1)
          expect(hex(await tree.root(BigInt(size)))).toBe(hex(definition(hasher, leaves.slice(0, size))));
      }),
      { numRuns: 30 },
    );
  });

  it('proves each leaf at each size, and no leaf at another index', async () => {
    await fc.assert(
      fc.asyncProperty(hasherOf, leavesOf, fc.nat(), fc.nat(), fc.nat(), async (hasher, leaves, a, b, c) => {
        const tree = memoryTree(leaves, hasher);
        const size = 1 + (a % leaves.length);
        const index = b % size;
        const claim = {
          index: BigInt(index),
          size: BigInt(size),
          leafHash: leafHash(hasher, leaves[index]!),
          proof: await tree.inclusion(BigInt(index), BigInt(size)),
          root: await tree.root(BigInt(size)),
        };
        expect(verifyInclusion(hasher, claim)).toBe(true);
        const other = BigInt(c % size);
        const hasTwins = Buffer.from(leaves[Number(other)]!).equals(Buffer.from(leaves[index]!));
        if (other !== claim.index && !hasTwins) expect(verifyInclusion(hasher, { ...claim, index: other })).toBe(false);
        expect(verifyInclusion(hasher, { ...claim, leafHash: leafHash(hasher, Buffer.from('another')) })).toBe(false);
      }),
      { numRuns: 200 },
    );
  });

  it('proves that it begins with each older tree', async () => {
    await fc.assert(
      fc.asyncProperty(hasherOf, leavesOf, fc.nat(), fc.nat(), async (hasher, leaves, a, b) => {
        const tree = memoryTree(leaves, hasher);
        const to = 1 + (a % leaves.length);
        const from = 1 + (b % to);
        const claim = {
          from: BigInt(from),
          to: BigInt(to),
          fromRoot: await tree.root(BigInt(from)),
          toRoot: await tree.root(BigInt(to)),
          proof: await tree.consistency(BigInt(from), BigInt(to)),
        };
        expect(verifyConsistency(hasher, claim)).toBe(true);
        const another = leafHash(hasher, Buffer.from('another'));
        expect(verifyConsistency(hasher, { ...claim, fromRoot: another })).toBe(false);
        expect(verifyConsistency(hasher, { ...claim, toRoot: another })).toBe(false);
      }),
      { numRuns: 200 },
    );
  });

  it('reads the nodes of a proof in one call, no more than two for each level', async () => {
    const tree = memoryTree(Array.from({ length: 1_000 }, (_, index) => Buffer.from(String(index))));
    let [calls, nodes] = [0, 0];
    await inclusionProof(sha256, 333n, 1_000n, (ids) => {
      calls += 1;
      nodes += ids.length;
      return tree.read(ids);
    });
    expect(calls).toBe(1);
    expect(nodes).toBeLessThanOrEqual(20);
  });

  it('has no proof of a leaf beyond its end, and none from an empty tree', async () => {
    const tree = memoryTree(LEAVES);
    expect(() => tree.inclusion(8n)).toThrow('no leaf 8 in a tree of 8');
    expect(() => tree.consistency(0n)).toThrow('no consistency proof from 0 to 8');
    expect(() => tree.consistency(8n, 7n)).toThrow('no consistency proof from 8 to 7');
    expect(await tree.consistency(8n, 8n)).toEqual([]);
  });
});

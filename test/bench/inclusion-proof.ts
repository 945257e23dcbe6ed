import {
  appendLeaf,
  EMPTY_RANGE,
  inclusionProof,
  leafHash,
  rangeRoot,
  sha256,
  verifyInclusion,
  type CompactRange,
  type ReadNodes,
} from '@minglu/audit';
import type { Contest } from './compare.js';

const HASH = 32;

/** Inclusion proofs, made and verified, in a tree whose nodes are in memory, against a budget of CPU time for each. */
export const proveInclusion = ({ leaves, proofs, budgetMs }: Readonly<Record<'leaves' | 'proofs' | 'budgetMs', number>>): Contest => {
  const levels: Buffer[] = [];
  for (let count = leaves; count > 0; count = Math.floor(count / 2)) levels.push(Buffer.alloc(HASH * count));
  let range: CompactRange = EMPTY_RANGE;
  const hashes: Buffer[] = [];
  for (let index = 0; index < leaves; index += 1) {
    const hash = leafHash(sha256, Buffer.from(`leaf ${index}`));
    if (index % 997 === 0) hashes.push(hash);
    range = appendLeaf(sha256, range, hash, (node, one) => one.copy(levels[node.level]!, HASH * Number(node.index)));
  }
  const root = rangeRoot(sha256, range);
  const read: ReadNodes = (nodes) =>
    Promise.resolve(nodes.map(({ level, index }) => levels[level]!.subarray(HASH * Number(index), HASH * (Number(index) + 1))));
  const ours = async () => {
    const started = process.cpuUsage();
    for (let one = 0; one < proofs; one += 1) {
      const at = one % hashes.length;
      const claim = { index: BigInt(997 * at), size: range.size };
      const proof = await inclusionProof(sha256, claim.index, claim.size, read);
      if (!verifyInclusion(sha256, { ...claim, leafHash: hashes[at]!, proof, root })) throw new Error(`leaf ${claim.index} is not proved`);
    }
    const { user, system } = process.cpuUsage(started);
    return { perSecond: proofs / ((user + system) / 1e6) };
  };
  return {
    ours: { name: 'proofs made and verified, CPU', run: ours },
    baseline: { name: `${budgetMs} ms of CPU for each`, run: () => Promise.resolve({ perSecond: 1_000 / budgetMs }) },
    close: () => Promise.resolve(),
  };
};

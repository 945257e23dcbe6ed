/**
 * A process to be killed. `node witness.mjs <folder> <first> <seed of the log>` takes one checkpoint after another of a log that grows, and
 * cosigns each. Prints a line for each cosignature.
 */
import { writeSync } from 'node:fs';
import {
  consistencyProof,
  ed25519Signer,
  formatCheckpoint,
  formatNote,
  leafHash,
  appendLeaf,
  EMPTY_RANGE,
  rangeRoot,
  sha256,
  signNote,
} from '../../dist/libs/audit/src/index.js';
import { witnessOnce } from '../../dist/libs/audit/src/adapters/witness-folder.js';

const [folder, first, seed] = process.argv.slice(2);
const ORIGIN = 'minglu.example/log';
const signer = ed25519Signer(ORIGIN, Buffer.alloc(32, 1));
const nodes = new Map();
let range = EMPTY_RANGE;
const grow = () => {
  const leaf = leafHash(sha256, Buffer.from(`leaf ${range.size} of ${seed}`));
  range = appendLeaf(sha256, range, leaf, ({ level, index }, hash) => nodes.set(`${level}/${index}`, hash));
};
const read = async (ids) => ids.map(({ level, index }) => nodes.get(`${level}/${index}`));
const ask = async (path) => {
  const { pathname, searchParams } = new URL(path, 'http://log.example');
  if (pathname === '/checkpoint')
    return formatNote(await signNote(formatCheckpoint({ origin: ORIGIN, size: range.size, root: rangeRoot(sha256, range) }), [signer]));
  const proof = await consistencyProof(sha256, BigInt(searchParams.get('from')), BigInt(searchParams.get('to')), read);
  return proof.map((hash) => `${hash.toString('base64')}\n`).join('');
};
while (range.size < BigInt(first)) grow();
for (;;) {
  grow();
  const [done] = await witnessOnce(folder, ask, () => 1_796_000_000n + range.size);
  writeSync(1, `${done.outcome} ${range.size}\n`);
}

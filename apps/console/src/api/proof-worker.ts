import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';

/** Zero bits at the front of a hash. */
const leadingZeros = (hash: Uint8Array): number => {
  const index = hash.findIndex((byte) => byte !== 0);
  return index === -1 ? 8 * hash.length : 8 * index + Math.clz32(hash[index]!) - 24;
};

/** A part of the search: the answers `first`, `first + step` and so on. Other workers have the others. */
export interface ProofTask {
  readonly challenge: string;
  readonly bits: number;
  readonly first: number;
  readonly step: number;
}

const proofFor = ({ challenge, bits, first, step }: ProofTask): string => {
  // The challenge is hashed once; each attempt only adds its answer.
  const begun = sha256.create().update(utf8ToBytes(`${challenge}:`));
  for (let answer = first; ; answer += step)
    if (
      leadingZeros(
        begun
          .clone()
          .update(utf8ToBytes(String(answer)))
          .digest(),
      ) >= bits
    )
      return `${challenge}:${answer}`;
};

onmessage = ({ data }: MessageEvent<ProofTask>) => {
  postMessage(proofFor(data));
};

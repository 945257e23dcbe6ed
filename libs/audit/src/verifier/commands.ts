import { isLeafFormat, parseCanonical, parseLeaf } from '../leaf.js';
import { Malformed } from '../malformed.js';
import { emptyRoot, leafHash } from '../merkle.js';
import { openNote } from '../note.js';
import { verifierOf } from '../keys.js';
import { isSm2 } from '../sm2.js';
import { readEventLine } from '../package/lines.js';
import { openCheckpoint, openLogNote, type OpenedCheckpoint, type Policy } from '../policy.js';
import { isKept, openPromise } from '../promise.js';
import { parseHex, parseUtf8 } from '../strict.js';
import { parseTlogProof } from '../tlog-proof.js';
import { verifyConsistency, verifyInclusion } from '../verify.js';
import { parseVkey } from '../vkey.js';
import { parseAddCheckpoint } from '../witness.js';
import { compareContent } from './content.js';
import { holds, matches, proven, type Verdict } from './verdict.js';

/** @param keys vkeys */
export const verifyNote = (note: Buffer, keys: readonly string[]): Verdict => {
  const { text, signed } = openNote(
    note,
    keys.map((key) => verifierOf(parseVkey(key))),
  );
  const signers = signed.map(({ vkey }) => `${vkey.name}+${vkey.keyId}`);
  return {
    answer: 'true',
    reason: 'the note is signed by a key given',
    facts: { signers, national: signed.some(({ vkey }) => isSm2(vkey)), text },
  };
};

/** The subject of an inclusion proof, given apart from it. One of `leaf` and `leafHash`. */
export interface ProofSubject {
  readonly leaf?: Buffer;
  readonly leafHash?: string;
  /** A line of events: its content is compared with the leaf. */
  readonly event?: Buffer;
  readonly promise?: { readonly note: Buffer; readonly key: Buffer };
}

export const verifyProof = (bytes: Buffer, policy: Policy, { leaf, leafHash: stated, event, promise }: ProofSubject): Verdict => {
  const { index, proof, checkpoint: note } = parseTlogProof(bytes);
  const checkpoint = openCheckpoint(note, policy);
  const { hasher, size, root } = checkpoint;
  const hash = leaf ? leafHash(hasher, leaf) : parseHex(stated ?? '', 'the leaf hash');
  holds(verifyInclusion(hasher, { index, size, leafHash: hash, proof, root }), `the leaf is not at index ${index} of the tree`);
  if (leaf && isOurs(leaf)) {
    const parsed = parseLeaf(leaf);
    matches(parsed.seq === String(index), `the leaf says seq ${parsed.seq}, and the proof index ${index}`);
    if (event) {
      const content = readEventLine(event);
      if ('withheld' in content) throw new Malformed('the content of the event is withheld');
      compareContent(parsed, content);
    }
    if (promise) {
      const promised = openPromise(openLogNote(promise.note, policy, promiser(policy, checkpoint.origin)).text, promise.key);
      holds(promised.origin === checkpoint.origin, `the promise is of the log ${promised.origin}`);
      holds(isKept(promised, leaf), 'the log has another event at the position that it promised');
    }
  } else if (event || promise) throw new Malformed('an event or a promise is compared with a leaf of a log of events');
  return proven(checkpoint.quorum, `the leaf is at index ${index} of the tree`, { ...factsOf(checkpoint), index: String(index) });
};

/** The name of the key of promises. A log may have one apart, which signs no checkpoint. */
const promiser = ({ logs }: Policy, origin: string): string =>
  logs.some(({ vkey }) => vkey.name === `${origin}/promise`) ? `${origin}/promise` : origin;

/** False for the leaves of other trees, as that of PUBLIC events. */
const isOurs = (leaf: Buffer): boolean => {
  try {
    return isLeafFormat((parseCanonical(parseUtf8(leaf, 'the leaf'), 'the leaf') as { readonly v?: unknown } | null)?.v);
  } catch {
    return false;
  }
};

/** @param proof the body of add-checkpoint: old size, hashes, blank line, new checkpoint */
export const verifyConsistent = (oldNote: Buffer, proof: Buffer, policy: Policy): Verdict => {
  const older = openCheckpoint(oldNote, policy);
  const { old, proof: hashes, checkpoint } = parseAddCheckpoint(proof);
  const newer = openCheckpoint(checkpoint, policy);
  holds(older.origin === newer.origin, `the checkpoints are of ${older.origin} and ${newer.origin}`);
  holds(old === older.size, `the proof is from size ${old}, and the old checkpoint has ${older.size}`);
  const claim = { from: older.size, to: newer.size, fromRoot: older.root, toRoot: newer.root, proof: hashes };
  // a tree without leaves proves nothing of later ones, and needs no proof
  const isEmpty = older.size === 0n && older.root.equals(emptyRoot(older.hasher)) && hashes.length === 0;
  holds(isEmpty || verifyConsistency(newer.hasher, claim), 'the new tree does not begin with the leaves of the old one');
  return proven(older.quorum && newer.quorum, 'the new tree begins with the leaves of the old one', {
    ...factsOf(newer),
    oldSize: String(older.size),
  });
};

export const factsOf = ({ origin, size, root, hasher, witnesses }: OpenedCheckpoint) => ({
  origin,
  size: String(size),
  root: root.toString('hex'),
  hash: hasher.name,
  witnesses: witnesses.map(({ name, time }) => ({ name, time: String(time) })),
});

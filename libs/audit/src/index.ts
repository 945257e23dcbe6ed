export { formatCheckpoint, parseCheckpoint, type Checkpoint } from './checkpoint.js';
export { HASH_BYTES, sha256, sm3, type Hasher } from './hasher.js';
export { Malformed } from './malformed.js';
export {
  appendLeaf,
  consistencyProof,
  EMPTY_RANGE,
  emptyRoot,
  inclusionProof,
  leafHash,
  nodeHash,
  rangeNodes,
  rangeRoot,
  rootOf,
  treeRoot,
  type CompactRange,
  type NodeId,
  type ReadNodes,
} from './merkle.js';
export {
  formatNote,
  formatSignature,
  NotSigned,
  openNote,
  parseNote,
  parseSignature,
  signatureBy,
  signNote,
  type Note,
  type NoteSignature,
  type NoteSigner,
  type NoteVerifier,
  type OpenedNote,
} from './note.js';
export { verifyConsistency, verifyInclusion, type Consistency, type Inclusion } from './verify.js';
export { COSIGNATURE, ED25519, formatVkey, keyIdOf, OTHER, parseVkey, vkeyOf, type Vkey } from './vkey.js';

export { caseFault, type CaseClaim } from './case-proof.js';
export { formatCheckpoint, parseCheckpoint, type Checkpoint } from './checkpoint.js';
export { fullCheck, LogFault, type FullCheck } from './full-check.js';
export { HASH_BYTES, sha256, sm3, type Hasher } from './hasher.js';
export { keyProvider, type KeyProvider } from './key-sources.js';
export { cosigner, ed25519Signer, formatSecretKey, signerOf, timeOf, verifierOf, type UnixClock } from './keys.js';
export { encodeLeaf, LEAF_FORMAT, LEAF_LIMIT, leafOf, parseLeaf, payloadCommitment, type Leaf, type LeafContext } from './leaf.js';
export { Malformed } from './malformed.js';
export {
  checkMapProof,
  EMPTY_MAP,
  formatMapHead,
  mapKey,
  mapNodeHash,
  mapRoot,
  parseMapHead,
  proveInMap,
  updateMap,
  type MapEntry,
  type MapHead,
  type MapNode,
  type MapProof,
  type MapUpdate,
  type ReadMapNode,
} from './map.js';
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
export { bagOf } from './package/bag.js';
export { evidencePackage, PACKAGE_FORMAT, type PackageParts, type PackedStream } from './package/evidence-package.js';
export {
  eventLine,
  jsonLines,
  mapProofText,
  proofLine,
  stateLine,
  type ClaimedState,
  type LeafProof,
  type OpenedEvent,
  type WithheldEvent,
} from './package/lines.js';
export { readZip, writeZip, type Files } from './package/zip.js';
export { logOf, openCheckpoint, openLogNote, parsePolicy, type OpenedCheckpoint, type Policy } from './policy.js';
export { formatPromise, isKept, openPromise, type PromisedEvent } from './promise.js';
export { encodePublicLeaf, parsePublicLeaf } from './public-leaf.js';
export { sm2Secret, sm2Signer } from './sm2.js';
export { encodeEntries, hasTile, nodesOfTile, parseEntries, parseTilePath, TILE_WIDTH, tilePath, type Tile } from './tiles.js';
export { timeFault, type SeenTree } from './times.js';
export { formatTlogProof, parseTlogProof, type TlogProof } from './tlog-proof.js';
export { verifyConsistency, verifyInclusion, type Consistency, type Inclusion } from './verify.js';
export { COSIGNATURE, ED25519, formatVkey, keyIdOf, OTHER, parseVkey, vkeyOf, type Vkey } from './vkey.js';
export {
  formatAddCheckpoint,
  parseAddCheckpoint,
  witnessDecision,
  type AddCheckpoint,
  type WitnessDecision,
  type WitnessMemory,
} from './witness.js';

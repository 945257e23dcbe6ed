export { answeredHash, formatAnswer, statementText, type AnsweredEvent, type AnsweredQuestion } from './answer.js';
export { caseFault } from './case-proof.js';
export { formatCheckpoint, parseCheckpoint } from './checkpoint.js';
export { HASH_BYTES, sha256, sm3, type Hasher } from './hasher.js';
export { cosigner, ed25519Signer, formatSecretKey, signerOf, verifierOf, type UnixClock } from './keys.js';
export { encodeLeaf, leafOf, parseLeaf, sealedCommitment, type Leaf } from './leaf.js';
export { Malformed } from './malformed.js';
export {
  checkMapProof,
  EMPTY_MAP,
  formatMapHead,
  mapKey,
  mapRoot,
  parseMapHead,
  proveInMap,
  updateMap,
  type AddedNode,
  type MapEntry,
  type MapNode,
  type MapProof,
  type MapUpdate,
} from './map.js';
export {
  appendLeaf,
  consistencyProof,
  EMPTY_RANGE,
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
  signatureBy,
  signNote,
  type NoteSignature,
  type NoteSigner,
  type NoteVerifier,
} from './note.js';
export { bagInfoOf, bagOf } from './package/bag.js';
export { evidencePackage, materialPath, streamedPackage, type PackageParts } from './package/evidence-package.js';
export {
  jsonLines,
  readSealedFilesLine,
  sealedFilesLine,
  type LeafProof,
  type OpenedEvent,
  type SealedFiles,
  type WithheldEvent,
} from './package/lines.js';
export { readOpenings, withOpenings } from './package/openings.js';
export { attachmentOf, opensSealedFiles, withSealedFiles, type OpenedFile } from './package/sealed-files.js';
export { measuredFile, type StreamedArchive, type StreamedFile } from './package/streamed.js';
export { readZip, TooLarge, writeZip, type Files } from './package/zip.js';
export { openCheckpoint, openLogNote, parsePolicy, type OpenedCheckpoint, type Policy } from './policy.js';
export { formatPromise, isKept, openPromise, type PromisedEvent } from './promise.js';
export { encodePublicLeaf } from './public-leaf.js';
export { sm2Secret, sm2Signer } from './sm2.js';
export { keyProvider } from './key-sources.js';
export { encodeEntries, hasTile, nodesOfTile, parseEntries, parseTilePath, tilePath } from './tiles.js';
export { formatTlogProof, parseTlogProof } from './tlog-proof.js';
export { verifyConsistency, verifyInclusion } from './verify.js';
export { COSIGNATURE, ED25519, formatVkey, OTHER, parseVkey, vkeyOf, type Vkey } from './vkey.js';
export { formatAddCheckpoint, witnessDecision, type WitnessMemory } from './witness.js';

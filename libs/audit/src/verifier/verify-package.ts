import { caseFault } from '../case-proof.js';
import { sha256, sm3, type Hasher } from '../hasher.js';
import { parseLeaf, payloadCommitment, type Leaf } from '../leaf.js';
import { Malformed } from '../malformed.js';
import { parseMapHead, type MapHead } from '../map.js';
import { leafHash } from '../merkle.js';
import { bagFault } from '../package/bag.js';
import { readDescription, streamFolder } from '../package/evidence-package.js';
import {
  digestsIn,
  linesOf,
  OPENINGS_FILE,
  readEventLine,
  readMapProof,
  readOpeningLine,
  readProofLine,
  readSealedFilesLine,
  readStateLine,
  SEALED_FILES_FILE,
  sealedIn,
  type OpenedEvent,
} from '../package/lines.js';
import { attachmentOf, opensSealedFiles } from '../package/sealed-files.js';
import type { Files } from '../package/zip.js';
import { openCheckpoint, openLogNote, type OpenedCheckpoint, type Policy } from '../policy.js';
import { verifyInclusion } from '../verify.js';
import { compareContent } from './content.js';
import { assertTimes, type Times } from './seen.js';
import { foldedStates, isFolded } from './fold.js';
import { holds, matches, proven, type Verdict } from './verdict.js';

/**
 * Verifies an evidence package against keys and a policy that do not come from it. Ends by throwing unless all holds.
 *
 * @param times other checkpoints that witnesses saw, beside that of the package
 */
export const verifyPackage = (files: Files, policy: Policy, times: Times): Verdict => {
  const fault = bagFault(files);
  matches(fault === null, fault ?? '');
  const taken = new Set<string>();
  const file = (path: string): Buffer => {
    const content = files.get(`data/${path}`);
    if (!content) throw new Malformed(`the package has no data/${path}`);
    taken.add(`data/${path}`);
    return content;
  };

  const described = readDescription(file('package.json'));
  const checkpoint = openCheckpoint(file('checkpoint.txt'), policy);
  holds(checkpoint.origin === described.origin, `the checkpoint is of the log ${checkpoint.origin}`);
  const mapHead = parseMapHead(openLogNote(file('map-head.txt'), policy, checkpoint.origin).text);
  holds(
    mapHead.origin === checkpoint.origin && mapHead.size === checkpoint.size && mapHead.treeRoot.equals(checkpoint.root),
    'the map head is of another tree than the checkpoint',
  );

  const streams = described.streams.map((stream, index) => {
    const read = (name: string): Buffer => file(`${streamFolder(index)}${name}`);
    return verifyStream(stream, read, checkpoint, mapHead);
  });
  const second = files.has('data/sm3-checkpoint.txt') ? openCheckpoint(file('sm3-checkpoint.txt'), policy) : null;
  holds(second === null || second.hasher === sm3, 'the second checkpoint is not of a tree with SM3');
  if (second)
    for (const [index, { stream, bytes, leaves }] of streams.entries())
      verifyPlaces(stream, bytes, leaves, file(`${streamFolder(index)}sm3-proofs.jsonl`), second);
  assertTimes(
    streams.flatMap(({ leaves }) => leaves),
    checkpoint,
    times,
  );
  const payloads = streams.flatMap(({ payloads: own }) => own);
  const sealed = files.has(SEALED_FILES_FILE)
    ? verifySealedFiles(
        file('sealed-files.jsonl'),
        streams.flatMap(({ opened }) => opened),
      )
    : [];
  const attached = [...streams.flatMap(({ leaves }) => leaves.flatMap((leaf) => leaf.attachments)), ...sealed];
  const named = new Set([...attached.map(([digest]) => digest), ...payloads.flatMap(digestsIn)]);
  const openings = files.has(OPENINGS_FILE) ? verifyOpenings(file('openings.jsonl'), payloads) : 0;
  const rest = [...files.keys()].filter((path) => path.startsWith('data/') && !taken.has(path));
  const materials = rest.filter((path) => path.startsWith('data/materials/'));
  for (const path of materials) verifyMaterial(path, files.get(path)!, named, attached);
  const other = rest.filter((path) => path.startsWith('data/other/'));
  if (materials.length + other.length < rest.length)
    throw new Malformed(`the package has a file of no kind: ${rest.find((path) => !materials.includes(path) && !other.includes(path))}`);

  const sum = (count: (one: (typeof streams)[number]) => number): number => streams.reduce((total, one) => total + count(one), 0);
  const facts = {
    origin: checkpoint.origin,
    size: String(checkpoint.size),
    streams: described.streams,
    events: sum(({ leaves }) => leaves.length),
    withheld: sum(({ withheld }) => withheld),
    states: sum(({ states }) => states),
    materials: materials.length,
    openings,
    sealedFiles: new Set(sealed.map(([digest]) => digest)).size,
    coveredByTheManifestOnly: other.length,
    witnesses: checkpoint.witnesses.map(({ name, time }) => ({ name, time: String(time) })),
    sm3: second !== null,
  };
  return proven(checkpoint.quorum && (second?.quorum ?? true), 'the package is whole, complete and unaltered', facts);
};

const verifyStream = (stream: string, read: (name: string) => Buffer, checkpoint: OpenedCheckpoint, { mapRoot }: MapHead) => {
  const bytes = linesOf(read('leaves.jsonl'), 'leaves.jsonl');
  const leaves = bytes.map(parseLeaf);
  const mapProof = readMapProof(read('map-proof.json'));
  const fault = caseFault(checkpoint.hasher, sha256, { stream, leaves: bytes, mapRoot, mapProof });
  holds(fault === null, `${stream}: ${fault}`);
  verifyPlaces(stream, bytes, leaves, read('proofs.jsonl'), checkpoint);

  const contents = linesOf(read('events.jsonl'), 'events.jsonl').map(readEventLine);
  matches(contents.length === leaves.length, `${stream} has ${leaves.length} leaves and ${contents.length} events`);
  const opened: Opened[] = [];
  for (const [index, content] of contents.entries()) {
    if (!isOpened(content)) continue;
    compareContent(leaves[index]!, content);
    opened.push({ leaf: leaves[index]!, payload: content.payload, salt: content.salt });
  }
  const withheld = leaves.length - opened.length;
  const payloads = opened.map(({ payload }) => parsedPayload(payload));
  return { stream, bytes, leaves, opened, payloads, withheld, states: verifyStates(stream, read('states.jsonl'), withheld, opened) };
};

/** An event whose content is in the package and is that of its leaf. */
interface Opened {
  readonly leaf: Leaf;
  readonly payload: string;
  readonly salt: string;
}
const isOpened = (content: ReturnType<typeof readEventLine>): content is OpenedEvent => 'payload' in content;

/** Each leaf stands in the tree where it says. */
const verifyPlaces = (stream: string, bytes: readonly Buffer[], leaves: readonly Leaf[], proofs: Buffer, of: OpenedCheckpoint): void => {
  const places = linesOf(proofs, 'the proofs').map(readProofLine);
  if (places.length !== leaves.length) throw new Malformed(`${stream} has ${leaves.length} leaves and ${places.length} proofs`);
  for (const [at, { index, proof }] of places.entries()) {
    holds(leaves[at]!.seq === String(index), `leaf ${at + 1} of ${stream} says seq ${leaves[at]!.seq} and its proof ${index}`);
    const claim = { index, size: of.size, leafHash: hashOf(of.hasher, bytes[at]!), proof, root: of.root };
    holds(verifyInclusion(of.hasher, claim), `leaf ${at + 1} of ${stream} is not in the tree of ${of.origin}`);
  }
};
const hashOf = (hasher: Hasher, leaf: Buffer): Buffer => leafHash(hasher, leaf);

/** Folds the events again, and compares with the states claimed. Returns their number. */
const verifyStates = (stream: string, text: Buffer, withheld: number, opened: Parameters<typeof foldedStates>[0]): number => {
  const claimed = linesOf(text, 'states.jsonl').map((line) => ({ ...readStateLine(line), line }));
  if (claimed.length === 0) return 0;
  matches(isFolded(stream), `${stream} is no case, and has states`);
  matches(withheld === 0, `${stream} has states, but ${withheld} of its events are withheld`);
  const states = [...foldedStates(opened)];
  for (const { version, line } of claimed) {
    const state = states[Number(version) - 1];
    // both are canonical JSON: equal texts are equal states
    const expected = `{"state":${state},"version":"${version}"}`;
    matches(state !== undefined && line.toString() === expected, `the state of ${stream} after version ${version} is not the one claimed`);
  }
  return claimed.length;
};

/** A material is named by its SHA-256, and an event of the package names it too. SM3 and length are those of each leaf that states them. */
const verifyMaterial = (path: string, content: Buffer, named: ReadonlySet<string>, attached: Leaf['attachments']): void => {
  const digest = sha256.digest(content).toString('hex');
  if (!/^data\/materials\/[0-9a-f]{64}\.[a-z0-9]+$/.test(path)) throw new Malformed(`a material is not named by its SHA-256: ${path}`);
  matches(path.startsWith(`data/materials/${digest}.`), `${path} has other bytes than its name says`);
  matches(named.has(digest), `${path} is named by no event of the package`);
  const stated = attached.filter(([one]) => one === digest);
  if (stated.length === 0) return;
  const own = attachmentOf(content).join();
  matches(
    stated.every((one) => one.join() === own),
    `${path} has another SM3 or length than its leaf says`,
  );
};

const parsedPayload = (payload: string): unknown => {
  try {
    return JSON.parse(payload) as unknown;
  } catch {
    throw new Malformed('a payload is not JSON');
  }
};

/** Each opened list of sealed files is the one to which the leaf of its event commits. Returns all files. */
const verifySealedFiles = (text: Buffer, opened: readonly Opened[]): Leaf['attachments'] => {
  const events = new Map(opened.map((one) => [one.leaf.event, one]));
  const lists = linesOf(text, 'sealed-files.jsonl').map(readSealedFilesLine);
  if (new Set(lists.map(({ event }) => event)).size < lists.length) throw new Malformed('sealed-files.jsonl opens one event twice');
  for (const { event, files } of lists) {
    const own = events.get(event);
    matches(own !== undefined, `the event ${event}, whose sealed files are listed, is not shown in the package`);
    matches(opensSealedFiles(own.leaf, own.salt, files), `the files listed for the event ${event} are not those to which its leaf commits`);
  }
  return lists.flatMap(({ files }) => files);
};

/** Each opened text is the one to which an event of the package committed. Returns their number. */
const verifyOpenings = (text: Buffer, payloads: readonly unknown[]): number => {
  const sealed = new Map(payloads.flatMap(sealedIn).map(({ ref, commitment }) => [ref, commitment]));
  const openings = linesOf(text, 'openings.jsonl').map(readOpeningLine);
  if (new Set(openings.map(({ ref }) => ref)).size < openings.length) throw new Malformed('openings.jsonl opens one text twice');
  for (const { ref, salt, text: opened } of openings) {
    matches(sealed.has(ref), `the opened text ${ref} is sealed in no event of the package`);
    matches(payloadCommitment(Buffer.from(salt, 'hex'), opened) === sealed.get(ref), `the opened text ${ref} is not the sealed one`);
  }
  return openings.length;
};

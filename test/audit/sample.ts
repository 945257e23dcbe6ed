import { readFileSync } from 'node:fs';
import {
  attachmentOf,
  bagInfoOf,
  bagOf,
  encodeLeaf,
  evidencePackage,
  formatCheckpoint,
  formatMapHead,
  formatNote,
  formatVkey,
  jsonLines,
  leafHash,
  leafOf,
  mapKey,
  sealedFilesLine,
  sha256,
  signatureBy,
  signNote,
  sm3,
  type Files,
  type Leaf,
  type NoteSigner,
  type OpenedEvent,
  type PackageParts,
  type SealedFiles,
} from '@minglu/audit';
import {
  memoryMap,
  memoryTree,
  SM3_ORIGIN,
  TEST_ORIGIN,
  testSigner,
  testSm2Signer,
  testWitness,
  type MemoryTree,
} from '@minglu/audit/testing';
import { dossierEvents, dossiers, type DossierEvent } from '@minglu/dossier';
import { canonicalJson, type StoredEvent } from '@minglu/event-store';
import { contentHash } from '@minglu/event-store/hashing';
import { eventRegistry } from '@minglu/kernel';
import type { Golden, GoldenEvent } from '../golden/history.js';

/** A log of captured histories, with both its trees, its map, and notes signed by test keys. */
export interface SampleLog {
  readonly leaves: readonly Buffer[];
  readonly contents: readonly OpenedEvent[];
  readonly tree: MemoryTree;
  readonly checkpoint: string;
  readonly mapHead: string;
  readonly streams: readonly string[];
  readonly policy: string;
  /** A checkpoint of the tree, with the cosignatures of all witnesses. */
  readonly checkpointOf: (tree: MemoryTree, size?: bigint) => Promise<string>;
  readonly parts: (streams: readonly string[], more?: Partial<PackageParts>) => Promise<PackageParts>;
}

/** A minute after the last event of the sample. Unix time in seconds. */
export const SEEN_AT = BigInt(Date.parse('2027-12-02T01:01:00Z') / 1_000);
export const WITNESSES = [1, 2, 3].map((number) => testWitness(number, SEEN_AT));
/** @param quorum how many of the three witnesses */
export const policyWith = (quorum: string): string =>
  [
    `log ${formatVkey(testSigner().vkey)}`,
    `log ${formatVkey(testSm2Signer().vkey)}`,
    ...WITNESSES.map(({ vkey }, index) => `witness w${index + 1} ${formatVkey(vkey)}`),
    `group witnesses ${quorum} w1 w2 w3`,
    'quorum witnesses',
    '',
  ].join('\n');

/** @param witnesses those that cosign */
export const signed = async (text: string, signer: NoteSigner, witnesses: readonly NoteSigner[] = WITNESSES): Promise<string> => {
  const note = await signNote(text, [signer]);
  const cosignatures = await Promise.all(witnesses.map((witness) => signatureBy(witness, text)));
  return formatNote({ ...note, signatures: [...note.signatures, ...cosignatures] });
};

const fixture = (name: string): readonly GoldenEvent[] =>
  (JSON.parse(readFileSync(new URL(`../golden/fixtures/${name}`, import.meta.url), 'utf8')) as Golden).histories.flatMap(
    ({ events }) => events,
  );
const registry = eventRegistry(dossierEvents);
const HASH = sha256.digest(Buffer.from('a package of rules')).toString('hex');
/** A material that the first leaf names. */
export const MATERIAL = Buffer.from('材料');
/** The file to which the leaf of the second event commits. */
export const SEALED_MATERIAL = Buffer.from('封存的材料');

/** The captured events as rows of one log. Salts follow from the event ids. */
export const sampleRows = (names: readonly string[], limit = Number.MAX_SAFE_INTEGER): readonly StoredEvent[] =>
  names
    .flatMap(fixture)
    .sort((a, b) => (a.recordedAt < b.recordedAt ? -1 : a.recordedAt > b.recordedAt ? 1 : a.position - b.position))
    .slice(0, limit)
    .map((event, index) => {
      const salt = sha256.digest(Buffer.from(event.eventId));
      const [payload, metadata] = [canonicalJson(event.payload), canonicalJson(event.metadata)];
      return { ...event, position: index + 1, salt, payload, metadata, contentHash: contentHash(salt, payload, metadata) };
    });

export const sampleLog = async (
  names: readonly string[] = ['28-returned-materials.json', '23-fraud-not-substantiated.json'],
  limit = Number.MAX_SAFE_INTEGER,
  material = attachmentOf(MATERIAL),
): Promise<SampleLog> => {
  const events = sampleRows(names, limit);
  const leaves: Buffer[] = [];
  const heads = new Map<string, Buffer>();
  const versions = new Map<string, number>();
  const map = memoryMap(sha256);
  for (const event of events) {
    const attachments: Leaf['attachments'] = event.position === 1 ? [material] : [];
    const leaf = encodeLeaf(
      leafOf(event, JSON.parse(event.metadata), {
        epoch: { epoch: 1, after: 0 },
        previous: heads.get(event.streamId)?.toString('hex') ?? null,
        rulesHash: HASH,
        calendarHash: null,
        schemaHash: HASH,
        attachments,
        // The leaf of the second event is of the second version.
        sealedFiles: event.position === 2 ? [attachmentOf(SEALED_MATERIAL)] : [],
      }),
    );
    leaves.push(leaf);
    heads.set(event.streamId, leafHash(sha256, leaf));
    versions.set(event.streamId, event.streamVersion);
    await map.set({ key: mapKey(sha256, event.streamId), last: heads.get(event.streamId)!, version: BigInt(event.streamVersion) });
  }
  const [tree, national] = [memoryTree(leaves), memoryTree(leaves, sm3)];
  const checkpointOf = async (of: MemoryTree, size = of.size()): Promise<string> => {
    const [origin, signer] = of.hasher === sm3 ? [SM3_ORIGIN, testSm2Signer()] : [TEST_ORIGIN, testSigner()];
    return signed(formatCheckpoint({ origin, size, root: await of.root(size) }), signer);
  };
  const checkpoint = await checkpointOf(tree);
  const head = { origin: TEST_ORIGIN, size: tree.size(), treeRoot: await tree.root(), mapRoot: map.root() };
  const mapHead = await signed(formatMapHead(head), testSigner(), []);
  const contents = events.map(({ salt, payload, metadata }) => ({ salt: Buffer.from(salt).toString('hex'), payload, metadata }));

  const packed = async (stream: string): Promise<PackageParts['streams'][number]> => {
    const indexes = events.flatMap(({ streamId }, index) => (streamId === stream ? [index] : []));
    let state = dossiers.initial;
    const states = indexes.map((index) => {
      const { type, schemaVersion, payload, streamVersion } = events[index]!;
      state = dossiers.evolve(state, registry.read(type, schemaVersion, JSON.parse(payload)) as DossierEvent);
      return { version: String(streamVersion), state };
    });
    return {
      stream,
      mapProof: await map.prove(mapKey(sha256, stream)),
      states: states.slice(-1),
      events: await Promise.all(
        indexes.map(async (index) => ({
          content: contents[index]!,
          leaf: leaves[index]!,
          proof: { index: BigInt(index), proof: await tree.inclusion(BigInt(index)) },
          sm3Proof: { index: BigInt(index), proof: await national.inclusion(BigInt(index)) },
        })),
      ),
    };
  };
  return {
    leaves,
    contents,
    tree,
    checkpoint,
    mapHead,
    streams: [...versions.keys()],
    policy: policyWith('all'),
    checkpointOf,
    parts: async (streams, more = {}) => ({
      origin: TEST_ORIGIN,
      checkpoint,
      mapHead,
      sm3Checkpoint: await checkpointOf(national),
      streams: await Promise.all(streams.map(packed)),
      ...more,
    }),
  };
};

/** The evidence package of some cases of the log. */
export const samplePackage = async (log: SampleLog, streams: readonly string[], more: Partial<PackageParts> = {}) =>
  evidencePackage(await log.parts(streams, more));

/** A package with lists of sealed files, true or not, which its manifest has too. */
export const withLists = (files: Files, lists: readonly SealedFiles[]): Files => {
  const payload = [...files].filter(([path]) => path.startsWith('data/'));
  return bagOf(new Map([...payload, ['data/sealed-files.jsonl', jsonLines(lists.map(sealedFilesLine))]]), bagInfoOf(files));
};

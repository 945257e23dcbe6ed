import { canonicalJson } from '@minglu/event-store/canonical';
import { oneOf, record, text, Type, type Static } from '@minglu/kernel';
import { sha256 } from '../hasher.js';
import type { MapProof } from '../map.js';
import { bagOf, tagFiles } from './bag.js';
import {
  eventLine,
  jsonLines,
  mapProofText,
  proofLine,
  readerOf,
  stateLine,
  type ClaimedState,
  type LeafProof,
  type OpenedEvent,
  type WithheldEvent,
} from './lines.js';
import { fileInMemory, streamedArchive, type StreamedArchive, type StreamedFile } from './streamed.js';
import type { Files } from './zip.js';

/** The name and version of the format. */
const PACKAGE_FORMAT = 'minglu/evidence-package/v1';

const description = record({
  v: oneOf(PACKAGE_FORMAT),
  /** Of the main tree. */
  origin: text(500),
  /** The streams, in the order of their folders. */
  streams: Type.Array(text(200), { minItems: 1, uniqueItems: true }),
});
/** `data/package.json`. */
export type PackageDescription = Static<typeof description>;
/** Throws `Malformed`. */
export const readDescription: (bytes: Uint8Array) => PackageDescription = readerOf(description, 'package.json');

/** One stream of a package, with the proofs to its checkpoint. */
interface PackedStream {
  readonly stream: string;
  /** For each event from version 1: its content, the bytes of its leaf, and its place in the tree. */
  readonly events: readonly {
    readonly content: OpenedEvent | WithheldEvent;
    readonly leaf: Buffer;
    readonly proof: LeafProof;
    readonly sm3Proof?: LeafProof;
  }[];
  readonly mapProof: MapProof;
  /** Only of dossiers. */
  readonly states: readonly ClaimedState[];
}

export interface PackageParts extends Omit<PackageDescription, 'v' | 'streams'> {
  readonly streams: readonly PackedStream[];
  /** Signed notes, with their cosignatures. */
  readonly checkpoint: string;
  readonly mapHead: string;
  /** Of the tree with SM3. */
  readonly sm3Checkpoint?: string;
  /** An event of the package names each. The extension is for people. */
  readonly materials?: readonly { readonly content: Buffer; readonly extension: string }[];
  /** For people: an index, receipts, the policy. Nothing but the manifest covers them. The paths are below `data/other/`. */
  readonly other?: Files;
  /** Lines of bag-info.txt. */
  readonly info?: readonly (readonly [label: string, value: string])[];
}

/** The files of an evidence package, as a bag. The same parts always make the same bytes. */
export const evidencePackage = (parts: PackageParts): Files => bagOf(payloadOf(parts), infoOf(parts));

const infoOf = ({ info = [] }: PackageParts) => [['Minglu-Format', PACKAGE_FORMAT] as const, ...info];

/**
 * The same package as an archive, written file by file, so that no material need be in memory.
 *
 * @param materials further ones, each named by its SHA-256: see {@link materialPath}
 * @throws TooLarge before any byte is read
 */
export const streamedPackage = (parts: PackageParts, materials: readonly StreamedFile[]): StreamedArchive => {
  const payload = [...[...payloadOf(parts)].map(([path, content]) => fileInMemory(path, content)), ...materials];
  const tags = [...tagFiles(payload, infoOf(parts))].map(([path, content]) => fileInMemory(path, content));
  return streamedArchive([...payload, ...tags]);
};

/** The place of a material in a package. The extension is for people. */
export const materialPath = (digest: string, extension: string): string => `data/materials/${digest}.${extension}`;

const payloadOf = (parts: PackageParts): Files => {
  const payload = new Map<string, Buffer>();
  const add = (path: string, content: Buffer | string): void => void payload.set(`data/${path}`, Buffer.from(content));
  const { origin, streams, checkpoint, mapHead, sm3Checkpoint } = parts;
  const described: PackageDescription = { v: PACKAGE_FORMAT, origin, streams: streams.map(({ stream }) => stream) };
  add('package.json', canonicalJson(described));
  add('checkpoint.txt', checkpoint);
  add('map-head.txt', mapHead);
  if (sm3Checkpoint !== undefined) add('sm3-checkpoint.txt', sm3Checkpoint);
  for (const [index, { events, mapProof, states }] of streams.entries()) {
    const folder = streamFolder(index);
    add(`${folder}events.jsonl`, jsonLines(events.map(({ content }) => eventLine(content))));
    add(`${folder}leaves.jsonl`, jsonLines(events.map(({ leaf }) => leaf)));
    add(`${folder}proofs.jsonl`, jsonLines(events.map(({ proof }) => proofLine(proof))));
    if (sm3Checkpoint !== undefined) add(`${folder}sm3-proofs.jsonl`, jsonLines(events.map(({ sm3Proof }) => proofLine(sm3Proof!))));
    add(`${folder}map-proof.json`, mapProofText(mapProof));
    add(`${folder}states.jsonl`, jsonLines(states.map(stateLine)));
  }
  for (const { content, extension } of parts.materials ?? [])
    payload.set(materialPath(sha256.digest(content).toString('hex'), extension), content);
  for (const [path, content] of parts.other ?? []) add(`other/${path}`, content);
  return payload;
};

/** Below `data/`. */
export const streamFolder = (index: number): string => `streams/${index + 1}/`;

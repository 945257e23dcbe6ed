import { canonicalJson } from '@minglu/event-store/canonical';
import { decoder, nullable, record, text, Type, type Static, type TSchema } from '@minglu/kernel';
import { attachments, parseCanonical } from '../leaf.js';
import { Malformed } from '../malformed.js';
import type { MapEntry, MapProof } from '../map.js';
import { parseDecimal, parseHash, parseHex, parseUtf8 } from '../strict.js';

// The lines of the files of an evidence package and of an export of the log. Each line is canonical JSON.

/** Text of lines, each with its LF. */
export const jsonLines = (lines: readonly (Buffer | string)[]): Buffer => Buffer.concat(lines.flatMap((line) => [Buffer.from(line), LF]));
const LF = Buffer.from('\n');

/** The lines of a text, without LF. Throws {@link Malformed} if the last has none. */
export const linesOf = (content: Buffer, what: string): readonly Buffer[] => {
  const lines: Buffer[] = [];
  for (let at = 0; at < content.length;) {
    const end = content.indexOf(10, at);
    if (end < 0) throw new Malformed(`the last line of ${what} has no line feed`);
    lines.push(content.subarray(at, end));
    at = end + 1;
  }
  return lines;
};

/** A reader of canonical JSON of this shape. It throws {@link Malformed}. */
export const readerOf = <S extends TSchema>(schema: S, what: string): ((bytes: Uint8Array) => Static<S>) => {
  const isShape = decoder(schema);
  return (bytes) => {
    const value = parseCanonical(parseUtf8(bytes, what), what);
    if (!isShape(value)) throw new Malformed(`${what} has not its members: ${isShape.issues(value)[0]?.path ?? ''}`);
    return value;
  };
};

const opened = record({ salt: Type.String({ pattern: '^[0-9a-f]{64}$' }), payload: Type.String(), metadata: Type.String() });
/** The content of a leaf's commitments. The payload and the metadata are the stored texts, byte for byte. */
export type OpenedEvent = Static<typeof opened>;
/** An event whose content is not shown, and why. Its leaf stands in the chain. */
export interface WithheldEvent {
  readonly withheld: string;
}

export const eventLine = (event: OpenedEvent | WithheldEvent): string => canonicalJson(event);
/** Throws {@link Malformed}. */
export const readEventLine: (bytes: Uint8Array) => OpenedEvent | WithheldEvent = readerOf(
  Type.Union([opened, record({ withheld: text(500) })]),
  'a line of events',
);

/** The inclusion proof of one leaf. */
export interface LeafProof {
  readonly index: bigint;
  readonly proof: readonly Buffer[];
}

export const proofLine = ({ index, proof }: LeafProof): string =>
  canonicalJson({ index: String(index), proof: proof.map((hash) => hash.toString('base64')) });
const readProof = readerOf(record({ index: Type.String(), proof: Type.Array(Type.String(), { maxItems: 63 }) }), 'a line of proofs');
/** Throws {@link Malformed}. */
export const readProofLine = (bytes: Uint8Array): LeafProof => {
  const { index, proof } = readProof(bytes);
  return { index: parseDecimal(index, 'the index of a proof'), proof: proof.map((hash) => parseHash(hash, 'a hash of a proof')) };
};

export const mapProofText = ({ siblings, end }: MapProof): string =>
  canonicalJson({
    siblings: siblings.map((hash) => hash.toString('hex')),
    end: end && { key: end.key.toString('hex'), last: end.last.toString('hex'), version: String(end.version) },
  });
const readMap = readerOf(
  record({
    siblings: Type.Array(Type.String(), { maxItems: 256 }),
    end: nullable(record({ key: Type.String(), last: Type.String(), version: Type.String() })),
  }),
  'a proof in the map',
);
/** Throws {@link Malformed}. */
export const readMapProof = (bytes: Uint8Array): MapProof => {
  const { siblings, end } = readMap(bytes);
  return { siblings: siblings.map((hash) => parseHex(hash, 'a hash of the map')), end: end && mapEntry(end) };
};
const mapEntry = ({ key, last, version }: Readonly<Record<'key' | 'last' | 'version', string>>): MapEntry => ({
  key: parseHex(key, 'a key of the map'),
  last: parseHex(last, 'a leaf of the map'),
  version: parseDecimal(version, 'a version of the map'),
});

/** The state of a case after a version, as the exporting software folded it. */
export interface ClaimedState {
  readonly version: string;
  readonly state: unknown;
}
export const stateLine = (claimed: ClaimedState): string => canonicalJson(claimed);
/** Throws {@link Malformed}. */
export const readStateLine: (bytes: Uint8Array) => ClaimedState = readerOf(
  record({ version: Type.String({ pattern: '^[1-9][0-9]{0,15}$' }), state: Type.Unknown() }),
  'a line of states',
);

/** The opened texts of a package. It has none unless persons were approved to read them. */
export const OPENINGS_FILE = 'data/openings.jsonl';

const opening = record({ ref: text(64), salt: Type.String({ pattern: '^[0-9a-f]{64}$' }), text: Type.String() });
/** A sealed text with the salt of its commitment. */
export type Opening = Static<typeof opening>;
export const openingLine = (one: Opening): string => canonicalJson(one);
/** Throws {@link Malformed}. */
export const readOpeningLine: (bytes: Uint8Array) => Opening = readerOf(opening, 'a line of openings');

/** The opened lists of sealed files of a package. It has none unless somebody with the right to the files has added them. */
export const SEALED_FILES_FILE = 'data/sealed-files.jsonl';

const sealedFiles = record({ event: text(64), files: attachments() });
/** The list behind the commitment `sealed` of the leaf of an event. The salt is that of the event. */
export type SealedFiles = Static<typeof sealedFiles>;
export const sealedFilesLine = (one: SealedFiles): string => canonicalJson(one);
/** Throws {@link Malformed}. */
export const readSealedFilesLine: (bytes: Uint8Array) => SealedFiles = readerOf(sealedFiles, 'a line of sealed files');

/** Texts of 64 hexadecimal digits in a payload, in its order. Its leaf commits to them. */
export const digestsIn = (value: unknown): readonly string[] => {
  if (typeof value === 'string') return /^[0-9a-f]{64}$/.test(value) ? [value] : [];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(digestsIn) : [];
};

/** The seals in a payload: objects of a reference and a commitment alone. */
export const sealedIn = (value: unknown): readonly { readonly ref: string; readonly commitment: string }[] => {
  if (typeof value !== 'object' || value === null) return [];
  const { ref, commitment, ...more } = value as Readonly<Record<string, unknown>>;
  if (typeof ref === 'string' && typeof commitment === 'string' && Object.keys(more).length === 0) return [{ ref, commitment }];
  return Object.values(value).flatMap(sealedIn);
};

import { decoder, instant, nullable, oneOf, record, sha256 as hex, text, Type, type EventMetadata, type Static } from '@minglu/kernel';
import { canonicalJson } from '@minglu/event-store/canonical';
import type { StoredEvent } from '@minglu/event-store';
import { sha256 } from './hasher.js';
import { isUsualLeaf } from './leaf-text.js';
import { Malformed } from './malformed.js';
import { parseUtf8 } from './strict.js';

/** The name and version of the format, in each leaf. The second one has one more member, and only leaves that need it are of it. */
const [FIRST, SECOND] = ['minglu/leaf/v1', 'minglu/leaf/v2'] as const;
/** Whether a member `v` is that of a leaf of events. */
export const isLeafFormat = (v: unknown): boolean => v === FIRST || v === SECOND;
/** Bundles of leaves carry the length of each as a uint16 (C2SP tlog-tiles). */
export const LEAF_LIMIT = 65_535;

/** A count as text: the numbers of canonical JSON are IEEE doubles, and a leaf has none. */
const count = () => Type.String({ pattern: '^(0|[1-9][0-9]{0,15})$' });

/** SHA-256, SM3 and length in bytes of each material that the event names. */
export const attachments = () => Type.Array(Type.Tuple([hex(), hex(), count()]));

const members = {
  /** Index of the leaf: position of the event − 1. */
  seq: count(),
  /** The branch of the log, and the position after which it begins. A restore or a promotion shows in the first leaf after it. */
  epoch: record({ number: count(), after: count() }),
  stream: text(300),
  /** 1, 2, 3, … in the stream. */
  streamVersion: count(),
  type: text(200),
  event: text(64),
  /** In UTC with milliseconds, so that texts compare as times do. */
  recorded: Type.String({ pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}[.][0-9]{3}Z$' }),
  effective: instant(),
  actor: record({ person: text(500), role: text(200) }),
  /** The event that caused the command, if a process sent it. */
  cause: nullable(text(200)),
  correlation: text(1000),
  provisions: Type.Array(text(200)),
  rules: record({ id: text(200), hash: hex() }),
  /** Hash of the work calendar by which dates were counted; null if none was read. */
  calendar: nullable(hex()),
  schema: record({ version: count(), hash: hex() }),
  /** The content hash of the row: salt, payload and metadata. */
  content: hex(),
  /** {@link payloadCommitment}. */
  payload: hex(),
  attachments: attachments(),
  /** Leaf hash (SHA-256) of the event before it in its stream; null for the first. */
  previous: nullable(hex()),
};
const firstSchema = record({ ...members, v: oneOf(FIRST) });
const secondSchema = record({
  ...members,
  v: oneOf(SECOND),
  /** {@link sealedCommitment} of the materials that a sealed list of the event names. */
  sealed: hex(),
});

/** The part of an event that the tree holds. It has no payload and no personal data. */
export type Leaf = Omit<Static<typeof firstSchema>, 'v'> & { readonly v: typeof FIRST | typeof SECOND; readonly sealed?: string };

const [isFirst, isSecond] = [decoder(firstSchema), decoder(secondSchema)];

/** The bytes of a leaf: canonical JSON (RFC 8785) of its members. Throws {@link Malformed} if they are not a leaf, or too long. */
export const encodeLeaf = (leaf: Leaf): Buffer => {
  assertLeaf(leaf);
  return bounded(Buffer.from(canonicalJson(leaf)));
};

/** Reads a leaf back. Throws {@link Malformed} for each text that {@link encodeLeaf} would not have written. */
export const parseLeaf = (bytes: Uint8Array): Leaf => {
  bounded(bytes);
  const json = parseUtf8(bytes, 'the leaf');
  if (isUsualLeaf(json)) return JSON.parse(json) as Leaf;
  const leaf = parseCanonical(json, 'the leaf');
  assertLeaf(leaf);
  return leaf;
};

/** Parses canonical JSON. Throws {@link Malformed} for each other spelling: white space, order, escapes, repeated members. */
export const parseCanonical = (json: string, what: string): unknown => {
  try {
    const value: unknown = JSON.parse(json);
    if (canonicalJson(value) === json) return value;
  } catch {
    // not JSON, or JSON that has no canonical form: a lone surrogate
  }
  throw new Malformed(`${what} is not canonical JSON`);
};

const bounded = <B extends Uint8Array>(bytes: B): B => {
  if (bytes.length > LEAF_LIMIT) throw new Malformed(`the leaf has more than ${LEAF_LIMIT} bytes`);
  return bytes;
};

function assertLeaf(value: unknown): asserts value is Leaf {
  const isLeaf = (value as { readonly v?: unknown } | null)?.v === SECOND ? isSecond : isFirst;
  if (!isLeaf(value)) throw new Malformed(`the leaf has not its members: ${isLeaf.issues(value)[0]?.path ?? ''}`);
}

const COMMITMENT = Buffer.from('minglu/payload/v1\0');
/** SHA-256("minglu/payload/v1\0" ‖ salt ‖ payload), in hexadecimal. The salt of 32 bytes keeps a payload from being guessed. */
export const payloadCommitment = (salt: Uint8Array, payload: string): string =>
  sha256.digest(COMMITMENT, salt, Buffer.from(payload)).toString('hex');

const SEALED_FILES = Buffer.from('minglu/sealed-files/v1\0');
/**
 * SHA-256("minglu/sealed-files/v1\0" ‖ salt ‖ list), in hexadecimal. The list is canonical JSON of the form of `attachments`. Without the
 * salt of the event it cannot be compared with a file.
 */
export const sealedCommitment = (salt: Uint8Array, files: Leaf['attachments']): string =>
  sha256.digest(SEALED_FILES, salt, Buffer.from(canonicalJson(files))).toString('hex');

/** The inputs of a leaf beside the stored row. Hashes are in hexadecimal. */
export interface LeafContext {
  readonly epoch: { readonly epoch: number; readonly after: number };
  /** Leaf hash (SHA-256) of the event before it in its stream. */
  readonly previous: string | null;
  /** Hash of the rule package that the metadata names. */
  readonly rulesHash: string;
  readonly calendarHash: string | null;
  /** Hash of the JSON Schema of the payload. */
  readonly schemaHash: string;
  readonly attachments: Leaf['attachments'];
  /** The materials of sealed lists, in the same form. With any of them the leaf is of the second version. */
  readonly sealedFiles?: Leaf['attachments'];
}

/** Derives the leaf of a stored row. */
export const leafOf = (
  event: Pick<
    StoredEvent,
    'position' | 'streamId' | 'streamVersion' | 'type' | 'schemaVersion' | 'eventId' | 'recordedAt' | 'salt' | 'payload' | 'contentHash'
  >,
  metadata: Pick<EventMetadata, 'occurredAt' | 'actor' | 'causationId' | 'correlationId' | 'legalBasis' | 'rulePackage'>,
  { epoch, previous, rulesHash, calendarHash, schemaHash, attachments, sealedFiles = [] }: LeafContext,
): Leaf => ({
  ...(sealedFiles.length === 0 ? { v: FIRST } : { v: SECOND, sealed: sealedCommitment(event.salt, sealedFiles) }),
  seq: String(event.position - 1),
  epoch: { number: String(epoch.epoch), after: String(epoch.after) },
  stream: event.streamId,
  streamVersion: String(event.streamVersion),
  type: event.type,
  event: event.eventId,
  recorded: event.recordedAt,
  effective: metadata.occurredAt,
  actor: { person: metadata.actor.person, role: metadata.actor.role },
  cause: metadata.causationId,
  correlation: metadata.correlationId,
  provisions: [...metadata.legalBasis],
  rules: { id: metadata.rulePackage, hash: rulesHash },
  calendar: calendarHash,
  schema: { version: String(event.schemaVersion), hash: schemaHash },
  content: Buffer.from(event.contentHash).toString('hex'),
  payload: payloadCommitment(event.salt, event.payload),
  attachments,
  previous,
});

import type { Readable } from 'node:stream';
import type { Bilingual } from '@minglu/kernel';

/** Positions of the first and the last byte that are wanted, counted from 0. */
export interface ByteRange {
  readonly first: number;
  readonly last: number;
}

/** Bytes that are stored under their digest. */
export interface StoredBytes {
  /** SHA-256 in hexadecimal, lower case. */
  readonly sha256: string;
  readonly size: number;
  readonly storedAt: Date;
}

/** A file that is being received. Only its receiver sees it. */
export interface Draft {
  readonly size: number;
  readonly write: (chunk: Uint8Array) => Promise<void>;
  /** Up to `length` bytes from `position` on: fewer at the end. */
  readonly read: (position: number, length: number) => Promise<Buffer>;
  readonly open: (range?: ByteRange) => Readable;
  /** Removes it. Does nothing after it was kept. */
  readonly discard: () => Promise<void>;
}

/** Bytes by their SHA-256. An implementation never shows bytes under a digest before all of them are durable. */
export interface MaterialStore {
  readonly kind: 'folder' | 's3' | 'memory';
  readonly has: (sha256: string) => Promise<boolean>;
  /** In bytes; null without such bytes. */
  readonly sizeOf: (sha256: string) => Promise<number | null>;
  /** @throws NotStored */
  readonly open: (sha256: string, range?: ByteRange) => Promise<Readable>;
  readonly newDraft: () => Promise<Draft>;
  /** Stores the draft under the digest, which the caller has computed. The bytes are durable when it resolves. The draft is used up. */
  readonly keep: (draft: Draft, sha256: string) => Promise<void>;
  readonly list: () => AsyncIterable<StoredBytes>;
  readonly remove: (sha256: string) => Promise<void>;
  readonly parts: PartStore;
  /** Removes drafts of processes that ended before this instant. Resolves to their number. */
  readonly sweep: (before: Date) => Promise<number>;
}

/** A part by its number and digest. A part that is sent again with other bytes is another one. */
export interface PartName {
  /** From 1. */
  readonly part: number;
  readonly sha256: string;
}

/** The parts of uploads under way. */
interface PartStore {
  /** The part is durable when it resolves. The draft is used up. */
  readonly keep: (upload: string, part: PartName, draft: Draft) => Promise<void>;
  /** @throws NotStored */
  readonly open: (upload: string, part: PartName) => Promise<Readable>;
  /** The ids of all uploads that have parts, each with the time of a part. */
  readonly uploads: () => AsyncIterable<{ readonly upload: string; readonly storedAt: Date }>;
  readonly remove: (upload: string) => Promise<void>;
}

export class NotStored extends Error {
  constructor(readonly sha256: string) {
    super(`nothing is stored as ${sha256}`);
  }
}

/** A fault of a file, or a notice about it. An error refuses the file. */
export interface FileFinding extends Bilingual {
  readonly severity: 'error' | 'notice';
  readonly code: string;
}

/** Who deposits a file: a pseudonym and an organisation, never a name. */
export interface Depositor {
  readonly person: string;
  readonly org: string;
}

/** A stored file. Its name is not kept: names of files may name people. The act that names the material has the shown name. */
export interface Material {
  readonly sha256: string;
  readonly sm3: string;
  readonly size: number;
  readonly mediaType: string;
  /** Notices only: a file with an error is not stored. */
  readonly findings: readonly FileFinding[];
  readonly storedAt: Date;
}

export type Received =
  /** `repeated`: this organisation had deposited the file before. Whether others had is not told. */
  | { readonly outcome: 'stored'; readonly material: Material; readonly repeated: boolean }
  /** Nothing was stored. `unavailable`: it cannot be checked now; the same request may pass later. */
  | { readonly outcome: 'refused' | 'unavailable'; readonly findings: readonly FileFinding[] };

export interface Receiving {
  /** The name that the sender gives. Only its extension is looked at. */
  readonly name: string;
  readonly depositor: Depositor;
  /** The digest that the sender expects; another one refuses the file. */
  readonly sha256?: string;
}

/** An upload by parts. It expires some time after its last part. */
export interface Upload {
  readonly id: string;
  readonly depositor: Depositor;
  /** Of the whole file, as stated at its begin. */
  readonly size: number;
  readonly expiresAt: Date;
  /** The parts that are stored, by number. A client sends the others. */
  readonly parts: readonly UploadedPart[];
}

export interface UploadedPart extends PartName {
  readonly size: number;
}

type PartOutcome =
  | { readonly outcome: 'stored'; readonly part: UploadedPart }
  | { readonly outcome: 'unknown-upload' }
  | { readonly outcome: 'refused'; readonly findings: readonly FileFinding[] };

/** Whether bytes must be kept, as under a legal hold. */
export type HeldDigests = (sha256: string) => Promise<boolean>;

type RemovalOutcome = 'removed' | 'held' | 'not-stored';

/** The files of the system, for the routes and the check of submissions. */
export interface Materials {
  /** Takes a file in one pass. It is stored, with its row, when the answer says so. Rejects with the error of the source. */
  readonly receive: (source: AsyncIterable<Uint8Array>, receiving: Receiving) => Promise<Received>;
  /** When the ticket of an upload that begins now ends. Its file is then removed, unless something else names it. */
  readonly ticketEnd: () => Date;
  readonly find: (sha256: string) => Promise<Material | null>;
  /** Whether this organisation has deposited the file, so that it may read it before any act names it. */
  readonly isDepositedBy: (sha256: string, org: string) => Promise<boolean>;
  /** Those of the digests that are not stored. */
  readonly missing: (digests: readonly string[]) => Promise<readonly string[]>;
  /** @throws NotStored */
  readonly open: (sha256: string, range?: ByteRange) => Promise<Readable>;
  /** Removes row and bytes, unless the file is held. Whether an act names the file is for the port of held digests. */
  readonly remove: (sha256: string) => Promise<RemovalOutcome>;
  readonly uploads: Uploads;
}

export interface Uploads {
  readonly begin: (size: number, depositor: Depositor) => Promise<Upload | { readonly findings: readonly FileFinding[] }>;
  /** Null for an upload that is unknown, over, or of another depositor. */
  readonly find: (id: string, depositor: Depositor) => Promise<Upload | null>;
  /** A part that is sent again with the same bytes changes nothing; with other bytes it replaces the earlier one. */
  readonly put: (
    id: string,
    part: number,
    source: AsyncIterable<Uint8Array>,
    expected: { readonly sha256: string; readonly depositor: Depositor },
  ) => Promise<PartOutcome>;
  /** Joins the parts and receives the file. Repeated after a success it answers the same. */
  readonly complete: (
    id: string,
    receiving: Receiving & { readonly sha256: string },
  ) => Promise<Received | { readonly outcome: 'unknown-upload' } | { readonly outcome: 'incomplete'; readonly missing: readonly number[] }>;
  readonly abandon: (id: string, depositor: Depositor) => Promise<boolean>;
}

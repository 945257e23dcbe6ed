import { Malformed } from './malformed.js';
import { parseBase64, parseUtf8 } from './strict.js';
import { isKeyName, type Vkey } from './vkey.js';

/** One signature line of a note (C2SP signed-note). */
export interface NoteSignature {
  readonly name: string;
  readonly keyId: string;
  /** The bytes after the key id. */
  readonly signature: Buffer;
}

/** A note as text. Nothing in it is to be believed before {@link openNote}. */
export interface Note {
  /** The signed text, with its final LF. */
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

/** Signs the text of notes. The key may be in another process or a device. */
export interface NoteSigner {
  readonly vkey: Vkey;
  /** The bytes after the key id in the signature line. */
  readonly sign: (text: string) => Promise<Buffer>;
}

/** Verifies the signatures of one key. */
export interface NoteVerifier {
  readonly vkey: Vkey;
  /** Never throws. */
  readonly verify: (text: string, signature: Buffer) => boolean;
}

/** A note is smaller than this, in bytes. */
const NOTE_LIMIT = 1_000_000;
const SIGNATURE_LIMIT = 100;
/** Below U+0020, but for the line feed. */
const CONTROL = /[^\P{Cc}\n\u007f-\u009f]/u;

/** Splits a note at its last blank line. Throws {@link Malformed}. */
export const parseNote = (note: string | Uint8Array): Note => {
  const whole = typeof note === 'string' ? note : parseUtf8(note, 'the note');
  if (Buffer.byteLength(whole) > NOTE_LIMIT) throw new Malformed('the note is larger than 1,000,000 bytes');
  if (CONTROL.test(whole)) throw new Malformed('the note has a control character');
  const end = whole.lastIndexOf('\n\n');
  if (end < 0 || !whole.endsWith('\n')) throw new Malformed('the note has no signatures after a blank line');
  const lines = whole.slice(end + 2, -1).split('\n');
  if (lines.length > SIGNATURE_LIMIT) throw new Malformed(`the note has more than ${SIGNATURE_LIMIT} signatures`);
  return { text: whole.slice(0, end + 1), signatures: lines.map(parseSignature) };
};

/** One line without its LF: `— <key name> <base64(keyID ‖ signature)>`. Throws {@link Malformed}. */
const parseSignature = (line: string): NoteSignature => {
  const [, name, blob] = /^\u2014 ([^ ]+) ([^ ]+)$/.exec(line) ?? [];
  if (name === undefined || blob === undefined || !isKeyName(name)) throw new Malformed('a signature line is not "— name base64"');
  const bytes = parseBase64(blob, 'a signature');
  if (bytes.length < 5) throw new Malformed('a signature has no more than a key id');
  return { name, keyId: bytes.toString('hex', 0, 4), signature: bytes.subarray(4) };
};

/** A signature line with its LF. */
export const formatSignature = ({ name, keyId, signature }: NoteSignature): string =>
  `\u2014 ${name} ${Buffer.concat([Buffer.from(keyId, 'hex'), signature]).toString('base64')}\n`;

export const formatNote = ({ text, signatures }: Note): string => `${text}\n${signatures.map(formatSignature).join('')}`;

/** Signs with each signer. During the rotation of a key these are the old and the new one. */
export const signNote = async (text: string, signers: readonly NoteSigner[]): Promise<Note> => ({
  text,
  signatures: await Promise.all(signers.map((signer) => signatureBy(signer, text))),
});

/** One more signature of the text. */
export const signatureBy = async ({ vkey, sign }: NoteSigner, text: string): Promise<NoteSignature> => ({
  name: vkey.name,
  keyId: vkey.keyId,
  signature: await sign(text),
});

/** A known key has signed, and its signature is bad; or no known key has signed. The verifier exits with 1. */
export class NotSigned extends Error {}

/** A note whose text at least one known key has signed. */
export interface OpenedNote {
  readonly text: string;
  /** The good signatures by known keys, each key once, in the order of the note. */
  readonly signed: readonly { readonly vkey: Vkey; readonly signature: Buffer }[];
}

/**
 * Verifies a note. Signatures by unknown keys are ignored, also where only the name or only the id is known. One bad signature by a known
 * key rejects the note. Throws {@link Malformed} or {@link NotSigned}.
 */
export const openNote = (note: string | Uint8Array | Note, verifiers: readonly NoteVerifier[]): OpenedNote => {
  const { text, signatures } = typeof note === 'string' || note instanceof Uint8Array ? parseNote(note) : note;
  const signed = new Map<NoteVerifier, { readonly vkey: Vkey; readonly signature: Buffer }>();
  for (const { name, keyId, signature } of signatures)
    for (const verifier of verifiers) {
      const { vkey } = verifier;
      if (vkey.name !== name || vkey.keyId !== keyId) continue;
      if (!verifier.verify(text, signature)) throw new NotSigned(`the signature of ${name} (${keyId}) is wrong`);
      if (!signed.has(verifier)) signed.set(verifier, { vkey, signature });
    }
  if (signed.size === 0) throw new NotSigned('no known key has signed the note');
  return { text, signed: [...signed.values()] };
};

import { createCipheriv, createDecipheriv, hash, randomBytes, randomUUID } from 'node:crypto';
import type { Sealed } from '@minglu/kernel';
import type { PersonKey, Secret } from '@minglu/event-store';
import { KEY_ID, keyIdOf } from './key-check.js';

/**
 * The identity vault: personal data and restricted free text, encrypted (AES-256-GCM). All filings of a natural person have one key, and a
 * filing that names none has a key of its own. The master key wraps these keys. Destroying the wrapped key erases the person; the commitment
 * in the event stays valid.
 * Source: 个人信息保护法, articles 47 and 51.
 */
export interface Vault {
  /** Seals fields of one filing under a key of its own. */
  readonly seal: (fields: Readonly<Record<string, string>>) => {
    readonly sealed: Readonly<Record<string, Sealed>>;
    readonly secrets: readonly Secret[];
  };
  /** Draws a key for a person. */
  readonly personKey: (subject: string) => PersonKey;
  /** Seals a row again, under the key of a person. Its content stays as it is, and so does its commitment. */
  readonly under: (secret: Secret, key: PersonKey) => Secret;
  /** Seals a row again, under the key of an older row with a key of its own. */
  readonly beside: (secret: Secret, older: Secret) => Secret;
  /** @throws KeyMissing if the row needs another master key; Error if it was changed */
  readonly open: (secret: Secret) => string;
  /** The text with the salt of its commitment, in hexadecimal. The two together prove the sealed text. Throws as `open` does. */
  readonly openWithSalt: (secret: Secret) => { readonly salt: string; readonly text: string };
  /**
   * The row with its key wrapped by the current master key. Its content stays as it is, and so does its commitment.
   *
   * @throws Error if no key that this vault has opens the row, or it was changed
   */
  readonly rewrap: (secret: Secret) => Secret;
  /** The key of a person wrapped by the current master key. Throws as `rewrap` does. */
  readonly rewrapPerson: (key: PersonKey) => PersonKey;
  /** True if a row has the content that the event committed to. */
  readonly matches: (secret: Secret, sealed: Sealed) => boolean;
}

/** A row needs a master key that this vault does not have. */
export class KeyMissing extends Error {}

/** Whether the key of a row was destroyed, to erase the person: nothing or zeros are in its place. */
export const isErased = ({ wrappedKey }: Secret): boolean => wrappedKey.every((byte) => byte === 0);

const DOMAIN = 'minglu/payload/v1\0';
const SALT = 32;
/** Length of a wrapped key without an id: nonce, tag and key. */
const WRAPPED = 12 + 16 + 32;

/**
 * @param masterKey 32 bytes, from the environment or the data folder, never from the log; it seals
 * @param previous the master key before it, which still opens rows while they are rewrapped
 */
export const vault = (masterKey: Uint8Array, previous?: Uint8Array): Vault => {
  const given = previous ? [masterKey, previous] : [masterKey];
  if (given.some(({ length }) => length !== 32)) throw new RangeError('the master key of the vault has 32 bytes');
  const masterKeys = given.map((key) => ({ key, id: keyIdOf(key) }));
  const keyId = masterKeys[0]!.id;
  /** A wrapped key begins with the id of the key that wraps it. Rows of the first versions have no id. */
  const unwrap = (wrapped: Uint8Array, ref: string): Buffer => {
    // Rows without an id are older than any rotation, so the oldest key wraps them.
    if (wrapped.length === WRAPPED) return decrypt(masterKeys.at(-1)!.key, wrapped, ref);
    const id = Buffer.from(wrapped.subarray(0, KEY_ID));
    const found = masterKeys.find((one) => one.id.equals(id));
    if (!found) throw new KeyMissing(`the row ${ref} of the vault needs the key ${id.toString('hex')}, not ${keyId.toString('hex')}`);
    return decrypt(found.key, wrapped.subarray(KEY_ID), ref);
  };
  const keyOf = ({ ref, wrappedKey, personKey }: Secret): Buffer => unwrap(wrappedKey, personKey ?? ref);
  const plain = (secret: Secret): Buffer => decrypt(keyOf(secret), secret.ciphertext, secret.ref);
  const wrap = (key: Uint8Array, ref: string): Buffer => Buffer.concat([keyId, encrypt(masterKey, key, ref)]);
  return {
    seal: (fields) => {
      const subject = `filing-${randomUUID()}`;
      const key = randomBytes(32);
      const sealed: Record<string, Sealed> = {};
      const secrets: Secret[] = [];
      for (const [field, text] of Object.entries(fields)) {
        const ref = randomUUID();
        const content = Buffer.concat([randomBytes(SALT), Buffer.from(text, 'utf8')]);
        sealed[field] = { ref, commitment: commitment(content) };
        secrets.push({
          ref,
          subject,
          wrappedKey: wrap(key, ref),
          ciphertext: encrypt(key, content, ref),
        });
      }
      return { sealed, secrets };
    },
    personKey: (subject) => {
      const id = randomUUID();
      return { subject, id, wrappedKey: wrap(randomBytes(32), id) };
    },
    under: (secret, { subject, id, wrappedKey }) => {
      const ciphertext = encrypt(unwrap(wrappedKey, id), plain(secret), secret.ref);
      return { ref: secret.ref, subject, wrappedKey, ciphertext, personKey: id };
    },
    beside: (secret, older) => {
      const { ref } = secret;
      const key = keyOf(older);
      return { ref, subject: older.subject, wrappedKey: wrap(key, ref), ciphertext: encrypt(key, plain(secret), ref) };
    },
    open: (secret) => plain(secret).subarray(SALT).toString('utf8'),
    openWithSalt: (secret) => {
      const content = plain(secret);
      return { salt: content.toString('hex', 0, SALT), text: content.toString('utf8', SALT) };
    },
    rewrap: (secret) => {
      const key = unwrap(secret.wrappedKey, secret.ref);
      decrypt(key, secret.ciphertext, secret.ref); // a damaged row must not look as if it had been rewrapped well
      return { ...secret, wrappedKey: wrap(key, secret.ref) };
    },
    rewrapPerson: (key) => ({ ...key, wrappedKey: wrap(unwrap(key.wrappedKey, key.id), key.id) }),
    matches: (secret, { ref, commitment: committed }) => secret.ref === ref && commitment(plain(secret)) === committed,
  };
};

/** SHA-256("minglu/payload/v1\0" ‖ salt ‖ text), hex. */
const commitment = (saltAndText: Uint8Array): string => hash('sha256', Buffer.concat([Buffer.from(DOMAIN), saltAndText]));

/** nonce (12) ‖ tag (16) ‖ ciphertext; the row's ref is authenticated with it, so rows cannot be swapped. */
const encrypt = (key: Uint8Array, content: Uint8Array, ref: string): Buffer => {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(ref));
  const body = Buffer.concat([cipher.update(content), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), body]);
};
const decrypt = (key: Uint8Array, box: Uint8Array, ref: string): Buffer => {
  const decipher = createDecipheriv('aes-256-gcm', key, box.subarray(0, 12))
    .setAAD(Buffer.from(ref))
    .setAuthTag(Buffer.from(box.subarray(12, 28)));
  return Buffer.concat([decipher.update(box.subarray(28)), decipher.final()]);
};

import { createHmac, timingSafeEqual } from 'node:crypto';

/** Digits and small letters without `i`, `l`, `o` and `u`: easily read aloud, and hard to mistake. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const LENGTH = 12;
/** 40 bits: guesses are limited by address. */
const CHECK = 8;

/**
 * An id for the new thing of a command, for example `objection-7k3m-q9x2-4hnp`. It is a keyed digest of the command's id: a repeated command
 * gets the same one, and a caller cannot count or guess ids.
 *
 * @param field the field of the payload: `objectionId`
 */
export const newIdFor = (key: Uint8Array, commandId: string, field: string): string => {
  return `${kindOf(field)}-${lettersOf(key, `id/v1\0${field}\0${commandId}`, LENGTH)}`;
};

/**
 * The receipt number of a filing: its id and a keyed check, such as `objection-7k3m-q9x2-4hnp.8w2c-k5tr`. Only the server can make one, so
 * the number proves the filing, and ids that are known from elsewhere open nothing.
 */
export const receiptNumber = (key: Uint8Array, id: string): string => `${id}.${lettersOf(key, `receipt/v1\0${id}`, CHECK)}`;

/** The id in a receipt number; null if the server did not make it. */
export const idOfReceipt = (key: Uint8Array, number: string): string | null => {
  const id = number.slice(0, number.lastIndexOf('.'));
  const [given, made] = [Buffer.from(number), Buffer.from(receiptNumber(key, id))];
  return given.length === made.length && timingSafeEqual(given, made) ? id : null;
};

/** Groups of four letters of a keyed digest. */
const lettersOf = (key: Uint8Array, text: string, length: number): string => {
  const digest = createHmac('sha256', key).update(text).digest();
  const letters = [...digest.subarray(0, length)].map((byte) => ALPHABET[byte % ALPHABET.length]!).join('');
  return letters.match(/.{4}/g)!.join('-');
};

/** `newPublicityId` → `publicity`. */
const kindOf = (field: string): string => {
  const kind = field.replace(/^new(?=[A-Z])/, '').replace(/Id$/, '');
  return kind.charAt(0).toLowerCase() + kind.slice(1);
};

import { createHmac } from 'node:crypto';

/** Digits and small letters without `i`, `l`, `o` and `u`: easily read aloud, and hard to mistake. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const LENGTH = 12;

/**
 * An id for the new thing of a command, for example `objection-7k3m-q9x2-4hnp`. It is a keyed digest of the command's id: a repeated command
 * gets the same one, and a caller cannot count or guess ids.
 *
 * @param field the field of the payload: `objectionId`
 */
export const newIdFor = (key: Uint8Array, commandId: string, field: string): string => {
  const digest = createHmac('sha256', key).update(`id/v1\0${field}\0${commandId}`).digest();
  const letters = [...digest.subarray(0, LENGTH)].map((byte) => ALPHABET[byte % ALPHABET.length]!).join('');
  return `${kindOf(field)}-${letters.match(/.{4}/g)!.join('-')}`;
};

/** `newPublicityId` → `publicity`. */
const kindOf = (field: string): string => {
  const kind = field.replace(/^new(?=[A-Z])/, '').replace(/Id$/, '');
  return kind.charAt(0).toLowerCase() + kind.slice(1);
};

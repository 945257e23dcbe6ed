/** Of a name, in bytes of UTF-8: the limit of most file systems. */
const LONGEST = 255;
/** Names that Windows keeps for devices, with any extension. */
const RESERVED = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(?:\.|$)/i;
/** Controls, characters that turn or hide text, separators of lines, surrogates alone, and code points that are not assigned. */
const HIDDEN = /[\p{C}\p{Bidi_Control}\u2028\u2029]/gu;
const FORBIDDEN = /[<>:"|?*]/g;

/**
 * A name under which any system can store a file: one part of a path, in NFC, at most 255 bytes of UTF-8. The extension stays.
 *
 * @param otherwise the name if nothing is left
 */
export const safeName = (name: string, otherwise = '材料'): string => {
  const own = name.normalize('NFC').split(/[/\\]/).at(-1)!;
  const plain = own
    .replace(HIDDEN, '')
    .replace(FORBIDDEN, '_')
    .replace(/^[\s.]+|[\s.]+$/gu, '');
  const named = plain === '' ? otherwise : RESERVED.test(plain) ? `_${plain}` : plain;
  return shortened(named);
};

const shortened = (name: string): string => {
  if (Buffer.byteLength(name) <= LONGEST) return name;
  const [, stem = name, extension = ''] = /^(.*?)(\.[^.]{1,20})?$/s.exec(name) ?? [];
  const room = LONGEST - Buffer.byteLength(extension);
  let short = '';
  for (const character of stem) {
    if (Buffer.byteLength(short + character) > room) break;
    short += character;
  }
  return `${short.trimEnd()}${extension}`;
};

/** Whether a sender's name may come in: no path, no hidden characters, not too long. */
export const isPlainName = (name: string): boolean =>
  name.trim() !== '' && name.search(HIDDEN) === -1 && !/[/\\]/.test(name) && Buffer.byteLength(name) <= LONGEST;

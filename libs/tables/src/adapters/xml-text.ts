/** Characters that XML 1.0 does not have: a file with one of them cannot be opened. */
const NOT_XML = /[^\t\n\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;
/** Readers take `_x0041_` for the character with this number (ECMA-376, 22.9.2.19). */
const ESCAPE = /_(?=x[0-9A-Fa-f]{4}_)/g;

/** A text as a cell can hold it. Ends of lines become LF, and characters that XML lacks become U+FFFD. */
export const xmlText = (text: string): string =>
  text.replaceAll(/\r\n?/g, '\n').replaceAll(NOT_XML, '\ufffd').replaceAll(ESCAPE, '_x005F_');

/**
 * A spreadsheet takes a text with such a beginning for a formula, also in full width. Some leave out blanks, ends of lines and characters
 * without width before it; tab, CR and LF alone may begin another cell.
 */
const FORMULA = /^(?:[\t\r\n]|[\s\p{C}]*[=+\-@＝＋－＠])/u;

/** CSV in UTF-8 begins with this mark, so that Excel reads Chinese. */
export const BYTE_ORDER_MARK = '\ufeff';

/** A text as a field of CSV (RFC 4180). */
export const quoted = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
/** A text that begins like a formula gets an apostrophe before it. */
export const quotedText = (text: string): string => quoted(FORMULA.test(text) ? `'${text}` : text);
export const lineOf = (fields: readonly string[]): string => `${fields.join(',')}\r\n`;

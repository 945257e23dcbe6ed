/**
 * An array parameter as text, for numbers, booleans and instants: they need no escapes. Texts and bytes go in the binary
 * form. In text form node-pg escapes every quote of a JSON text, and the server removes the escapes again.
 */
export const plainArray = (values: readonly (number | boolean | string)[]): string => `{${values.join(',')}}`;

const TEXT = 25;
const BYTEA = 17;
const HEADER = 20;

/** `text[]` in the binary form of the server. */
export const textArray = (values: readonly (string | null)[]): Buffer => {
  let size = HEADER;
  let hasNull = false;
  for (const value of values) {
    size += 4 + (value === null ? 0 : Buffer.byteLength(value));
    hasNull ||= value === null;
  }
  const buffer = header(TEXT, values.length, size, hasNull);
  let at = HEADER;
  for (const value of values) {
    if (value === null) {
      at = buffer.writeInt32BE(-1, at);
      continue;
    }
    const length = buffer.write(value, at + 4);
    buffer.writeInt32BE(length, at);
    at += 4 + length;
  }
  return buffer;
};

/** `bytea[]` in the binary form of the server. */
export const bytesArray = (values: readonly Uint8Array[]): Buffer => {
  let size = HEADER;
  for (const value of values) size += 4 + value.length;
  const buffer = header(BYTEA, values.length, size);
  let at = HEADER;
  for (const value of values) {
    at = buffer.writeInt32BE(value.length, at);
    buffer.set(value, at);
    at += value.length;
  }
  return buffer;
};

/** One dimension, subscripts from 1. An empty array has no dimension at all. */
const header = (elementType: number, length: number, size: number, hasNull = false): Buffer => {
  const buffer = Buffer.allocUnsafe(length === 0 ? 12 : size);
  buffer.writeInt32BE(length === 0 ? 0 : 1, 0);
  buffer.writeInt32BE(hasNull ? 1 : 0, 4);
  buffer.writeInt32BE(elementType, 8);
  if (length > 0) {
    buffer.writeInt32BE(length, 12);
    buffer.writeInt32BE(1, 16);
  }
  return buffer;
};

/** A file that can be read at any place. */
export interface Inspected {
  readonly size: number;
  /** Up to `length` bytes from `position` on: fewer at the end. */
  readonly read: (position: number, length: number) => Promise<Buffer>;
}

const WINDOW = 64 * 1024;

/** Small reads that follow each other take one read of the file. */
export const windowed = (file: Inspected): Inspected => {
  let [from, window]: [number, Buffer] = [0, Buffer.alloc(0)];
  return {
    get size() {
      return file.size;
    },
    read: async (position, length) => {
      if (length > WINDOW) return file.read(position, length);
      if (position >= from && position + length <= from + window.length) return window.subarray(position - from, position - from + length);
      const read = await file.read(position, WINDOW);
      [from, window] = [position, read];
      return read.subarray(0, length);
    },
  };
};

export const bytesSource = (bytes: Buffer): Inspected => ({
  size: bytes.length,
  read: async (position, length) => bytes.subarray(position, position + length),
});

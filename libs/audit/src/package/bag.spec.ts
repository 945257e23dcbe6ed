import fc from 'fast-check';
import { bagFault, bagOf } from './bag.js';
import { linesOf } from './lines.js';
import { readZip, writeZip, type Files } from './zip.js';

const payload: Files = new Map([
  ['data/b.txt', Buffer.from('b')],
  ['data/甲/a.txt', Buffer.from('甲')],
  ['data/a.txt', Buffer.alloc(0)],
]);
const bag = bagOf(payload, [['External-Identifier', 'case']]);
const changed = (path: string, content: string | null): Files => {
  const files = new Map(bag);
  if (content === null) files.delete(path);
  else files.set(path, Buffer.from(content));
  return files;
};

describe('a bag', () => {
  it('is whole, and has the size and the number of its files', () => {
    expect(bagFault(bag)).toBeNull();
    expect(bag.get('bag-info.txt')!.toString()).toBe('Payload-Oxum: 4.3\nExternal-Identifier: case\n');
    expect(bag.get('manifest-sha256.txt')!.toString()).toMatch(/^e3b0c442[0-9a-f]{56} {2}data\/a\.txt\n/);
  });
  it.each([
    ['data/b.txt', 'c', 'manifest-sha256.txt does not name data/b.txt'],
    ['data/b.txt', null, 'manifest-sha256.txt does not name data/b.txt'],
    ['data/new.txt', 'new', 'manifest-sha256.txt does not name data/'],
    ['bag-info.txt', 'x', 'tagmanifest-sha256.txt does not name bag-info.txt'],
    ['manifest-sha256.txt', '', 'tagmanifest-sha256.txt does not name manifest-sha256.txt'],
    ['tagmanifest-sha256.txt', '', 'tagmanifest-sha256.txt does not name'],
    ['other.txt', 'x', 'tagmanifest-sha256.txt does not name'],
  ])('is not whole where %s is %j', (path, content, reason) => expect(bagFault(changed(path, content))).toContain(reason));

  it.each(['../x', '/x', 'data/../x', 'data//x', 'data/.', 'data\\x', 'data/%0A', 'C:x', 'data/\u0000'])('does not take the path %j', (path) =>
    expect(() => bagFault(changed(path, ''))).toThrow('malformed'),
  );
  it('is malformed without its declaration or a manifest', () => {
    for (const path of ['bagit.txt', 'manifest-sha256.txt', 'tagmanifest-sha256.txt']) expect(() => bagFault(changed(path, null))).toThrow('malformed');
    expect(() => bagFault(changed('bagit.txt', 'BagIt-Version: 0.97\n'))).toThrow('malformed');
  });
});

describe('an archive', () => {
  const filesOf = fc.dictionary(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 9 }), fc.uint8Array({ maxLength: 200 }), { maxKeys: 9 });

  it('is the same bytes whatever the order of the files, and is read back', () => {
    fc.assert(
      fc.property(filesOf, (files) => {
        const entries = Object.entries(files).map(([path, content]) => [path, Buffer.from(content)] as const);
        const archive = writeZip(new Map(entries));
        expect(writeZip(new Map([...entries].reverse()))).toEqual(archive);
        expect(new Map(readZip(archive))).toEqual(new Map(entries));
      }),
    );
  });

  it('is read in one spelling only: each bit counts, and nothing stands before, between or after', () => {
    const archive = writeZip(bag);
    for (let bit = 0; bit < 8 * archive.length; bit += 1) {
      const flipped = Buffer.from(archive);
      flipped[bit >> 3]! ^= 1 << (bit & 7);
      expect(isWhole(flipped)).toBe(false);
    }
    for (const other of [Buffer.concat([archive, Buffer.of(0)]), Buffer.concat([Buffer.of(0), archive]), archive.subarray(0, -1), Buffer.alloc(0)])
      expect(isWhole(other)).toBe(false);
  });
  const isWhole = (archive: Buffer): boolean => {
    try {
      return bagFault(readZip(archive)) === null;
    } catch {
      return false;
    }
  };
});

describe('the lines of a file', () => {
  it('end with a line feed each', () => {
    expect(linesOf(Buffer.from('a\n\nb\n'), 'it').map(String)).toEqual(['a', '', 'b']);
    expect(linesOf(Buffer.alloc(0), 'it')).toEqual([]);
    expect(() => linesOf(Buffer.from('a\nb'), 'it')).toThrow('no line feed');
  });
});

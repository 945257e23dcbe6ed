import fc from 'fast-check';
import { encodeEntries, hasTile, nodesOfTile, parseEntries, parseTilePath, tilePath } from '@minglu/audit';

const size = fc.bigInt(0n, (1n << 63n) - 1n);

describe('a tile', () => {
  it.each([
    [{ level: 0, index: 1_234_067n, width: 256 }, 'tile/0/x001/x234/067'],
    [{ level: 1, index: 0n, width: 17 }, 'tile/1/000.p/17'],
    [{ level: 'entries' as const, index: 999n, width: 256 }, 'tile/entries/999'],
    [{ level: 'entries' as const, index: 1_000n, width: 1 }, 'tile/entries/x001/000.p/1'],
  ])('%j has the path %s', (tile, path) => {
    expect(tilePath(tile)).toBe(path);
    expect(parseTilePath(path)).toEqual(tile);
  });
  it.each([
    'tile/0/1',
    'tile/00/000',
    'tile/64/000',
    'tile/0/000/000',
    'tile/0/x000/001',
    'tile/0/000.p/0',
    'tile/0/000.p/256',
    'tile/0/000.p/017',
    'tile/0/x1/000',
    '/tile/0/000',
    'tile/0/000/',
  ])('has not the path %s', (path) => expect(parseTilePath(path)).toBeNull());
  it('has a path that is read back', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.nat({ max: 63 }), fc.constant('entries' as const)),
        size,
        fc.integer({ min: 1, max: 256 }),
        (level, index, width) => expect(parseTilePath(tilePath({ level, index, width }))).toEqual({ level, index, width }),
      ),
    );
  });
  it('exists as far as the tree has its nodes', () => {
    expect(hasTile(300n, { level: 0, index: 0n, width: 256 })).toBe(true);
    expect(hasTile(300n, { level: 0, index: 1n, width: 44 })).toBe(true);
    expect(hasTile(300n, { level: 0, index: 1n, width: 45 })).toBe(false);
    expect(hasTile(300n, { level: 1, index: 0n, width: 1 })).toBe(true);
    expect(hasTile(300n, { level: 1, index: 0n, width: 2 })).toBe(false);
    expect(nodesOfTile({ level: 1, index: 2n, width: 2 })).toEqual([
      { level: 8, index: 512n },
      { level: 8, index: 513n },
    ]);
  });
  it('of leaves carries each with its length', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 256 }), (leaves) => {
        const bundle = encodeEntries(leaves);
        expect(parseEntries(bundle, leaves.length)).toEqual(leaves.map((leaf) => Buffer.from(leaf)));
        expect(() => parseEntries(Buffer.concat([bundle, Buffer.of(0)]), leaves.length)).toThrow('malformed');
        expect(() => parseEntries(bundle, leaves.length + 1)).toThrow('malformed');
      }),
    );
    expect(() => encodeEntries([Buffer.alloc(65_536)])).toThrow('malformed');
  });
});

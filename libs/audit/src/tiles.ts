import { LEAF_LIMIT } from './leaf.js';
import { Malformed } from './malformed.js';
import type { NodeId } from './merkle.js';

// C2SP tlog-tiles. A tile has up to 256 hashes of one level of the tree: tile level L has the nodes of level 8 × L.

const TILE_WIDTH = 256;

/** A tile of hashes, or a bundle of leaves. */
export interface Tile {
  readonly level: number | 'entries';
  readonly index: bigint;
  /** 1 … 256. Fewer than 256 for the tile at the right edge. */
  readonly width: number;
}

/** `tile/<L>/<N>[.p/<W>]`: N in groups of three digits, each but the last with an `x` before it, as in x001/x234/067. */
export const tilePath = ({ level, index, width }: Tile): string => {
  const digits = index.toString();
  const groups = digits.padStart(Math.ceil(digits.length / 3) * 3, '0').match(/.{3}/g)!;
  const path = groups.map((group, at) => (at < groups.length - 1 ? `x${group}` : group)).join('/');
  return `tile/${level}/${path}${width < TILE_WIDTH ? `.p/${width}` : ''}`;
};

const PATH = /^tile\/(0|[1-5]?[0-9]|6[0-3]|entries)\/((?:x[0-9]{3}\/)*[0-9]{3})(?:\.p\/([1-9][0-9]{0,2}))?$/;

/** Null unless {@link tilePath} would have written it. */
export const parseTilePath = (path: string): Tile | null => {
  const [, level, groups, partial] = PATH.exec(path) ?? [];
  if (level === undefined || groups === undefined) return null;
  const index = BigInt(groups.replace(/[x/]/g, ''));
  const tile: Tile = { level: level === 'entries' ? level : Number(level), index, width: partial ? Number(partial) : TILE_WIDTH };
  return index < 1n << 63n && tilePath(tile) === path ? tile : null;
};

/** True if a tree of this size has the tile, whole or with this width. */
export const hasTile = (size: bigint, { level, index, width }: Tile): boolean =>
  index * 256n + BigInt(width) <= size >> BigInt(8 * (level === 'entries' ? 0 : level));

/** The nodes of a tile of hashes, from left to right. A tile is their hashes, 32 bytes each. */
export const nodesOfTile = ({ level, index, width }: Tile & { readonly level: number }): readonly NodeId[] =>
  Array.from({ length: width }, (_, at) => ({ level: 8 * level, index: index * 256n + BigInt(at) }));

/** The leaves of a bundle: each with its length as a uint16 before it. */
export const encodeEntries = (leaves: readonly Uint8Array[]): Buffer =>
  Buffer.concat(
    leaves.flatMap((leaf) => {
      if (leaf.length > LEAF_LIMIT) throw new Malformed(`a leaf has more than ${LEAF_LIMIT} bytes`);
      const length = Buffer.alloc(2);
      length.writeUInt16BE(leaf.length);
      return [length, leaf];
    }),
  );

/** Throws {@link Malformed} unless the bundle has this many leaves, and nothing after them. */
export const parseEntries = (bundle: Buffer, width: number): readonly Buffer[] => {
  const leaves: Buffer[] = [];
  let at = 0;
  while (at + 2 <= bundle.length && leaves.length < width) {
    const begin = at + 2;
    at = begin + bundle.readUInt16BE(at);
    leaves.push(bundle.subarray(begin, at));
  }
  if (at !== bundle.length || leaves.length !== width) throw new Malformed(`the bundle has not ${width} leaves`);
  return leaves;
};

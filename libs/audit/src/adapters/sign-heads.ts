import { formatCheckpoint, formatMapHead, formatNote, signNote, type NoteSigner } from '../index.js';
import type { StoredCheckpoint, Tree } from './checkpoint-table.js';
import { rootsOf, type GrowingLog } from './growing-log.js';

/**
 * The keys that sign each tree. During the rotation of a key these are the old one and the new one. Their name is the origin of the tree.
 * Those of the full tree sign the map too.
 */
export type CheckpointSigners = Readonly<Record<Exclude<Tree, 'map'>, readonly NoteSigner[]>>;

type Head = StoredCheckpoint & { readonly tree: Tree };

const signed = async (signers: readonly NoteSigner[], tree: Tree, size: number, root: Buffer, text: string): Promise<Head> => ({
  tree,
  size,
  root,
  note: formatNote(await signNote(text, signers)),
});

const originOf = (signers: readonly NoteSigner[]): string => signers[0]!.vkey.name;

/** Signs the heads of the logs that have grown since `before`. The public trees grow with public events alone, and so do their checkpoints. */
export const signHeads = async (
  signers: CheckpointSigners,
  { full, open, map }: { readonly full: GrowingLog; readonly open: GrowingLog; readonly map: Buffer },
  before: { readonly full: number; readonly open: number },
): Promise<readonly Head[]> => {
  const heads = (log: GrowingLog, trees: readonly [Exclude<Tree, 'map'>, Exclude<Tree, 'map'>]) =>
    rootsOf(log).map((root, i) => {
      const tree = trees[i]!;
      const text = formatCheckpoint({ origin: originOf(signers[tree]), size: BigInt(log.size), root });
      return signed(signers[tree], tree, log.size, root, text);
    });
  const mapHead = () => {
    const [treeRoot] = rootsOf(full);
    const text = formatMapHead({ origin: originOf(signers.full), size: BigInt(full.size), treeRoot: treeRoot!, mapRoot: map });
    return signed(signers.full, 'map', full.size, map, text);
  };
  return Promise.all([
    ...(full.size > before.full ? [...heads(full, ['full', 'full-sm3']), mapHead()] : []),
    ...(open.size > before.open ? heads(open, ['public', 'public-sm3']) : []),
  ]);
};

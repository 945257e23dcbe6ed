import type { Pool } from 'pg';
import { COSIGNATURE, Malformed, openNote, parseCheckpoint, parseNote, parseVkey, verifierOf } from '../index.js';
import { readCheckpoint, type Tree } from './checkpoint-table.js';
import { keepCosignature } from './cosignatures.js';

/**
 * Keeps the cosignatures of a checkpoint that witnesses give back. From then on the log serves it with them.
 *
 * @param vkeys of the appointed witnesses; signatures by others are left out
 * @returns the number of witnesses whose signatures hold
 * @throws Malformed or NotSigned, also if the log has another checkpoint of that size
 */
export const keepCosigned = async (pool: Pool, cosigned: string, vkeys: readonly string[]): Promise<number> => {
  const note = parseNote(cosigned);
  const size = Number(parseCheckpoint(note.text).size);
  const tree = await treeWith(pool, size, note.text);
  if (tree === null) throw new Malformed(`the log has not this checkpoint of ${size} leaves`);
  const witnesses = vkeys.map(parseVkey).filter(({ type }) => type === COSIGNATURE);
  const { signed } = openNote(note, witnesses.map(verifierOf));
  for (const { vkey, signature } of signed) await keepCosignature(pool, tree, size, { name: vkey.name, keyId: vkey.keyId, signature });
  return signed.length;
};

/** The tree whose checkpoint has this text: its first line is the origin of the tree. */
const treeWith = async (pool: Pool, size: number, text: string): Promise<Tree | null> => {
  for (const tree of ['full', 'full-sm3', 'public', 'public-sm3'] as const) {
    const stored = await readCheckpoint(pool, tree, size);
    if (stored !== null && parseNote(stored.note).text === text) return tree;
  }
  return null;
};

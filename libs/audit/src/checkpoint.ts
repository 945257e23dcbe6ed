import { Malformed } from './malformed.js';
import { parseDecimal, parseHash } from './strict.js';

/** The head of a tree: the text of a C2SP tlog-checkpoint. */
export interface Checkpoint {
  readonly origin: string;
  readonly size: bigint;
  readonly root: Buffer;
}

/** Three lines, each with its LF. */
export const formatCheckpoint = ({ origin, size, root }: Checkpoint): string => `${origin}\n${size}\n${root.toString('base64')}\n`;

/** The text of a note. Extension lines are refused: no log of ours writes any. Throws {@link Malformed}. */
export const parseCheckpoint = (text: string): Checkpoint => {
  const lines = text.split('\n');
  const [origin, size, root, end] = lines;
  if (lines.length !== 4 || end !== '' || !origin) throw new Malformed('a checkpoint is three lines: origin, size, root');
  return { origin: origin, size: parseDecimal(size!, 'the size of the checkpoint'), root: parseHash(root!, 'the root of the checkpoint') };
};

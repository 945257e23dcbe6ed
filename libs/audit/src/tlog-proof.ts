import { Malformed } from './malformed.js';
import { parseBase64, parseDecimal, parseHash, parseUtf8 } from './strict.js';

/** An inclusion proof with the checkpoint to which it leads (C2SP tlog-proof). Files of it end in `.tlog-proof`. */
export interface TlogProof {
  /** Of the application; nothing authenticates it. */
  readonly extra?: Buffer;
  readonly index: bigint;
  /** Sibling hashes from the leaf to the root. */
  readonly proof: readonly Buffer[];
  /** The signed note. */
  readonly checkpoint: string;
}

const FIRST_LINE = 'c2sp.org/tlog-proof@v1';
/** A tree of fewer than 2^63 leaves is no higher. */
const HIGHEST_PROOF = 63;

export const formatTlogProof = ({ extra, index, proof, checkpoint }: TlogProof): string =>
  [
    FIRST_LINE,
    ...(extra === undefined ? [] : [`extra ${extra.toString('base64')}`]),
    `index ${index}`,
    ...proof.map((hash) => hash.toString('base64')),
    '',
    checkpoint,
  ].join('\n');

/** Throws {@link Malformed}. The checkpoint is not parsed. */
export const parseTlogProof = (bytes: string | Uint8Array): TlogProof => {
  const text = typeof bytes === 'string' ? bytes : parseUtf8(bytes, 'the proof');
  const end = text.indexOf('\n\n');
  if (end < 0) throw new Malformed('the proof has no checkpoint after a blank line');
  const [first, ...lines] = text.slice(0, end).split('\n');
  if (first !== FIRST_LINE) throw new Malformed(`the proof does not begin with ${FIRST_LINE}`);
  const extra = lines[0]?.startsWith('extra ') ? parseBase64(lines.shift()!.slice(6), 'the extra data') : undefined;
  const index = lines.shift();
  if (!index?.startsWith('index ')) throw new Malformed('the proof has no index');
  if (lines.length > HIGHEST_PROOF) throw new Malformed(`the proof has more than ${HIGHEST_PROOF} hashes`);
  return {
    ...(extra ? { extra } : {}),
    index: parseDecimal(index.slice(6), 'the index'),
    proof: lines.map((line) => parseHash(line, 'a hash of the proof')),
    checkpoint: text.slice(end + 2),
  };
};

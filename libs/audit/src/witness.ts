import { parseCheckpoint, type Checkpoint } from './checkpoint.js';
import { Malformed } from './malformed.js';
import { emptyRoot } from './merkle.js';
import { NotSigned, openNote, parseNote } from './note.js';
import { logOf, type Policy } from './policy.js';
import { parseDecimal, parseHash, parseUtf8 } from './strict.js';
import { verifyConsistency } from './verify.js';

/** The body of `POST /add-checkpoint` (C2SP tlog-witness). */
export interface AddCheckpoint {
  readonly old: bigint;
  readonly proof: readonly Buffer[];
  /** The signed note. */
  readonly checkpoint: string;
}

const LONGEST_PROOF = 63;

export const formatAddCheckpoint = ({ old, proof, checkpoint }: AddCheckpoint): string =>
  [`old ${old}`, ...proof.map((hash) => hash.toString('base64')), '', checkpoint].join('\n');

/** Throws {@link Malformed}. */
export const parseAddCheckpoint = (body: string | Uint8Array): AddCheckpoint => {
  const text = typeof body === 'string' ? body : parseUtf8(body, 'the body');
  const end = text.indexOf('\n\n');
  const [first, ...lines] = text.slice(0, Math.max(end, 0)).split('\n');
  if (!first?.startsWith('old ')) throw new Malformed('the body is not: old size, proof, blank line, checkpoint');
  if (lines.length > LONGEST_PROOF) throw new Malformed(`the proof has more than ${LONGEST_PROOF} hashes`);
  return {
    old: parseDecimal(first.slice(4), 'the old size'),
    proof: lines.map((line) => parseHash(line, 'a hash of the proof')),
    checkpoint: text.slice(end + 2),
  };
};

/** What a witness remembers of one log: the last checkpoint that it cosigned. Null before the first. */
export type WitnessMemory = Pick<Checkpoint, 'size' | 'root'> | null;

/**
 * The answer of a witness. `cosign`: it first stores `memory`, in one step with the check, and then signs `text`. `conflict` names the
 * size that it remembers: the body of the answer, of type `text/x.tlog.size`.
 */
export type WitnessDecision =
  | { readonly status: 200; readonly origin: string; readonly text: string; readonly memory: NonNullable<WitnessMemory> }
  | { readonly status: 409; readonly size: bigint }
  | { readonly status: 400 | 403 | 404 | 422; readonly reason: string };

/** Throws nothing. @param remembered the memory of the log with an origin */
export const witnessDecision = (
  policy: Pick<Policy, 'logs'>,
  remembered: (origin: string) => WitnessMemory,
  body: string | Uint8Array,
): WitnessDecision => {
  try {
    return decided(policy, remembered, parseAddCheckpoint(body));
  } catch (error) {
    if (error instanceof Malformed) return { status: 400, reason: error.reason };
    throw error;
  }
};

const decided = (policy: Pick<Policy, 'logs'>, remembered: (origin: string) => WitnessMemory, asked: AddCheckpoint): WitnessDecision => {
  const note = parseNote(asked.checkpoint);
  const { origin, size, root } = parseCheckpoint(note.text);
  let log;
  try {
    log = logOf(policy, origin);
  } catch {
    return { status: 404, reason: `the log ${origin} is not known here` };
  }
  try {
    openNote(note, log.verifiers);
  } catch (error) {
    if (error instanceof NotSigned) return { status: 403, reason: error.message };
    throw error;
  }
  const { old, proof } = asked;
  if (old > size) return { status: 400, reason: 'the old size is larger than the checkpoint' };
  const memory = remembered(origin);
  const known = memory?.size ?? 0n;
  if (old !== known) return { status: 409, size: known };
  const follows =
    memory === null || known === 0n
      ? // a tree without leaves proves nothing of later ones
        proof.length === 0 && (size > 0n || root.equals(emptyRoot(log.hasher)))
      : verifyConsistency(log.hasher, { from: old, to: size, fromRoot: memory.root, toRoot: root, proof });
  return follows
    ? { status: 200, origin, text: note.text, memory: { size, root } }
    : { status: 422, reason: 'the proof or the root does not follow from the checkpoint that was cosigned last' };
};

import { namedMaterials, refuse, type AcceptedDecision, type Actor, type Instant, type RefusedDecision } from '@minglu/kernel';
import type { AdmittedCommand } from './admission.js';

/** Who names files, and when. */
export interface Naming {
  readonly actor: Actor;
  readonly at: Instant;
  /** The tickets that callers without an organisation got for their uploads. */
  readonly tickets: readonly string[];
}

/** The files that commands name. */
export interface StoredMaterials {
  /**
   * Those of the digests that this actor may not name, in their order: nothing is stored under them, or he has no right to it. The two are not
   * told apart, so that an actor learns nothing about files of others.
   */
  readonly refused: (digests: readonly string[], naming: Naming, signal?: AbortSignal) => Promise<readonly string[]>;
}

/** Knows every digest: for scenarios, whose format has no uploads. */
export const everyMaterial: StoredMaterials = { refused: async () => [] };

/**
 * The refusal `material-not-stored` of a decision whose command names a file that its actor may not name; null if there is none. It comes after
 * the decision: an actor who may not act at all learns nothing about files.
 */
export const materialsOf = ({ refused }: StoredMaterials, { act, command }: AdmittedCommand, signal?: AbortSignal) => {
  const { actor, at, tickets = [] } = command;
  const named = namedMaterials(act.payload, command.data).map(({ sha256 }) => sha256);
  // A command that is decided again names the same files.
  let missing: Promise<readonly string[]> | undefined;
  const unstored = async ({ readSet }: AcceptedDecision): Promise<RefusedDecision | null> => {
    missing ??= named.length === 0 ? Promise.resolve([]) : refused(named, { actor, at, tickets }, signal);
    const digests = await missing;
    if (digests.length === 0) return null;
    const { refusal } = refuse(
      'material-not-stored',
      act.legalBasis,
      `所列材料未上传，或不属本单位可引用者：${digests.join('、')}`,
      `these files are not uploaded, or not yours to name: ${digests.join(', ')}`,
      { digests },
    );
    return { refusal, readSet };
  };
  /** The log says that a file was removed after it was looked for. */
  const removed = (sha256: string): void => void (missing = Promise.resolve([sha256]));
  return { unstored, removed };
};

import { parseVkey, verifierOf, type NoteVerifier } from '@minglu/audit';
import type { CheckpointSigners } from '@minglu/audit/adapters';

/**
 * The verifiers of each tree: those of its signers, and of former keys with its name.
 *
 * @param formerKeys vkeys
 */
export const verifiersOf = (
  signers: CheckpointSigners,
  formerKeys: readonly string[],
): Readonly<Record<keyof CheckpointSigners, readonly NoteVerifier[]>> => {
  const former = formerKeys.map(parseVkey);
  const of = (tree: keyof CheckpointSigners): readonly NoteVerifier[] => {
    const own = signers[tree].map(({ vkey }) => vkey);
    return [...own, ...former.filter(({ name, keyId }) => name === own[0]!.name && own.every((one) => one.keyId !== keyId))].map(
      verifierOf,
    );
  };
  return { full: of('full'), 'full-sm3': of('full-sm3'), public: of('public'), 'public-sm3': of('public-sm3') };
};

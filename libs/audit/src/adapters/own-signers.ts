import { hkdfSync } from 'node:crypto';
import type { LogPlace } from '@minglu/event-store';
import { ed25519Signer, formatNote, formatPromise, OTHER, signNote, sm2Secret, sm2Signer, type NoteSigner } from '../index.js';
import type { CheckpointSigners } from './sign-heads.js';

/** Origin of the full tree of a log, and name of its key. The other trees and the promises have it as the beginning of theirs. */
export const originOfLog = (logId: string): string => `minglu/${logId}`;
/** The origin of each tree of a log. That of the map is the one of its note. */
const originsOf = (logId: string) => {
  const origin = originOfLog(logId);
  return { full: origin, 'full-sm3': `${origin}/sm3`, public: `${origin}/public`, 'public-sm3': `${origin}/public/sm3` } as const;
};
/** The name of the key that signs promises. It signs no checkpoint. */
export const promiseName = (logId: string): string => `${originOfLog(logId)}/promise`;

/** n − 2 of the curve of SM2 (GB/T 32918.5): private keys are the numbers from 1 to it. */
const MOST = BigInt('0xfffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54121');

const derived = (seed: Uint8Array, name: string): Buffer =>
  Buffer.from(hkdfSync('sha256', seed, Buffer.alloc(0), `minglu/checkpoints/v1/${name}`, 32));
const sm2Number = (bytes: Buffer): Buffer =>
  Buffer.from(((BigInt(`0x${bytes.toString('hex')}`) % MOST) + 1n).toString(16).padStart(64, '0'), 'hex');

/**
 * The signers of all trees of a log. Each tree has keys of its own, derived from one secret of 32 bytes (HKDF-SHA-256), so that a policy
 * can name the trees apart.
 *
 * @param seeds the current secret, then the one before it while readers learn the new keys
 */
export const ownSigners = (logId: string, seeds: readonly Uint8Array[]): CheckpointSigners => {
  const origins = originsOf(logId);
  const ed25519 = (tree: 'full' | 'public'): readonly NoteSigner[] =>
    seeds.map((seed) => ed25519Signer(origins[tree], derived(seed, tree)));
  const sm2 = (tree: 'full-sm3' | 'public-sm3'): readonly NoteSigner[] =>
    seeds.map((seed) => sm2Signer(origins[tree], OTHER, sm2Secret(sm2Number(derived(seed, tree)))));
  return { full: ed25519('full'), 'full-sm3': sm2('full-sm3'), public: ed25519('public'), 'public-sm3': sm2('public-sm3') };
};

/**
 * Signs promises to include the event at a place: by its content hash, since its leaf is known only later.
 *
 * @param seed Ed25519, 32 bytes
 * @param seal 32 bytes, which only checkers hold beside casework
 */
export const promiser = (seed: Uint8Array, seal: Uint8Array) => {
  let signer: { readonly logId: string; readonly own: NoteSigner } | undefined;
  const sealing = Buffer.from(seal);
  return async ({ logId, position, hash }: LogPlace): Promise<string> => {
    if (signer?.logId !== logId) signer = { logId, own: ed25519Signer(promiseName(logId), Buffer.from(seed)) };
    const promised = { position: BigInt(position), of: 'content', hash: Buffer.from(hash, 'hex') } as const;
    return formatNote(await signNote(formatPromise(originOfLog(logId), promised, sealing), [signer.own]));
  };
};

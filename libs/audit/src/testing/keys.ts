import { cosigner, ed25519Signer } from '../keys.js';
import type { NoteSigner } from '../note.js';
import { sm2Secret, sm2Signer } from '../sm2.js';
import { OTHER } from '../vkey.js';

// Keys of tests. Each is the same in each run, and of no use elsewhere.

export const TEST_ORIGIN = 'minglu.example/log';
export const SM3_ORIGIN = 'minglu.example/log-sm3';
/** Unix time of all test cosignatures: 2026-11-30. */
export const TEST_TIME = 1_796_000_000n;

export const testSigner = (name: string = TEST_ORIGIN, seed = 1): NoteSigner => ed25519Signer(name, Buffer.alloc(32, seed));
export const testSm2Signer = (name: string = SM3_ORIGIN, seed = 2): NoteSigner => sm2Signer(name, OTHER, sm2Secret(Buffer.alloc(32, seed)));
export const testWitness = (number: number, time: bigint = TEST_TIME): NoteSigner =>
  cosigner(`witness.example/w${number}`, Buffer.alloc(32, 100 + number), () => time);

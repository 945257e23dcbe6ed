import { hash } from 'node:crypto';

/** A hash function of 32 bytes. The trees, the notes and the commitments use it through this port only. */
export interface Hasher {
  /** The name that formats write: `sha256` or `sm3`. */
  readonly name: 'sha256' | 'sm3';
  /** Hashes the concatenation of the parts. */
  readonly digest: (...parts: readonly Uint8Array[]) => Buffer;
}

/** Bytes of a digest. */
export const HASH_BYTES = 32;

/** One call of `hash` over one buffer is faster than `createHash` with updates: see `contentHash` of the event store. */
const hasher = (name: Hasher['name']): Hasher => ({
  name,
  digest: (...parts) => hash(name, parts.length === 1 ? parts[0]! : Buffer.concat(parts), 'buffer'),
});

/** SHA-256 (FIPS 180-4): the main tree. */
export const sha256: Hasher = hasher('sha256');
/** SM3 (GB/T 32905): the tree of the national-cryptography track. */
export const sm3: Hasher = hasher('sm3');

import type { Actor } from '@minglu/kernel';

/** The right of a reader to a file. */
export interface MaterialRight {
  /** The name under which he sees it; null where he sees none. */
  readonly name: string | null;
  /** He opens it only with a ground: it came with a sealed text. */
  readonly needsGround: boolean;
}

/** Decides who may read and name which file. It is the only place that does. */
export interface MaterialRights {
  /** Null for a reader without a right. Whether a file is stored under the digest is not asked. */
  readonly rightTo: (reader: Actor, sha256: string, signal?: AbortSignal) => Promise<MaterialRight | null>;
}

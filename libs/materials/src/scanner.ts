import type { Readable } from 'node:stream';

/** The answer of a scanner about a file. */
export type Scanned =
  { readonly verdict: 'clean' } | { readonly verdict: 'infected'; readonly name: string } | { readonly verdict: 'too-large' };

/** Looks for viruses. Rejects when it cannot say: the file is then refused for now, and never taken unchecked. */
export interface Scanner {
  readonly scan: (open: () => Readable) => Promise<Scanned>;
  readonly check: () => Promise<void>;
}

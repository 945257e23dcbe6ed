/** Writes the offline verifier as one file. Resolves to the source files in it, from the root. */
export function bundleVerifier(root: string, outfile?: string): Promise<readonly string[]>;

/** A file that is made from the code and committed: where it lies, from the project's root, and all that it holds. */
export interface GeneratedFile {
  readonly path: string;
  readonly content: string;
}

/** One kind of generated file. It reads nothing but code, so that every machine makes the same bytes. */
export interface Generator {
  readonly name: string;
  readonly files: () => readonly GeneratedFile[];
  /** Paths of files that were generated once, cannot be made any more, and must stay: contracts of older versions. */
  readonly keeps?: () => readonly string[];
}

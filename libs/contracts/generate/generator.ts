/** A file that is generated from the code and committed. `path` is relative to the project's root. */
export interface GeneratedFile {
  readonly path: string;
  readonly content: string;
}

/** One kind of generated file. A generator reads only code, so that every machine makes the same bytes. */
export interface Generator {
  readonly name: string;
  readonly files: () => readonly GeneratedFile[];
  /** Paths of earlier generated files that must stay and cannot be generated again: contracts of older versions. */
  readonly keeps?: () => readonly string[];
}

/** A sentence for officers (Chinese, authoritative) with its English twin for APIs. */
export interface Bilingual {
  readonly zh: string;
  readonly en: string;
}

/**
 * A lawful "no": data, never an exception. `legalBasis` names the provisions that the refusal rests on
 * (`measure-2022/18`); the few codes that rest on none are listed by the library that refuses.
 */
export interface Refusal<Basis extends string = string> {
  readonly code: string;
  readonly legalBasis: readonly Basis[];
  readonly message: Bilingual;
  readonly details: Readonly<Record<string, unknown>>;
}

/** An advisory finding that comes back with an accepted command and stops nothing. */
export interface Warning<Basis extends string = string> {
  readonly code: string;
  readonly legalBasis: readonly Basis[];
  readonly message: Bilingual;
}

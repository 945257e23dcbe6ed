/** A sentence for officers in Chinese (authoritative), and its English translation for APIs. */
export interface Bilingual {
  readonly zh: string;
  readonly en: string;
}

/**
 * A refusal is data, never an exception. `legalBasis` names its provisions (`measure-2022/18`). The library that refuses
 * lists the few codes without a provision.
 */
export interface Refusal<Basis extends string = string> {
  readonly code: string;
  readonly legalBasis: readonly Basis[];
  readonly message: Bilingual;
  readonly details: Readonly<Record<string, unknown>>;
}

/** An advisory finding that is returned with an accepted command. It stops nothing. */
export interface Warning<Basis extends string = string> {
  readonly code: string;
  readonly legalBasis: readonly Basis[];
  readonly message: Bilingual;
}

/** Where a provision can be read over HTTP, by its id. */
export const provisionPath = (provision: string): string => `/provisions/${provision}`;

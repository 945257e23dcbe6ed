/** Reasons for free text in an event in the clear. None of these texts names a private person. */
export const FREE_TEXT_REASONS = {
  organisation: 'names an organisation or a place: applicants are cities or parks, experts are known by their employer alone',
  expert: 'a pseudonym: the ministry keeps the identity of an expert elsewhere',
  officer: 'the pseudonym of an officer: four eyes are counted by person, and a replay must show it',
  document: 'names a document, its number or version, an address of the portal, or a published rule',
  indicator: 'names an indicator, its unit, source or value',
  prepared: 'a code that a link carries: a name of the contract, an id, a day, a number or words of a list; it has no prose',
  corrected: 'the corrected value of a field that stands in the clear itself, for the reason that its own event states',
  official: 'official prose about a city or a park: an authority or the applicant answers for it, and it is about no person',
  restricted: 'seen by the ministry alone (RESTRICTED): the finding of an officer; objector and grounds are sealed beside it',
} as const;

/** The places of a payload that hold free text, by reason. A path reads `figures[].unit`. */
export type FreeText = Readonly<Partial<Record<keyof typeof FREE_TEXT_REASONS, readonly string[]>>>;

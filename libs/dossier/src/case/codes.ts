/**
 * Codes of refusals that rest on no provision (decisions 19). `not-in-this-state` and `not-authorised` name the provisions of
 * the act all the same; `stale-version` and `invalid-payload` are said before an act is asked.
 */
export const CODES_WITHOUT_PROVISION = [
  'not-authorised',
  'unknown-id',
  'id-taken',
  'stale-version',
  'invalid-payload',
  'not-in-this-state',
] as const;

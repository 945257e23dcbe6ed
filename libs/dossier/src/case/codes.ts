/**
 * Codes of refusals without a provision (decision 19). `not-in-this-state` and `not-authorised` still name the provisions of their act.
 * `stale-version` and `invalid-payload` are decided before an act runs.
 */
export const CODES_WITHOUT_PROVISION = [
  'not-authorised',
  'unknown-id',
  'id-taken',
  'stale-version',
  'invalid-payload',
  'not-in-this-state',
] as const;

/**
 * Scenarios of ../shared/scenarios that fail until a later change implements them.
 * scenarios.spec.ts fails when one of them passes, or when a scenario that is not listed fails.
 */
export const EXPECTED_TO_FAIL: readonly string[] = [
  '32-recusal-by-another-spelling.yaml',
  '33-deadlines-of-two-things-of-one-name.yaml',
  '34-title-of-a-dissolved-city.yaml',
  '35-an-empty-file-is-no-material.yaml',
  '36-one-figure-twice.yaml',
];

/**
 * Scenarios of ../shared/scenarios that fail until a later change implements them.
 * scenarios.spec.ts fails when one of them passes, or when a scenario that is not listed fails.
 */
export const EXPECTED_TO_FAIL: readonly string[] = ['34-title-of-a-dissolved-city.yaml'];

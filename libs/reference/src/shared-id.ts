import type { Claim } from '@minglu/kernel';

/**
 * The claim of an id that a question may name: a case, title, publicity, proceeding, objection, campaign or report. One stream holds it, so
 * that no question resolves to two things (decisions 41). A second use is refused at the append as `id-taken`.
 */
export const sharedId = (id: string): Claim => ({ kind: 'id', id });

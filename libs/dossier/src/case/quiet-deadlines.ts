import type { Deadline } from '@minglu/regulation';
import type { Dossier } from './dossier.js';

/** A deadline that a party was told, for readers. `open` is false once the party used it, or an event ended it. */
export interface QuietDeadline extends Deadline {
  readonly open: boolean;
}

/**
 * The deadlines that append nothing when they pass (decisions 44). They are the time to request a hearing (听证), and the remedies of
 * each decision. No timer waits for them, and a revised calendar records no event of theirs.
 */
export const quietDeadlines = ({ proceedings, papers }: Pick<Dossier, 'proceedings' | 'papers'>): readonly QuietDeadline[] => [
  ...proceedings.flatMap(({ hearing, hearingRequest, ended }) =>
    hearingRequest ? [{ ...hearingRequest, open: hearing === 'none' && !ended }] : [],
  ),
  ...papers.flatMap(({ remedies, sought }) =>
    remedies ? (['reconsideration', 'litigation'] as const).map((kind) => ({ ...remedies[kind], open: !sought.includes(kind) })) : [],
  ),
];
export const isQuiet = ({ kind }: Pick<Deadline, 'kind'>): boolean => QUIET.includes(kind);
const QUIET: readonly Deadline['kind'][] = ['hearing-request', 'reconsideration', 'litigation'];
